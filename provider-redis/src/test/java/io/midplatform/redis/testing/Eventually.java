package io.midplatform.redis.testing;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for what comes about by itself: a server that starts, a connection that is made anew. */
public final class Eventually {
    private static final long STEP_NANOS = 5_000_000;

    /**
     * What nobody needs to wait for who finds all well, and no slow machine exceeds. Several times what may add up after a fault: the breaker's
     * pause, the patience with a silent connection, the pauses between attempts to connect, a beat.
     */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private Eventually() {}

    /** Waits until it is true; what it throws meanwhile counts as not yet. */
    public static void until(String what, Callable<Boolean> condition) {
        until(what, PATIENCE, condition);
    }

    /** Waits until it no longer throws. */
    public static <T> T succeeds(String what, Callable<T> call) {
        return succeeds(what, PATIENCE, call);
    }

    /** Waits until it is true, for a time that the test is about. */
    public static void until(String what, Duration atMost, Callable<Boolean> condition) {
        succeeds(what, atMost, () -> {
            if (!condition.call()) {
                throw new IllegalStateException("not yet");
            }
            return true;
        });
    }

    /** Waits until it no longer throws, for a time that the test is about. */
    @SuppressWarnings("IllegalCatch") // whatever it throws, it is not yet
    public static <T> T succeeds(String what, Duration atMost, Callable<T> call) {
        long end = System.nanoTime() + atMost.toNanos();
        while (true) {
            try {
                return call.call();
            } catch (Exception | AssertionError e) {
                if (System.nanoTime() > end) {
                    throw new AssertionError(what + ": not within " + atMost, e);
                }
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new AssertionError(what + ": interrupted");
            }
            LockSupport.parkNanos(STEP_NANOS);
        }
    }
}
