package io.midplatform.spi;

import io.midplatform.Registration;
import java.time.Duration;
import java.time.InstantSource;

/**
 * The platform's one source of time: wall clock, monotonic clock and timer. Everything that waits, expires or measures takes it from here, so
 * that a test can move it. Thread-safe.
 */
public interface PlatformTime extends InstantSource {
    /**
     * A monotonic clock for measuring and for deadlines.
     *
     * @return nanoseconds from an arbitrary origin; compare by difference
     */
    long nanoTime();

    /**
     * Runs a task once, after a delay. Tasks are short and do no I/O: they wake or submit others.
     *
     * @param task what to run
     * @param delay how long to wait; zero or less runs as soon as possible, never on the calling thread while it holds the timer's own lock
     * @return closing it cancels the task if it has not started
     */
    Registration schedule(Runnable task, Duration delay);

    /** Ends the timer thread; scheduled tasks are dropped. Called by the platform for the time it made itself. */
    void close();
}
