package io.midplatform.queue.engine;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.Registration;
import io.midplatform.engine.call.Threads;
import io.midplatform.queue.engine.LeasedMessage.State;
import io.midplatform.queue.spi.Lease;
import io.midplatform.queue.spi.LeaseChange;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.ItemOutcome;
import io.midplatform.spi.PlatformTime;
import io.midplatform.spi.TimedCondition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Renews the leases of one queue's messages while their handlers run: each when half of it is over, those that are due about the same time in
 * one request. One timer for all; a message that is settled before its lease is half over costs two operations on a set.
 */
final class LeaseKeeper {
    private final Wiring wiring;
    private final PlatformTime time;
    private final Set<LeasedMessage> kept = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final TimedCondition renewed;
    private final ExecutorService renewer;
    private @Nullable Registration alarm;
    private volatile boolean scheduled;
    private volatile long next;
    private volatile boolean closed;

    LeaseKeeper(Wiring wiring) {
        this.wiring = wiring;
        this.time = wiring.time();
        this.renewed = new TimedCondition(time, lock);
        this.renewer =
                Threads.newExecutor("midplatform-lease-" + wiring.context().resource(), 1);
    }

    /**
     * Renews a lease until it is dropped, settled, or a moment has come; the later moment where it is kept already.
     *
     * @param message the message
     * @param length how long each new lease is to be, in nanoseconds
     * @param until the moment on the monotonic clock
     */
    void keep(LeasedMessage message, long length, long until) {
        boolean longer = kept.contains(message) && message.keepUntil() - until > 0;
        message.keep(length, longer ? message.keepUntil() : until);
        kept.add(message);
        schedule(due(message));
    }

    void drop(LeasedMessage message) {
        kept.remove(message);
    }

    /** Waits while the message's lease is being renewed. */
    void awaitRenewal(LeasedMessage message, Deadline deadline) throws InterruptedException, TimeoutException {
        lock.lockInterruptibly();
        try {
            while (message.state() == State.RENEWING) {
                if (!renewed.awaitUntil(deadline.nanoTime()) && message.state() == State.RENEWING) {
                    throw new TimeoutException();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Wakes those who wait for a renewal. */
    void tellRenewed() {
        lock.lock();
        try {
            renewed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            if (alarm != null) {
                alarm.close();
            }
        } finally {
            lock.unlock();
        }
        renewer.shutdown();
    }

    /** Half of the lease before its end, or later after a renewal that failed. */
    private static long due(LeasedMessage message) {
        Lease lease = message.lease();
        long due = lease.until() - lease.lengthNanos() / 2;
        long notBefore = message.renewNotBefore();
        return notBefore - due > 0 ? notBefore : due;
    }

    private void schedule(long due) {
        if (scheduled && next - due <= 0) {
            return;
        }
        lock.lock();
        try {
            if (closed || (scheduled && next - due <= 0)) {
                return;
            }
            if (alarm != null) {
                alarm.close();
            }
            next = due; // first: whoever sees the alarm without the lock must see its moment
            scheduled = true;
            alarm = time.schedule(this::ring, Duration.ofNanos(Math.max(0, due - time.nanoTime())));
        } finally {
            lock.unlock();
        }
    }

    private void ring() {
        lock.lock();
        try {
            scheduled = false;
            if (!closed) {
                renewer.execute(this::renewDue);
            }
        } finally {
            lock.unlock();
        }
    }

    private void renewDue() {
        List<LeasedMessage> due = new ArrayList<>();
        try {
            for (LeasedMessage message : kept) {
                if (isToRenew(message)) {
                    due.add(message);
                }
            }
            int batch = wiring.limits().settleCount();
            for (int from = 0; from < due.size(); from += batch) {
                renew(due.subList(from, Math.min(due.size(), from + batch)));
            }
        } finally {
            for (LeasedMessage message : kept) {
                // one that is being settled just now is looked at again, should that fail
                long again = due(message);
                schedule(again - time.nanoTime() > 0 ? again : time.nanoTime() + pause(message));
            }
        }
    }

    private boolean isToRenew(LeasedMessage message) {
        State state = message.state();
        if (state == State.SETTLED || state == State.LOST || message.leaseOver()) {
            kept.remove(message);
            return false;
        }
        if (most(message) <= message.lease().until() - time.nanoTime()) {
            kept.remove(message); // it has what it may have: the lease runs out
            return false;
        }
        return due(message) - time.nanoTime() <= message.lease().lengthNanos() / 10;
    }

    private void renew(List<LeasedMessage> due) {
        List<LeasedMessage> batch = new ArrayList<>(due.size());
        for (LeasedMessage message : due) {
            if (message.tryMove(State.OPEN, State.RENEWING)) {
                batch.add(message);
            }
        }
        if (batch.isEmpty()) {
            return;
        }
        List<LeaseChange> changes = new ArrayList<>(batch.size());
        long shortest = Long.MAX_VALUE;
        for (LeasedMessage message : batch) {
            changes.add(new LeaseChange(message.lease(), Duration.ofNanos(length(message))));
            shortest = Math.min(shortest, message.lease().until() - time.nanoTime());
        }
        boolean told = false;
        try {
            Deadline deadline = Deadline.afterNanos(time, Math.max(1, shortest));
            List<ItemOutcome<Lease>> outcomes = wiring.driver().changeLease(changes, deadline);
            for (int i = 0; i < batch.size(); i++) {
                apply(batch.get(i), outcomes.get(i));
            }
            told = true;
        } catch (Exception e) {
            for (LeasedMessage message : batch) {
                failed(message, e);
            }
            told = true;
        } finally {
            if (!told) {
                batch.forEach(message -> message.tryMove(State.RENEWING, State.OPEN));
            }
            tellRenewed();
        }
    }

    /** How long a lease to ask for: not for less than is left, where one longer than asked for was granted. */
    private long length(LeasedMessage message) {
        long left = message.lease().until() - time.nanoTime();
        long wanted = Math.min(Math.max(message.keepLength(), left), most(message));
        return Math.max(1, Math.min(wanted, Deadline.nanos(wiring.limits().maxLease())));
    }

    /** How long from now on the message may be leased. */
    private long most(LeasedMessage message) {
        long total = Deadline.nanos(wiring.limits().maxTotalLease()) - message.totalAfter(0);
        return Math.min(message.keepUntil() - time.nanoTime(), total);
    }

    private void apply(LeasedMessage message, ItemOutcome<Lease> outcome) {
        Lease granted = outcome.result();
        if (granted != null) {
            message.lease(granted);
            message.move(State.OPEN);
        } else if (outcome.failure() != null) {
            failed(message, outcome.failure());
        }
    }

    private void failed(LeasedMessage message, Throwable failure) {
        PlatformException error =
                wiring.calls().wrap("extend", message.message().id(), failure);
        if (error.code() == ErrorCode.PRECONDITION_FAILED) {
            message.lost("the service no longer honours its lease.");
            kept.remove(message);
        } else {
            message.renewNotBefore(time.nanoTime() + pause(message));
            message.tryMove(State.RENEWING, State.OPEN);
        }
    }

    /** How long to wait after a renewal that failed: often enough to try several times before the lease is over. */
    private static long pause(LeasedMessage message) {
        return Math.max(1_000_000, message.lease().lengthNanos() / 10);
    }
}
