package io.midplatform.queue.engine;

import io.midplatform.queue.spi.Lease;
import io.midplatform.queue.spi.ReceivedMessage;
import io.midplatform.queue.spi.StoredMessage;
import io.midplatform.spi.PlatformTime;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * A received message, its lease and what has become of it. Exactly one party at a time may talk to the service about it (the states
 * {@code RENEWING} and {@code SETTLING}), since a renewal may swap the receipt that a settlement needs.
 */
class LeasedMessage {
    /** What has become of a received message. */
    enum State {
        OPEN,
        RENEWING,
        SETTLING,
        SETTLED,
        LOST
    }

    private static final String ENDED = "its lease has ended.";

    private static final AtomicReferenceFieldUpdater<LeasedMessage, State> STATE =
            AtomicReferenceFieldUpdater.newUpdater(LeasedMessage.class, State.class, "state");

    private final StoredMessage message;
    private final PlatformTime time;
    private final long firstSince;
    private volatile State state = State.OPEN;
    private volatile Lease lease;
    private volatile long keepUntil;
    private volatile long keepLength;
    private volatile long renewNotBefore;
    private volatile String lostBecause = ENDED;
    private @Nullable KeyChain chain;

    LeasedMessage(ReceivedMessage received, PlatformTime time) {
        this.message = received.message();
        this.lease = received.lease();
        this.firstSince = lease.since();
        this.renewNotBefore = firstSince;
        this.time = time;
    }

    final StoredMessage message() {
        return message;
    }

    final Lease lease() {
        return lease;
    }

    final State state() {
        return state;
    }

    final boolean tryMove(State from, State to) {
        return STATE.compareAndSet(this, from, to);
    }

    final void move(State to) {
        state = to;
    }

    /** Swaps the lease; only for the one who renews it. */
    final void lease(Lease granted) {
        lease = granted;
    }

    final void lost(String because) {
        lostBecause = because;
        state = State.LOST;
    }

    final String lostBecause() {
        return lostBecause;
    }

    final boolean leaseOver() {
        return lease.until() - time.nanoTime() <= 0;
    }

    final boolean isGone() {
        State now = state;
        return now == State.LOST || (now != State.SETTLED && leaseOver());
    }

    /** How long the message would have been leased in all if the lease ended that long from now. */
    final long totalAfter(long nanos) {
        return time.nanoTime() - firstSince + nanos;
    }

    final void chain(KeyChain earlierAndLater) {
        chain = earlierAndLater;
    }

    final @Nullable KeyChain chain() {
        return chain;
    }

    final void keep(long length, long until) {
        keepLength = length;
        keepUntil = until;
    }

    final long keepLength() {
        return keepLength;
    }

    final long keepUntil() {
        return keepUntil;
    }

    final void renewNotBefore(long moment) {
        renewNotBefore = moment;
    }

    final long renewNotBefore() {
        return renewNotBefore;
    }
}
