package io.midplatform.local.disk;

import io.midplatform.ErrorCode;
import io.midplatform.local.memory.MemoryQueueDriver;
import io.midplatform.queue.Depth;
import io.midplatform.queue.spi.GiveBack;
import io.midplatform.queue.spi.Lease;
import io.midplatform.queue.spi.LeaseChange;
import io.midplatform.queue.spi.OutgoingMessage;
import io.midplatform.queue.spi.QueueCapabilities;
import io.midplatform.queue.spi.QueueDriver;
import io.midplatform.queue.spi.ReceivedMessage;
import io.midplatform.queue.spi.StoredMessage;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import io.midplatform.spi.Finding;
import io.midplatform.spi.ItemOutcome;
import io.midplatform.spi.PlatformTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A queue on disk. What is confirmed is committed; leases and delays are moments of the wall clock, so that they outlive the process. */
final class DiskQueueDriver implements QueueDriver {
    private static final Logger LOG = LoggerFactory.getLogger(DiskQueueDriver.class);
    /** How long the lane may take to give back what nobody waits for. */
    private static final Duration STRAY = Duration.ofSeconds(30);

    private final DiskStore store;
    private final PlatformTime time;
    private final NamedRow row;
    private final Arrivals arrivals;
    private volatile boolean closed;

    DiskQueueDriver(DiskStore store, NamedRow row, Arrivals arrivals) {
        this.store = store;
        this.time = store.time();
        this.row = row;
        this.arrivals = arrivals;
    }

    /** What a receipt holds: the message's number and the number of the lease. */
    private record Receipt(long message, long lease) {}

    /** A change of one queue's rows at a moment. */
    private interface Change<T> {
        T apply(QueueTable table) throws Exception;
    }

    private <T> T write(boolean durable, Deadline deadline, Change<T> change) throws Exception {
        long queue = row.get(deadline);
        Mutation<T> mutation = new Mutation<>() {
            @Override
            public T apply(Session session) throws Exception {
                return change.apply(new QueueTable(session, queue, store.nowMicros()));
            }

            @Override
            public boolean isDurable() {
                return durable;
            }
        };
        return store.database().write(mutation, deadline);
    }

    private <T> T read(Deadline deadline, Change<T> query) throws Exception {
        long queue = row.get(deadline);
        return store.database()
                .read(session -> query.apply(new QueueTable(session, queue, store.nowMicros())), deadline);
    }

    @Override
    public QueueCapabilities capabilities() {
        return MemoryQueueDriver.CAPABILITIES;
    }

    @Override
    public long size(OutgoingMessage message) {
        return MemoryQueueDriver.sizeOf(message);
    }

    @Override
    public List<ItemOutcome<String>> send(List<OutgoingMessage> batch, Deadline deadline) throws Exception {
        long window = Micros.of(capabilities().limits().deduplicationWindow());
        List<ItemOutcome<String>> outcomes = write(true, deadline, table -> {
            List<ItemOutcome<String>> sent = new ArrayList<>(batch.size());
            for (OutgoingMessage message : batch) {
                long number = table.add(message, Micros.of(message.delay()), window, store::nextTurn);
                sent.add(ItemOutcome.of(QueueTable.id(number)));
            }
            return sent;
        });
        arrivals.tell();
        return outcomes;
    }

    @Override
    public List<ReceivedMessage> receive(int max, Duration wait, Duration lease, Deadline deadline) throws Exception {
        long until = time.nanoTime() + Deadline.nanos(wait);
        while (!closed) {
            long seen = arrivals.count();
            long next = read(deadline, QueueTable::nextVisible);
            long now = store.nowMicros();
            if (next <= now) {
                List<ReceivedMessage> taken = take(max, lease, deadline);
                if (!taken.isEmpty()) {
                    return taken;
                }
            }
            if (until - time.nanoTime() <= 0) {
                break;
            }
            // a sum that would overflow is far beyond any wait
            long visible = next == Long.MAX_VALUE ? until : time.nanoTime() + TimeUnit.MICROSECONDS.toNanos(next - now);
            arrivals.await(seen, visible - until < 0 ? visible : until, () -> closed);
        }
        return List.of();
    }

    private List<ReceivedMessage> take(int max, Duration lease, Deadline deadline) throws Exception {
        return store.database().write(new Taking(row.get(deadline), max, lease), deadline);
    }

    /** Leases messages; gives them back should their receiver have left before they were committed. */
    private final class Taking implements Mutation<List<ReceivedMessage>> {
        private final Thread receiver = Thread.currentThread();
        private final long since = time.nanoTime();
        private final long queue;
        private final int max;
        private final Duration length;
        private List<ReceivedMessage> received = List.of();

        Taking(long queue, int max, Duration length) {
            this.queue = queue;
            this.max = max;
            this.length = length;
        }

