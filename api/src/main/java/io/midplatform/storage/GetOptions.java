package io.midplatform.storage;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How to read an object. Immutable. */
public final class GetOptions {
    private static final GetOptions DEFAULTS = new GetOptions(null, null, null, null);

    private final @Nullable ByteRange range;
    private final @Nullable String ifMatch;
    private final @Nullable String version;
    private final @Nullable Duration timeout;

    private GetOptions(
            @Nullable ByteRange range, @Nullable String ifMatch, @Nullable String version, @Nullable Duration timeout) {
        this.range = range;
        this.ifMatch = ifMatch;
        this.version = version;
        this.timeout = timeout;
    }

    /**
     * The start of every chain.
     *
     * @return the defaults
     */
    public static GetOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Reads a part.
     *
     * @param range the value
     * @return the options with that
     */
    public GetOptions range(ByteRange range) {
        return new GetOptions(Objects.requireNonNull(range, "range"), ifMatch, version, timeout);
    }

    /**
     * The part to read.
     *
     * @return empty when not set
     */
    public Optional<ByteRange> range() {
        return Optional.ofNullable(range);
    }

    /**
     * Reads only the object with this ETag; another one is {@code PRECONDITION_FAILED}.
     *
     * @param ifMatch the value
     * @return the options with that
     */
    public GetOptions ifMatch(String ifMatch) {
        return new GetOptions(range, Objects.requireNonNull(ifMatch, "ifMatch"), version, timeout);
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
     * Reads a version in place of the newest. Feature {@link StorageFeature#VERSIONS}.
     *
     * @param version its id, as {@link ObjectVersion#id()} and {@link PutResult#versionId()} tell it
     * @return the options with that
     */
    public GetOptions version(String version) {
        return new GetOptions(range, ifMatch, Objects.requireNonNull(version, "version"), timeout);
    }

    /**
     * The version to read.
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
    public GetOptions timeout(Duration timeout) {
        return new GetOptions(range, ifMatch, version, Timeouts.positive(timeout));
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
