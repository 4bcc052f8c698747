package io.midplatform.storage;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How to delete an object. Immutable. */
public final class DeleteOptions {
    private static final DeleteOptions DEFAULTS = new DeleteOptions(null, null, null);

    private final @Nullable String ifMatch;
    private final @Nullable String version;
    private final @Nullable Duration timeout;

    private DeleteOptions(@Nullable String ifMatch, @Nullable String version, @Nullable Duration timeout) {
        this.ifMatch = ifMatch;
        this.version = version;
        this.timeout = timeout;
    }

    /**
     * The start of every chain.
     *
     * @return the defaults
     */
    public static DeleteOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Deletes only the object with this ETag; another one or none is {@code PRECONDITION_FAILED}. Feature
     * {@link StorageFeature#CONDITIONAL_DELETE}.
     *
     * @param ifMatch the value
     * @return the options with that
     */
    public DeleteOptions ifMatch(String ifMatch) {
        return new DeleteOptions(Objects.requireNonNull(ifMatch, "ifMatch"), version, timeout);
    }

    /**
     * The ETag that must be there.
     *
     * @return empty when not set
     */
    public Optional<String> ifMatch() {
        return Optional.ofNullable(ifMatch);
    }

    /**
     * Deletes a version for good; without it, the deletion itself becomes a version where the bucket keeps them. Feature
     * {@link StorageFeature#VERSIONS}.
     *
     * @param version its id, as {@link ObjectVersion#id()} and {@link PutResult#versionId()} tell it
     * @return the options with that
     */
    public DeleteOptions version(String version) {
        return new DeleteOptions(ifMatch, Objects.requireNonNull(version, "version"), timeout);
    }

    /**
     * The version to delete.
     *
     * @return empty when not set
     */
    public Optional<String> version() {
        return Optional.ofNullable(version);
    }

    /**
     * Limits the whole call, in place of the resource's {@code timeout}; transfers: each request.
     *
     * @param timeout the value
     * @return the options with that
     */
    public DeleteOptions timeout(Duration timeout) {
        return new DeleteOptions(ifMatch, version, Timeouts.positive(timeout));
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
