package io.midplatform.cache.engine;

import io.midplatform.spi.Deadline;
import io.midplatform.spi.PlatformTime;
import io.midplatform.spi.TimedCondition;
import java.util.Collection;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One load of one key, which any number of callers may wait for. What it brings is bytes, so that each waiter decodes a value of its own. */
final class Flight {
    /** How a flight stands. */
    enum State {
        /** The loader runs. */
        RUNNING,
        /** The loader brought a value, or none. */
        LOADED,
        /** The loader, or what had to follow it, failed. */
        FAILED,
        /** Nothing came of it through no fault of the loader; a waiter looks again and may load itself. */
        ABANDONED
    }

    private final Collection<String> tags;
    private final ReentrantLock lock = new ReentrantLock();
    /** The flight, or its write. */
    private final TimedCondition ended;

    private volatile State state = State.RUNNING;
    private boolean fenced;
    private boolean writing;
    private @Nullable Lease lease;
    private volatile @Nullable Thread owner;
    private byte @Nullable [] payload;
    private @Nullable Exception failure;

    Flight(PlatformTime time, Collection<String> tags) {
        this.tags = tags;
        this.ended = new TimedCondition(time, lock);
    }

    /** This thread is going to run the loader. */
    void own() {
        owner = Thread.currentThread();
    }

    boolean isOwn() {
        return owner == Thread.currentThread();
    }

    boolean hasTag(String tag) {
        return tags.contains(tag);
    }

    /** It loads under this lease from now on; false when what it brings must not be cached, so that the lease serves nobody. */
    boolean hold(Lease held) {
        lock.lock();
        try {
            lease = held;
            return !fenced;
        } finally {
            lock.unlock();
        }
    }

    /** Its key was written, removed or cleared meanwhile: what it brings must not be cached. Its lease, if it has one, for others to have. */
    @Nullable
    Lease fence() {
        lock.lock();
        try {
            fenced = true;
            return lease;
        } finally {
            lock.unlock();
        }
    }

    /** What was loaded is about to be written to the store; false when it must not be. */
    boolean beginWrite() {
        lock.lock();
        try {
            writing = !fenced;
            return writing;
        } finally {
            lock.unlock();
        }
    }

    /** What was loaded has been written, or could not be. */
    void endWrite() {
        lock.lock();
        try {
            writing = false;
            ended.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until nothing of it can reach the store any more; after {@link #fence}. */
    void awaitWritten(Deadline deadline) throws InterruptedException, TimeoutException {
        lock.lockInterruptibly();
        try {
            while (writing) {
                if (!ended.awaitUntil(deadline.nanoTime()) && writing) {
                    throw new TimeoutException();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    State state() {
        return state;
    }

    /** What was loaded, null for no value; after {@link State#LOADED}. */
    byte @Nullable [] payload() {
        return payload;
    }

    /** What the loader threw; after {@link State#FAILED}. */
    @Nullable
    Exception failure() {
        return failure;
    }

    void loaded(byte @Nullable [] value) {
        end(State.LOADED, value, null);
    }

    void failed(Exception thrown) {
        end(State.FAILED, null, thrown);
    }

    /** Ends the flight if nothing else has. */
    void abandon() {
        end(State.ABANDONED, null, null);
    }

    /** Waits for the end. */
    void await(Deadline deadline) throws InterruptedException, TimeoutException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        lock.lock();
        try {
            while (state == State.RUNNING) {
                if (!ended.awaitUntil(deadline.nanoTime()) && state == State.RUNNING) {
                    throw new TimeoutException();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void end(State next, byte @Nullable [] value, @Nullable Exception thrown) {
        lock.lock();
        try {
            if (state == State.RUNNING) {
                payload = value;
                failure = thrown;
                state = next;
                owner = null;
                ended.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }
}
