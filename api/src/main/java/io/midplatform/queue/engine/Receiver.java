package io.midplatform.queue.engine;

import io.midplatform.engine.call.Threads;
import io.midplatform.queue.QueueFeature;
import io.midplatform.queue.spi.Lease;
import io.midplatform.queue.spi.QueueLimits;
import io.midplatform.queue.spi.ReceivedMessage;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.PlatformTime;
import io.midplatform.spi.TimedCondition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Asks the service for messages until there are some or the wait is over. The requests of a receiver that waits, where they must not be broken
 * off since that would strand their messages under a lease, run on a thread of their own: the receiver can leave at any time, and what its poll
 * still brings is given back. Who does not wait asks by itself, without a hop.
 */
final class Receiver {
    private static final long FIRST_PAUSE = Duration.ofMillis(100).toNanos();
    private static final long LONGEST_PAUSE = Duration.ofSeconds(1).toNanos();
    private static final int MOST_POLLS = 64;

    private final Wiring wiring;
    private final Settler settler;
    private final PlatformTime time;
    private final QueueLimits limits;
    private final boolean longPolling;
    private final ReentrantLock lock = new ReentrantLock();
    private final TimedCondition changed;
    private @Nullable ExecutorService pollers;
    private volatile boolean closed;

    Receiver(Wiring wiring, Settler settler) {
        this.wiring = wiring;
        this.settler = settler;
        this.time = wiring.time();
        this.limits = wiring.limits();
        this.longPolling = wiring.has(QueueFeature.LONG_POLLING);
        this.changed = new TimedCondition(time, lock);
    }

    /**
     * Receives.
     *
     * @param until when the wait is over, on the monotonic clock
     * @return the messages; none when the wait is over or the queue was closed meanwhile
     */
    List<ReceivedMessage> receive(int max, long until, Duration lease, Deadline deadline) throws Exception {
        int most = Math.min(max, limits.receiveCount());
        Duration asked = lease.compareTo(limits.maxLease()) > 0 ? limits.maxLease() : lease;
        long pause = FIRST_PAUSE;
        long left = until - time.nanoTime();
        boolean direct = left <= 0 || wiring.capabilities().interruptibleReceive();
        while (true) {
            Duration wait = left <= 0 || !longPolling ? Duration.ZERO : onePoll(left);
            List<ReceivedMessage> got =
                    direct ? wiring.driver().receive(most, wait, asked, deadline) : poll(most, wait, asked, deadline);
            if (!got.isEmpty() || closed) {
                return got;
            }
            left = until - time.nanoTime();
            if (left <= 0) {
                return got;
            }
            if (!longPolling) {
                pause(Math.min(pause, left));
                if (closed) {
                    return got;
                }
                pause = Math.min(2 * pause, LONGEST_PAUSE);
            }
        }
    }

    private Duration onePoll(long left) {
        return Duration.ofNanos(Math.min(left, Deadline.nanos(limits.maxWait())));
    }

    /** Ends when the queue is closed, too. */
    private void pause(long nanos) throws InterruptedException {
        long end = time.nanoTime() + nanos;
        lock.lockInterruptibly();
        try {
            boolean waiting = true;
            while (waiting && !closed) {
                waiting = changed.awaitUntil(end);
            }
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        return closed;
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
            if (pollers != null) {
                pollers.shutdown();
            }
        } finally {
            lock.unlock();
        }
    }

    private List<ReceivedMessage> poll(int max, Duration wait, Duration lease, Deadline deadline) throws Exception {
        Poll poll = new Poll();
        lock.lockInterruptibly();
        try {
            if (closed) {
                return List.of();
            }
            pollers().execute(() -> poll.run(max, wait, lease, deadline));
            return poll.await(deadline);
        } finally {
            lock.unlock();
        }
    }

    private ExecutorService pollers() {
        ExecutorService running = pollers;
        if (running == null) {
            running = Threads.newExecutor("midplatform-poll-" + wiring.context().resource(), MOST_POLLS);
            pollers = running;
        }
        return running;
    }

    /** One request; its fields are guarded by the lock. */
    private final class Poll {
        private boolean left;
        private @Nullable List<ReceivedMessage> result;
        private @Nullable Exception failure;

        void run(int max, Duration wait, Duration lease, Deadline deadline) {
            if (isLeft()) {
                return;
            }
            List<ReceivedMessage> got = List.of();
            Exception thrown = new IllegalStateException("the poll was broken off");
            try {
                got = wiring.driver().receive(max, wait, lease, deadline);
                thrown = null;
            } catch (Exception e) {
                thrown = e;
            } finally {
                finish(got, thrown);
            }
        }

        private boolean isLeft() {
            lock.lock();
            try {
                return left;
            } finally {
                lock.unlock();
            }
        }

        private void finish(List<ReceivedMessage> got, @Nullable Exception thrown) {
            boolean stray;
            lock.lock();
            try {
                result = got;
                failure = thrown;
                stray = left;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
            if (stray && !got.isEmpty()) {
                List<Lease> leases = new ArrayList<>(got.size());
                got.forEach(message -> leases.add(message.lease()));
                settler.giveBackStray(leases);
            }
        }

        List<ReceivedMessage> await(Deadline deadline) throws Exception {
            boolean arrived = false;
            try {
                while (result == null && !closed) {
                    if (!changed.awaitUntil(deadline.nanoTime()) && result == null) {
                        throw new TimeoutException();
                    }
                }
                arrived = result != null;
            } catch (InterruptedException e) {
                if (result == null || result.isEmpty()) {
                    throw e;
                }
                arrived = true; // just now: the messages are the receiver's
                Thread.currentThread().interrupt();
            } finally {
                left = !arrived;
            }
            if (failure != null) {
                throw failure;
            }
            return result == null ? List.of() : result;
        }
    }
}
