package io.midplatform.local.memory;

import io.midplatform.ErrorCode;
import io.midplatform.local.memory.Entry.LaneKey;
import io.midplatform.local.memory.Entry.Place;
import io.midplatform.local.memory.Entry.Receipt;
import io.midplatform.queue.Depth;
import io.midplatform.queue.spi.GiveBack;
import io.midplatform.queue.spi.Lease;
import io.midplatform.queue.spi.LeaseChange;
import io.midplatform.queue.spi.OutgoingMessage;
import io.midplatform.queue.spi.ReceivedMessage;
import io.midplatform.queue.spi.StoredMessage;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.ItemOutcome;
import io.midplatform.spi.PlatformTime;
import io.midplatform.spi.TimedCondition;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one queue. Receivers go round the lanes that have something to give, one message from each at a time; every operation costs
 * the same however many messages there are, but for the logarithm of how many wait for a moment.
 */
final class MemoryQueue {
    static final Duration DEDUPLICATION_WINDOW = Duration.ofMinutes(5);

    private static final LaneKey PLAIN = new LaneKey(false, null);

    private final PlatformTime time;
    private final ReentrantLock lock = new ReentrantLock();
    private final TimedCondition arrived;
    private final String idPrefix;
    private final Lane plain = new Lane(PLAIN);
    private final Map<LaneKey, Lane> keyed = new HashMap<>();
    private final Deque<Lane> round = new ArrayDeque<>();
    private final DueHeap due = new DueHeap();
    private final DeduplicationWindow seen;
    private int waiters;
    private long sequence;
    private long leases;
    private long total;
    private long leased;
    private long delayed;

    MemoryQueue(PlatformTime time) {
        this.time = time;
        this.arrived = new TimedCondition(time, lock);
        this.seen = new DeduplicationWindow(time, DEDUPLICATION_WINDOW);
        this.idPrefix =
                Long.toString(ThreadLocalRandom.current().nextLong(1L << 40, 1L << 41), Character.MAX_RADIX) + "-";
    }

    List<ItemOutcome<String>> send(List<OutgoingMessage> batch) {
        lock.lock();
        try {
            if (batch.size() == 1) {
                return List.of(ItemOutcome.of(add(batch.get(0))));
            }
            List<ItemOutcome<String>> outcomes = new ArrayList<>(batch.size());
            for (OutgoingMessage message : batch) {
                outcomes.add(ItemOutcome.of(add(message)));
            }
            return outcomes;
        } finally {
            lock.unlock();
        }
    }

    List<ReceivedMessage> receive(int max, long waitNanos, long leaseNanos, BooleanSupplier closed)
            throws InterruptedException {
        long until = time.nanoTime() + waitNanos;
        lock.lock();
        try {
            while (true) {
                long now = time.nanoTime();
                letDue(now);
                if (!round.isEmpty()) {
                    return take(max, now, leaseNanos);
                }
                if (until - now <= 0 || closed.getAsBoolean()) {
                    return List.of();
                }
                awaitArrival(until);
            }
        } finally {
            lock.unlock();
        }
    }

    List<ItemOutcome<Void>> ack(List<Lease> batch) {
        lock.lock();
        try {
            letDue(time.nanoTime());
            List<ItemOutcome<Void>> outcomes = new ArrayList<>(batch.size());
            for (Lease lease : batch) {
                outcomes.add(delete(lease) ? ItemOutcome.done() : ItemOutcome.failed(leaseOver()));
            }
            return outcomes;
        } finally {
            lock.unlock();
        }
    }

    List<ItemOutcome<Lease>> changeLease(List<LeaseChange> batch) {
        lock.lock();
        try {
            long now = time.nanoTime();
            letDue(now);
            List<ItemOutcome<Lease>> outcomes = new ArrayList<>(batch.size());
            for (LeaseChange change : batch) {
                Entry entry = held(change.lease());
                if (entry == null) {
                    outcomes.add(ItemOutcome.failed(leaseOver()));
                } else {
                    due.remove(entry);
                    outcomes.add(
                            ItemOutcome.of(lease(entry, now, change.length().toNanos())));
                }
            }
            return outcomes;
        } finally {
            lock.unlock();
        }
    }

    List<ItemOutcome<Void>> giveBack(List<GiveBack> batch) {
        lock.lock();
        try {
            long now = time.nanoTime();
            letDue(now);
            List<ItemOutcome<Void>> outcomes = new ArrayList<>(batch.size());
            for (GiveBack item : batch) {
                Entry entry = held(item.lease());
                if (entry == null) {
                    outcomes.add(ItemOutcome.failed(leaseOver()));
                    continue;
                }
                due.remove(entry);
                entry.attempts -= item.unseen() ? 1 : 0;
                comeBack(entry, now, item.delay().toNanos(), item.unseen());
                outcomes.add(ItemOutcome.done());
            }
            tellArrival();
            return outcomes;
        } finally {
            lock.unlock();
        }
    }

    Depth depth() {
        lock.lock();
        try {
            letDue(time.nanoTime());
            return Depth.of(total - leased - delayed, leased, delayed);
        } finally {
            lock.unlock();
        }
    }

    List<StoredMessage> peek(int max) {
        lock.lock();
        try {
            letDue(time.nanoTime());
            List<Entry> found = new ArrayList<>();
            for (Lane lane : round) {
                lane.peek(max, found);
            }
            List<StoredMessage> messages = new ArrayList<>(found.size());
            found.forEach(entry -> messages.add(entry.stored()));
            return messages;
        } finally {
            lock.unlock();
        }
    }

