package io.midplatform.local.memory;

import io.midplatform.ErrorCode;
import io.midplatform.Support;
import io.midplatform.queue.Depth;
import io.midplatform.queue.QueueFeature;
import io.midplatform.queue.spi.GiveBack;
import io.midplatform.queue.spi.Lease;
import io.midplatform.queue.spi.LeaseChange;
import io.midplatform.queue.spi.OutgoingMessage;
import io.midplatform.queue.spi.Pointer;
import io.midplatform.queue.spi.QueueCapabilities;
import io.midplatform.queue.spi.QueueDriver;
import io.midplatform.queue.spi.QueueLimits;
import io.midplatform.queue.spi.ReceivedMessage;
import io.midplatform.queue.spi.StoredMessage;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import io.midplatform.spi.Finding;
import io.midplatform.spi.ItemOutcome;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A queue in memory. */
public final class MemoryQueueDriver implements QueueDriver {
    /** What queues in memory can do: everything. */
    public static final QueueCapabilities CAPABILITIES = new QueueCapabilities(features(), limits(), true);

    private static final int MEBIBYTE = 1 << 20;

    private final MemoryQueues queues;
    private final String name;
    private volatile boolean closed;

    MemoryQueueDriver(MemoryQueues queues, String name) {
        this.queues = queues;
        this.name = name;
    }

    @Override
    public QueueCapabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public long size(OutgoingMessage message) {
        return sizeOf(message);
    }

    /**
     * The size of a message as the local limits count it.
     *
     * @param message the message
     * @return bytes
     */
    public static long sizeOf(OutgoingMessage message) {
        long bytes = message.body().length;
        for (Map.Entry<String, String> header : message.headers().entrySet()) {
            // two bytes a char, as Java counts
            bytes += 2L * (header.getKey().length() + header.getValue().length());
        }
        Pointer pointer = message.pointer();
        if (pointer != null) {
            bytes += 2L * (pointer.bucket().length() + pointer.key().length()) + Long.BYTES;
        }
        return bytes;
    }

    @Override
    public List<ItemOutcome<String>> send(List<OutgoingMessage> batch, Deadline deadline) {
        return queue().send(batch);
    }

    @Override
    public List<ReceivedMessage> receive(int max, Duration wait, Duration lease, Deadline deadline)
            throws InterruptedException {
        return queue().receive(max, Deadline.nanos(wait), Deadline.nanos(lease), () -> closed);
    }

    @Override
    public List<ItemOutcome<Void>> ack(List<Lease> batch, Deadline deadline) {
        return queue().ack(batch);
    }

    @Override
    public List<ItemOutcome<Lease>> changeLease(List<LeaseChange> batch, Deadline deadline) {
        return queue().changeLease(batch);
    }

    @Override
    public List<ItemOutcome<Void>> giveBack(List<GiveBack> batch, Deadline deadline) {
        return queue().giveBack(batch);
    }

    @Override
    public Depth depth(Deadline deadline) {
        return queue().depth();
    }

    @Override
    public List<StoredMessage> peek(int max, Deadline deadline) {
        return queue().peek(max);
    }

    @Override
    public void purge(Deadline deadline) {
        queue().purge();
    }

    @Override
    public Failure classify(Throwable thrown) {
        return Failure.of(ErrorCode.UNKNOWN, "the queue in memory failed; see the cause.");
    }

    @Override
    public List<Finding> verify(Deadline deadline) {
        return List.of(
                queues.find(name) != null
                        ? Finding.ok("exists")
                        : new Finding("exists", Finding.Status.FAILED, missing().reason()));
    }

    @Override
    public String physicalName() {
        return name;
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return Optional.empty();
    }

    @Override
    public void close() {
        closed = true;
        MemoryQueue queue = queues.find(name);
        if (queue != null) {
            queue.wake();
        }
    }

    private MemoryQueue queue() {
        MemoryQueue queue = queues.find(name);
        if (queue == null) {
            throw new DriverException(missing(), null);
        }
        return queue;
    }

    private Failure missing() {
        return Failure.of(ErrorCode.NOT_FOUND, "there is no queue '" + name + "' in memory.")
                .advice("Remove 'create: false' from its settings, or open it elsewhere first.");
    }

    private static Map<QueueFeature, Support> features() {
        Map<QueueFeature, Support> features = new EnumMap<>(QueueFeature.class);
        for (QueueFeature feature : QueueFeature.values()) {
            features.put(feature, Support.NATIVE);
        }
        features.put(QueueFeature.DEAD_LETTERS, Support.EMULATED); // by the engine, in a second queue
        return features;
    }

    private static QueueLimits limits() {
        Duration year = Duration.ofDays(365);
        return new QueueLimits(
                64 * MEBIBYTE,
                256 * MEBIBYTE,
                1000,
                1000,
                1000,
                year,
                QueueLimits.UNLIMITED,
                year,
                year,
                MemoryQueue.DEDUPLICATION_WINDOW,
                QueueLimits.UNLIMITED);
    }
}
