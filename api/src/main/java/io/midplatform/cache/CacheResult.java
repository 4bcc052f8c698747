package io.midplatform.cache;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a lookup found. Immutable as far as its value is.
 *
 * @param <V> the values' type
 */
public final class CacheResult<V> {
    private final CacheStatus status;
    private final @Nullable V value;
    private final @Nullable Duration age;
    private final @Nullable Duration remaining;
    private final @Nullable String version;

    private CacheResult(
            CacheStatus status,
            @Nullable V value,
            @Nullable Duration age,
            @Nullable Duration remaining,
            @Nullable String version) {
        this.status = Objects.requireNonNull(status, "status");
        this.value = value;
        this.age = age;
        this.remaining = remaining;
        this.version = version;
    }

    /**
     * A value was found.
     *
     * @param <V> the values' type
     * @param status {@link CacheStatus#HIT} or {@link CacheStatus#STALE}
     * @param value the value
     * @param age how long ago it was written
     * @param remaining how long it still lives, null for without end
     * @param version its version
     * @return the result
     */
    public static <V> CacheResult<V> found(
            CacheStatus status, V value, Duration age, @Nullable Duration remaining, String version) {
        return new CacheResult<>(
                status,
                Objects.requireNonNull(value, "value"),
                Objects.requireNonNull(age, "age"),
                remaining,
                Objects.requireNonNull(version, "version"));
    }

    /**
     * A remembered absence was found.
     *
     * @param <V> the values' type
     * @param age how long ago it was written
     * @param remaining how long it is still remembered
     * @return the result
     */
    public static <V> CacheResult<V> negative(Duration age, Duration remaining) {
        return new CacheResult<>(CacheStatus.NEGATIVE, null, age, remaining, null);
    }

    /**
     * Nothing was found.
     *
     * @param <V> the values' type
     * @param status {@link CacheStatus#MISS} or {@link CacheStatus#DEGRADED}
     * @return the result
     */
    public static <V> CacheResult<V> none(CacheStatus status) {
        return new CacheResult<>(status, null, null, null, null);
    }

    /**
     * What was found.
     *
     * @return the status
     */
    public CacheStatus status() {
        return status;
    }

    /**
     * The value.
     *
     * @return empty unless the status is {@link CacheStatus#HIT} or {@link CacheStatus#STALE}
     */
    public Optional<V> value() {
        return Optional.ofNullable(value);
    }

    /**
     * How long ago the entry was written, by the clocks of writer and reader.
     *
     * @return empty for {@link CacheStatus#MISS} and {@link CacheStatus#DEGRADED}; never negative
     */
    public Optional<Duration> age() {
        return Optional.ofNullable(age);
    }

    /**
     * How long the entry still lives.
     *
     * @return empty where there is no entry, and for an entry without end
     */
    public Optional<Duration> remaining() {
        return Optional.ofNullable(remaining);
    }

    /**
     * The entry's version, for {@link Cache#replace(String, String, Object)}: opaque text that changes with every write of the key.
     *
     * @return empty unless there is a value
     */
    public Optional<String> version() {
        return Optional.ofNullable(version);
    }

    @Override
    public String toString() {
        return age == null ? status.toString() : status + ", age " + age;
    }
}