        @Override
        public List<ReceivedMessage> apply(Session session) throws Exception {
            QueueTable table = new QueueTable(session, queue, store.nowMicros());
            long number = store.nextTurn();
            long end = store.nowMicros() + Micros.of(length);
            List<ReceivedMessage> all = new ArrayList<>();
            for (QueueTable.Taken taken : table.take(max, number, end, store::nextTurn)) {
                StoredMessage message = taken.message();
                Receipt receipt = new Receipt(taken.number(), number);
                all.add(new ReceivedMessage(message, new Lease(message.id(), receipt, since, Deadline.nanos(length))));
            }
            received = all;
            return all;
        }

        @Override
        public boolean isDurable() {
            return false;
        }

        @Override
        public void ended(End end) {
            if (end == End.COMMITTED
                    && !received.isEmpty()
                    && !Thread.currentThread().equals(receiver)) {
                // off the lane, which this thread still holds
                Thread thread = new Thread(() -> giveBackStray(received), "midplatform-disk-stray");
                thread.setDaemon(true);
                thread.start();
            }
        }
    }

    private void giveBackStray(List<ReceivedMessage> stray) {
        List<GiveBack> items = new ArrayList<>(stray.size());
        stray.forEach(message -> items.add(new GiveBack(message.lease(), Duration.ZERO, true)));
        try {
            giveBack(items, Deadline.after(time, STRAY));
        } catch (Exception e) {
            LOG.debug("{} messages could not be given back and come back when their leases end", items.size(), e);
        }
    }

    @Override
    public List<ItemOutcome<Void>> ack(List<Lease> batch, Deadline deadline) throws Exception {
        List<ItemOutcome<Void>> outcomes = write(true, deadline, table -> {
            List<ItemOutcome<Void>> acked = new ArrayList<>(batch.size());
            for (Lease lease : batch) {
                Receipt receipt = (Receipt) lease.receipt();
                acked.add(
                        table.delete(receipt.message, receipt.lease)
                                ? ItemOutcome.done()
                                : ItemOutcome.failed(leaseOver()));
            }
            return acked;
        });
        arrivals.tell(); // the next of an ordering key may go
        return outcomes;
    }

    @Override
    public List<ItemOutcome<Lease>> changeLease(List<LeaseChange> batch, Deadline deadline) throws Exception {
        long since = time.nanoTime();
        return write(false, deadline, table -> {
            List<ItemOutcome<Lease>> changed = new ArrayList<>(batch.size());
            for (LeaseChange change : batch) {
                Receipt receipt = (Receipt) change.lease().receipt();
                Receipt next = new Receipt(receipt.message, store.nextTurn());
                long end = store.nowMicros() + Micros.of(change.length());
                boolean held = table.prolong(receipt.message, receipt.lease, next.lease, end);
                long nanos = Deadline.nanos(change.length());
                changed.add(
                        held
                                ? ItemOutcome.of(new Lease(change.lease().messageId(), next, since, nanos))
                                : ItemOutcome.failed(leaseOver()));
            }
            return changed;
        });
    }

    @Override
    public List<ItemOutcome<Void>> giveBack(List<GiveBack> batch, Deadline deadline) throws Exception {
        List<ItemOutcome<Void>> outcomes = write(false, deadline, table -> {
            List<ItemOutcome<Void>> given = new ArrayList<>(batch.size());
            for (GiveBack item : batch) {
                Receipt receipt = (Receipt) item.lease().receipt();
                boolean held = table.giveBack(receipt.message, receipt.lease, Micros.of(item.delay()), item.unseen());
                given.add(held ? ItemOutcome.done() : ItemOutcome.failed(leaseOver()));
            }
            return given;
        });
        arrivals.tell();
        return outcomes;
    }

    @Override
    public Depth depth(Deadline deadline) throws Exception {
        return read(deadline, QueueTable::depth);
    }

    @Override
    public List<StoredMessage> peek(int max, Deadline deadline) throws Exception {
        return read(deadline, table -> table.peek(max));
    }

    @Override
    public void purge(Deadline deadline) throws Exception {
        write(true, deadline, table -> {
            table.purge();
            return Boolean.TRUE;
        });
    }

    @Override
    public Failure classify(Throwable thrown) {
        return DiskErrors.classify(thrown);
    }

    @Override
    public List<Finding> verify(Deadline deadline) throws Exception {
        row.get(deadline);
        return List.of(Finding.ok("exists"));
    }

    @Override
    public String physicalName() {
        return row.name();
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return Optional.empty();
    }

    @Override
    public void close() {
        closed = true;
        arrivals.tell();
    }

    private static DriverException leaseOver() {
        return new DriverException(
                ErrorCode.PRECONDITION_FAILED, "the lease is over, or the message was settled or purged.");
    }
}
