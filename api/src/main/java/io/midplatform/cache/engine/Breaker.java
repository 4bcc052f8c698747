package io.midplatform.cache.engine;

import io.midplatform.spi.PlatformTime;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps calls short while a store is down: after some failures in a row it refuses for a while, then admits one call at a time until one
 * succeeds. Thread-safe.
 */
final class Breaker {
    /** Few enough that a store that hangs costs few time-outs, more than a single lost connection causes. */
    static final int FAILURES = 5;
    /** A store that restarts or fails over is back after seconds. */
    static final long PAUSE_NANOS = 5_000_000_000L;

    private final PlatformTime time;
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicLong nextTry = new AtomicLong();

    Breaker(PlatformTime time) {
        this.time = time;
    }

    /** Tells whether a call may go to the store. */
    boolean admits() {
        if (failures.get() < FAILURES) {
            return true;
        }
        long now = time.nanoTime();
        long next = nextTry.get();
        // the one that moves the moment tries; the others are refused until it has succeeded or the moment has come
        // again
        return now - next >= 0 && nextTry.compareAndSet(next, now + PAUSE_NANOS);
    }

    /** Notes a success; true when there was trouble before. */
    boolean succeeded() {
        return failures.get() != 0 && failures.getAndSet(0) != 0;
    }

    void failed() {
        nextTry.set(time.nanoTime() + PAUSE_NANOS);
        failures.getAndUpdate(count -> Math.min(count + 1, FAILURES));
    }
}
