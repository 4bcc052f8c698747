package io.midplatform.spi;

import io.midplatform.Registration;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/** A condition whose waits end on the platform's time, so that a test that moves time moves the waiters too. Thread-safe. */
public final class TimedCondition {
    /** How long a wait relies on its alarm: a platform that is closed rings none any more. */
    private static final long LOOK_NANOS = 1_000_000_000;

    private final PlatformTime time;
    private final Lock lock;
    private final Condition condition;

    /**
     * Makes a condition.
     *
     * @param time the platform's time
     * @param lock the lock that every call below must hold
     */
    public TimedCondition(PlatformTime time, Lock lock) {
        this.time = Objects.requireNonNull(time, "time");
        this.lock = lock;
        this.condition = lock.newCondition();
    }

    /**
     * Waits once: until a signal, the moment, or a spurious wake-up. The caller loops over its own state. Ends after the moment also when the time
     * has been closed meanwhile.
     *
     * @param nanoTime the moment on {@link PlatformTime#nanoTime()}
     * @return false when the moment has come
     * @throws InterruptedException when the thread is interrupted
     */
    @SuppressWarnings("WaitNotInLoop") // the caller loops
    public boolean awaitUntil(long nanoTime) throws InterruptedException {
        long left = nanoTime - time.nanoTime();
        if (left <= 0) {
            return false;
        }
        try (Registration alarm = time.schedule(this::signalLocked, Duration.ofNanos(left))) {
            Objects.requireNonNull(alarm, "alarm");
            // time may have moved between the reading above and the alarm being set
            if (nanoTime - time.nanoTime() > 0) {
                condition.awaitNanos(LOOK_NANOS);
            }
        }
        return nanoTime - time.nanoTime() > 0;
    }

    /**
     * Waits once, without a limit.
     *
     * @throws InterruptedException when the thread is interrupted
     */
    @SuppressWarnings("WaitNotInLoop") // the caller loops
    public void await() throws InterruptedException {
        condition.await();
    }

    /** Wakes all waiters. */
    public void signalAll() {
        condition.signalAll();
    }

    private void signalLocked() {
        lock.lock();
        try {
            condition.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
