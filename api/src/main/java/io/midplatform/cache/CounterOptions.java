package io.midplatform.cache;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How to count; what is not set comes from the settings. Immutable. */
public final class CounterOptions {
    private static final CounterOptions DEFAULTS = new CounterOptions(null, null);

    private final @Nullable Duration ttl;
    private final @Nullable Duration timeout;

    private CounterOptions(@Nullable Duration ttl, @Nullable Duration timeout) {
        this.ttl = ttl;
        this.timeout = timeout;
    }

    /**
     * The defaults: everything from the settings.
     *
     * @return the options
     */
    public static CounterOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Sets how long the counter lives if this increment creates it; a counter that exists keeps its end.
     *
     * @param duration at least a millisecond; it counts in whole milliseconds
     * @return new options
     * @throws IllegalArgumentException for less
     */
    public CounterOptions ttl(Duration duration) {
        return new CounterOptions(Durations.millisecondOrMore("ttl", duration), timeout);
    }

    /**
     * Sets how long the call may take in all.
     *
     * @param duration more than zero
     * @return new options
     * @throws IllegalArgumentException for zero or less
     */
    public CounterOptions timeout(Duration duration) {
        return new CounterOptions(ttl, Durations.positive("timeout", duration));
    }

    /**
     * How long a new counter lives.
     *
     * @return empty for the settings' ttl
     */
    public Optional<Duration> ttl() {
        return Optional.ofNullable(ttl);
    }

    /**
     * The time-out.
     *
     * @return empty for that of the settings
     */
    public Optional<Duration> timeout() {
        return Optional.ofNullable(timeout);
    }
}
