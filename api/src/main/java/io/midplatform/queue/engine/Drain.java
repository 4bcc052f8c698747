package io.midplatform.queue.engine;

import io.midplatform.queue.DrainReport;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.PlatformTime;
import io.midplatform.spi.TimedCondition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The one drain of a worker, and those who wait for it, each no longer than its own time. */
final class Drain {
    private final ReentrantLock lock = new ReentrantLock();
    private final TimedCondition changed;
    private volatile boolean begun;
    private volatile @Nullable DrainReport report;

    Drain(PlatformTime time) {
        this.changed = new TimedCondition(time, lock);
    }

    /** Whether it is the caller who drains. */
    boolean begin() {
        lock.lock();
        try {
            boolean first = !begun;
            begun = true;
            return first;
        } finally {
            lock.unlock();
        }
    }

    boolean isBegun() {
        return begun;
    }

    boolean isOver() {
        return report != null;
    }

    void end(DrainReport last) {
        lock.lock();
        try {
            report = last;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the report; null when the time is over or the thread is interrupted before. */
    @Nullable
    DrainReport await(Deadline deadline) {
        lock.lock();
        try {
            boolean waiting = true;
            while (waiting && report == null) {
                waiting = changed.awaitUntil(deadline.nanoTime());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        return report;
    }
}
