package io.midplatform.azure.servicebus;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A session that is held. Guarded by the lock of {@link ServiceBusSessions}. */
final class ServiceBusSession {
    private final ServiceBusLink link;
    private final Deque<ServiceBusReceipt> arrived = new ArrayDeque<>();
    private final Set<ServiceBusReceipt> live = new HashSet<>();
    private @Nullable ServiceBusTurn turn;
    private long askedAt = System.nanoTime();
    private long next;
    private boolean looking;

    ServiceBusSession(ServiceBusLink link, ServiceBusTurn turn) {
        this.link = link;
        this.turn = turn;
    }

    ServiceBusLink link() {
        return link;
    }

    void ask(long count) {
        askedAt = System.nanoTime();
        link.ask(count);
    }

    void arrived(ServiceBusReceipt receipt) {
        arrived.add(receipt);
        next = receipt.message().getSequenceNumber() + 1;
    }

    /** Where the messages begin that were not delivered yet. */
    long next() {
        return next;
    }

    /** How many more there are is being found out, or no longer is. */
    void looking(boolean whether) {
        looking = whether;
    }

    boolean isExpecting() {
        return looking || link.asked() > 0;
    }

    boolean isTaken() {
        return turn != null;
    }

    @Nullable
    ServiceBusReceipt take() {
        ServiceBusReceipt next = arrived.poll();
        if (next != null) {
            live.add(next);
        }
        return next;
    }

    boolean isWaiting() {
        return arrived.isEmpty() && live.isEmpty();
    }

    boolean isDry(long nanos) {
        return isWaiting() && System.nanoTime() - askedAt > nanos;
    }

    /** The receive that it was accepted for is over. */
    void leave() {
        turn = null;
    }

    void done(ServiceBusReceipt receipt) {
        live.remove(receipt);
    }

    void lose() {
        arrived.clear();
        live.clear();
    }

    /** Whether nobody can settle anything of it any more. */
    boolean isDone(long now) {
        return turn == null && live.stream().allMatch(receipt -> receipt.until() - now <= 0);
    }
}
