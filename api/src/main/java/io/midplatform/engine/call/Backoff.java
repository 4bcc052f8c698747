package io.midplatform.engine.call;

import io.midplatform.spi.Deadline;
import io.midplatform.spi.PlatformTime;
import io.midplatform.spi.TimedCondition;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How long to wait before trying again: at random between zero and a ceiling that doubles with each attempt (full jitter, which spreads
 * clients that failed together). Waits run on the platform's time. Immutable.
 */
public final class Backoff {
    private final PlatformTime time;
    private final long first;
    private final long most;

    /**
     * A backoff.
     *
     * @param time the platform's time
     * @param first the ceiling after the first attempt; zero for no waits at all
     * @param most the highest ceiling
     */
    public Backoff(PlatformTime time, Duration first, Duration most) {
        this.time = time;
        this.first = Deadline.nanos(first);
        this.most = Math.max(this.first, Deadline.nanos(most));
    }

    /**
     * How long the next wait may be at most.
     *
     * @param attempt the attempt that failed, from 1
     * @return nanoseconds
     */
    public long ceiling(int attempt) {
        int doublings = Math.max(0, attempt - 1);
        return first == 0
                ? 0
                : doublings >= Long.numberOfLeadingZeros(first) - 1 ? most : Math.min(most, first << doublings);
    }

    /**
     * Draws a wait.
     *
     * @param attempt the attempt that failed, from 1
     * @return nanoseconds between zero and the ceiling
     */
    public long nanos(int attempt) {
        return ThreadLocalRandom.current().nextLong(ceiling(attempt) + 1);
    }

    /**
     * Waits before the next attempt.
     *
     * @param attempt the attempt that failed, from 1
     * @param deadline when to give up
     * @return false, at once, when the deadline would come before the end of the wait
     * @throws InterruptedException when the thread is interrupted
     */
    public boolean pause(int attempt, Deadline deadline) throws InterruptedException {
        return pause(time, nanos(attempt), deadline);
    }

    /**
     * Waits for a given time; on a time that is closed meanwhile, up to a second longer.
     *
     * @param time the platform's time
     * @param nanos how long
     * @param deadline when to give up
     * @return false, at once, when the deadline would come before the end of the wait
     * @throws InterruptedException when the thread is interrupted
     */
    public static boolean pause(PlatformTime time, long nanos, Deadline deadline) throws InterruptedException {
        if (nanos >= deadline.remainingNanos()) {
            return false;
        }
        long until = time.nanoTime() + nanos;
        ReentrantLock lock = new ReentrantLock();
        TimedCondition end = new TimedCondition(time, lock);
        lock.lockInterruptibly();
        try {
            boolean waiting = true;
            while (waiting) {
                waiting = end.awaitUntil(until);
            }
        } finally {
            lock.unlock();
        }
        return true;
    }
}
