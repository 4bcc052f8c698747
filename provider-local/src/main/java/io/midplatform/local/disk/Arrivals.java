package io.midplatform.local.disk;

import io.midplatform.spi.PlatformTime;
import io.midplatform.spi.TimedCondition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Where the receivers of one queue wait for messages. Thread-safe. */
final class Arrivals {
    private final ReentrantLock lock = new ReentrantLock();
    private final TimedCondition arrived;
    private long count;

    Arrivals(PlatformTime time) {
        this.arrived = new TimedCondition(time, lock);
    }

    /** How many arrivals there were: to be asked before looking for messages, so that none is missed between looking and waiting. */
    long count() {
        lock.lock();
        try {
            return count;
        } finally {
            lock.unlock();
        }
    }

    /** Something may be there to receive, or a receiver is to leave. */
    void tell() {
        lock.lock();
        try {
            count++;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for an arrival after a count, until a moment at the latest. */
    void await(long after, long nanoTime, BooleanSupplier closed) throws InterruptedException {
        lock.lock();
        try {
            while (count == after && !closed.getAsBoolean()) {
                if (!arrived.awaitUntil(nanoTime)) {
                    return;
                }
            }
        } finally {
            lock.unlock();
        }
    }
}
