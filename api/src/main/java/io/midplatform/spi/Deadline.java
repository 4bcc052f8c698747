package io.midplatform.spi;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The moment an operation's time runs out, on the platform's monotonic clock. Immutable. */
public final class Deadline {
    /** About 146 years: far enough, and adding it to a nano time cannot overflow a comparison by difference. */
    private static final long FAR = Long.MAX_VALUE / 2;

    private final PlatformTime time;
    private final long at;

    private Deadline(PlatformTime time, long at) {
        this.time = time;
        this.at = at;
    }

    /**
     * A deadline some time from now.
     *
     * @param time the platform's time
     * @param timeout how long; more than 146 years counts as that
     * @return the deadline
     */
    public static Deadline after(PlatformTime time, Duration timeout) {
        return afterNanos(time, nanos(timeout));
    }

    /**
     * A deadline some nanoseconds from now.
     *
     * @param time the platform's time
     * @param nanos how long
     * @return the deadline
     */
    public static Deadline afterNanos(PlatformTime time, long nanos) {
        return new Deadline(time, time.nanoTime() + Math.min(nanos, FAR));
    }

    /**
     * A duration in nanoseconds, cut to what a deadline can hold instead of overflowing.
     *
     * @param duration the duration
     * @return its nanoseconds
     */
    public static long nanos(Duration duration) {
        return duration.toSeconds() >= TimeUnit.NANOSECONDS.toSeconds(FAR) ? FAR : duration.toNanos();
    }

    /**
     * The moment itself.
     *
     * @return the value of {@link PlatformTime#nanoTime()} at which time has run out
     */
    public long nanoTime() {
        return at;
    }

    /**
     * How much time is left.
     *
     * @return nanoseconds, zero or less when it has run out
     */
    public long remainingNanos() {
        return at - time.nanoTime();
    }

    /**
     * How much time is left, for vendor clients that take a duration.
     *
     * @return at least zero
     */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, remainingNanos()));
    }

    /**
     * Tells whether time has run out.
     *
     * @return true from the moment on
     */
    public boolean isExpired() {
        return remainingNanos() <= 0;
    }

    @Override
    public String toString() {
        return remaining() + " left";
    }
}
