package io.midplatform.storage;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How to copy an object. Immutable. */
public final class CopyOptions {
    private static final CopyOptions DEFAULTS = new CopyOptions(null, false, null, null);

    private final @Nullable String sourceIfMatch;
    private final boolean onlyIfAbsent;
    private final @Nullable String ifMatch;
    private final @Nullable Duration timeout;

    private CopyOptions(
            @Nullable String sourceIfMatch,
            boolean onlyIfAbsent,
            @Nullable String ifMatch,
            @Nullable Duration timeout) {
        this.sourceIfMatch = sourceIfMatch;
        this.onlyIfAbsent = onlyIfAbsent;
        this.ifMatch = ifMatch;
        this.timeout = timeout;
    }

    /**
     * The start of every chain.
     *
     * @return the defaults
     */
    public static CopyOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Copies only the source with this ETag; another one is {@code PRECONDITION_FAILED}.
     *
     * @param sourceIfMatch the value
     * @return the options with that
     */
    public CopyOptions sourceIfMatch(String sourceIfMatch) {
        return new CopyOptions(Objects.requireNonNull(sourceIfMatch, "sourceIfMatch"), onlyIfAbsent, ifMatch, timeout);
    }

    /**
     * The ETag that the source must have.
     *
     * @return empty when not set
     */
    public Optional<String> sourceIfMatch() {
        return Optional.ofNullable(sourceIfMatch);
    }

    /**
     * Writes only where the target has no object; else {@code ALREADY_EXISTS}. Feature {@link StorageFeature#CONDITIONAL_PUT}.
     *
     * @return the options with that
     */
    public CopyOptions onlyIfAbsent() {
        return new CopyOptions(sourceIfMatch, true, ifMatch, timeout);
    }

    /**
     * Whether only an absent target is written.
     *
     * @return whether it was asked for
     */
    public boolean isOnlyIfAbsent() {
        return onlyIfAbsent;
    }

    /**
     * Writes only over the target with this ETag; another one or none is {@code PRECONDITION_FAILED}. Feature
     * {@link StorageFeature#CONDITIONAL_PUT}.
     *
     * @param ifMatch the value
     * @return the options with that
     */
    public CopyOptions ifMatch(String ifMatch) {
        return new CopyOptions(sourceIfMatch, onlyIfAbsent, Objects.requireNonNull(ifMatch, "ifMatch"), timeout);
    }

    /**
     * The ETag that the target must have.
     *
     * @return empty when not set
     */
    public Optional<String> ifMatch() {
        return Optional.ofNullable(ifMatch);
    }

    /**
     * Limits the whole call, in place of the resource's {@code timeout}; transfers: each request.
     *
     * @param timeout the value
     * @return the options with that
     */
    public CopyOptions timeout(Duration timeout) {
        return new CopyOptions(sourceIfMatch, onlyIfAbsent, ifMatch, Timeouts.positive(timeout));
    }

    /**
     * The call's own time-out.
     *
     * @return empty when not set
     */
    public Optional<Duration> timeout() {
        return Optional.ofNullable(timeout);
    }
}
