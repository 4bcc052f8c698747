package io.midplatform.queue;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How to send. Immutable. */
public final class SendOptions {
    private static final SendOptions DEFAULTS = new SendOptions(null);

    private final @Nullable Duration timeout;

    private SendOptions(@Nullable Duration timeout) {
        this.timeout = timeout;
    }

    /**
     * The defaults: the time-out of the settings.
     *
     * @return the options
     */
    public static SendOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Sets how long the call may take in all, its retries included.
     *
     * @param duration more than zero
     * @return new options
     * @throws IllegalArgumentException for zero or less
     */
    public SendOptions timeout(Duration duration) {
        return new SendOptions(Durations.positive("timeout", duration));
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