    void purge() {
        lock.lock();
        try {
            for (Entry entry = due.first(); entry != null; entry = due.first()) {
                due.remove(entry);
                entry.place = Place.GONE;
            }
            plain.clear();
            keyed.values().forEach(Lane::clear);
            keyed.clear();
            round.clear();
            total = 0;
            leased = 0;
            delayed = 0;
        } finally {
            lock.unlock();
        }
    }

    /** Wakes receivers, so that those of a closed driver can leave. */
    void wake() {
        lock.lock();
        try {
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private String add(OutgoingMessage message) {
        String deduplicationId = message.deduplicationId();
        if (deduplicationId != null) {
            String earlier = seen.find(deduplicationId);
            if (earlier != null) {
                return earlier;
            }
        }
        long number = ++sequence;
        String id = idPrefix + Long.toString(number, Character.MAX_RADIX);
        Entry entry = new Entry(number, id, message, time.instant(), lane(message));
        if (deduplicationId != null) {
            seen.add(deduplicationId, id);
        }
        total++;
        entry.lane.join();
        long delay = message.delay().toNanos();
        if (delay > 0) {
            await(entry, time.nanoTime() + delay);
        }
        if (delay <= 0 || entry.lane.isOrdered()) {
            entry.lane.append(entry);
        }
        enterRound(entry.lane);
        tellArrival();
        return id;
    }

    private Lane lane(OutgoingMessage message) {
        String orderingKey = message.orderingKey();
        if (orderingKey == null && message.fairnessKey() == null) {
            return plain;
        }
        return keyed.computeIfAbsent(
                orderingKey != null ? new LaneKey(true, orderingKey) : new LaneKey(false, message.fairnessKey()),
                Lane::new);
    }

    /** Goes round the lanes; when all have given and there is room, ordered ones that have given already go on. */
    private List<ReceivedMessage> take(int max, long now, long leaseNanos) {
        List<ReceivedMessage> taken = new ArrayList<>(Math.min(max, 16));
        Set<Lane> again = Set.of();
        while (taken.size() < max && !round.isEmpty()) {
            Lane lane = round.removeFirst();
            lane.inRound = false;
            taken.add(take(lane, now, leaseNanos));
            if (!lane.isOrdered()) {
                enterRound(lane);
            } else if (lane.hasReadyHead()) {
                again = again.isEmpty() ? new HashSet<>() : again;
                again.add(lane);
            }
        }
        while (taken.size() < max && !again.isEmpty()) {
            for (Lane lane : List.copyOf(again)) {
                if (taken.size() < max) {
                    taken.add(take(lane, now, leaseNanos));
                }
                if (!lane.hasReadyHead()) {
                    again.remove(lane);
                }
            }
        }
        return taken;
    }

    private ReceivedMessage take(Lane lane, long now, long leaseNanos) {
        Entry entry = lane.take();
        entry.place = Place.LEASED;
        entry.attempts++;
        leased++;
        return new ReceivedMessage(entry.stored(), lease(entry, now, leaseNanos));
    }

    private Lease lease(Entry entry, long now, long nanos) {
        entry.lease = ++leases;
        entry.dueAt = now + nanos;
        addDue(entry);
        return new Lease(entry.id, new Receipt(entry, entry.lease), now, nanos);
    }

    private boolean delete(Lease lease) {
        Entry entry = held(lease);
        if (entry == null) {
            return false;
        }
        due.remove(entry);
        entry.place = Place.GONE;
        entry.lane.release();
        leased--;
        total--;
        enterRound(entry.lane);
        if (entry.lane.isOrdered()) {
            tellArrival(); // the next of its key may go
        }
        return true;
    }

    /** The message of a lease that holds. */
    private static @Nullable Entry held(Lease lease) {
        Receipt receipt = (Receipt) lease.receipt();
        return receipt.isVoid() ? null : receipt.entry();
    }

    private void comeBack(Entry entry, long now, long delayNanos, boolean first) {
        leased--;
        entry.place = Place.READY;
        if (delayNanos > 0) {
            await(entry, now + delayNanos);
        }
        entry.lane.putBack(entry, first);
        enterRound(entry.lane);
    }

    private void await(Entry entry, long until) {
        entry.place = Place.DELAYED;
        entry.dueAt = until;
        delayed++;
        addDue(entry);
    }

    private void addDue(Entry entry) {
        due.add(entry);
        if (waiters > 0 && entry.heapIndex == 0) {
            arrived.signalAll(); // those who wait do so for a later moment
        }
    }

    /** Leases and delays that are over end. */
    private void letDue(long now) {
        for (Entry entry = due.first(); entry != null && entry.dueAt - now <= 0; entry = due.first()) {
            due.remove(entry);
            if (entry.place == Place.LEASED) {
                comeBack(entry, now, 0, false);
            } else {
                delayed--;
                entry.place = Place.READY;
                if (!entry.lane.isOrdered()) {
                    entry.lane.append(entry);
                }
                enterRound(entry.lane);
            }
        }
    }

    private void enterRound(Lane lane) {
        if (!lane.inRound && lane.isReady()) {
            lane.inRound = true;
            round.addLast(lane);
        } else if (lane != plain && lane.isEmpty()) {
            keyed.remove(lane.key, lane);
        }
    }

    private void awaitArrival(long until) throws InterruptedException {
        Entry next = due.first();
        long wakeAt = next != null && next.dueAt - until < 0 ? next.dueAt : until;
        waiters++;
        try {
            boolean signalled = arrived.awaitUntil(wakeAt);
            assert signalled || time.nanoTime() - wakeAt >= 0;
        } finally {
            waiters--;
        }
    }

    private void tellArrival() {
        if (waiters > 0 && !round.isEmpty()) {
            arrived.signalAll();
        }
    }

    private static DriverException leaseOver() {
        return new DriverException(
                ErrorCode.PRECONDITION_FAILED, "the lease is over, or the message was settled or purged.");
    }
}
