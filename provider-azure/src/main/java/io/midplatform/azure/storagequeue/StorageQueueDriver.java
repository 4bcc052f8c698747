package io.midplatform.azure.storagequeue;

import com.azure.storage.queue.QueueClient;
import com.azure.storage.queue.models.PeekedMessageItem;
import com.azure.storage.queue.models.QueueMessageItem;
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
import io.midplatform.spi.Failure;
import io.midplatform.spi.Finding;
import io.midplatform.spi.ItemOutcome;
import io.midplatform.spi.PlatformTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One queue on Storage Queue, reached through the SDK's synchronous client. The service counts in seconds: leases and delays are rounded up to them. Its
 * receipts hold for one change each: that of a lease is the one that came last.
 */
final class StorageQueueDriver implements QueueDriver {
    /** How the service is told that a message does not expire. */
    private static final Duration NEVER = Duration.ofSeconds(-1);

    private final QueueClient queue;
    private final StorageQueueCalls calls;
    private final StorageQueueBatches batches;
    private final StorageQueueMapping mapping;
    private final StorageQueueVerification verification;
    private final QueueCapabilities capabilities;
    private final Duration expiry;
    private final PlatformTime time;

    StorageQueueDriver(
            StorageQueueCalls calls, StorageQueueBatches batches, StorageQueueSettings settings, PlatformTime time) {
        this.queue = calls.queue();
        this.calls = calls;
        this.batches = batches;
        this.mapping = new StorageQueueMapping(settings);
        this.verification = new StorageQueueVerification(calls);
        this.capabilities = StorageQueueLimits.capabilities(settings);
        this.expiry = settings.expiry().orElse(NEVER);
        this.time = time;
    }

    @Override
    public QueueCapabilities capabilities() {
        return capabilities;
    }

    @Override
    public long size(OutgoingMessage message) {
        return mapping.size(message);
    }

    @Override
    public List<ItemOutcome<String>> send(List<OutgoingMessage> batch, Deadline deadline) throws Exception {
        return batches.each(batch, message -> {
            String text = mapping.text(message);
            Duration delay = StorageQueueMapping.seconds(message.delay());
            return ItemOutcome.of(
                    calls.call(deadline, context -> queue.sendMessageWithResponse(text, delay, expiry, null, context))
                            .getValue()
                            .getMessageId());
        });
    }

    @Override
    public List<ReceivedMessage> receive(int max, Duration wait, Duration lease, Deadline deadline) throws Exception {
        Duration asked = StorageQueueMapping.seconds(lease);
        long since = time.nanoTime();
        List<QueueMessageItem> items = calls.call(
                deadline,
                context -> queue.receiveMessages(max, asked, null, context).stream()
                        .toList());
        List<ReceivedMessage> received = new ArrayList<>(items.size());
        for (QueueMessageItem item : items) {
            received.add(mapping.received(item, since, asked.toNanos()));
        }
        return received;
    }

    @Override
    public List<ItemOutcome<Void>> ack(List<Lease> batch, Deadline deadline) throws Exception {
        return batches.each(batch, lease -> {
            calls.call(
                    deadline,
                    context -> queue.deleteMessageWithResponse(lease.messageId(), receipt(lease), null, context));
            return ItemOutcome.done();
        });
    }

    @Override
    public List<ItemOutcome<Lease>> changeLease(List<LeaseChange> batch, Deadline deadline) throws Exception {
        return batches.each(batch, change -> {
            Duration length = StorageQueueMapping.seconds(change.length());
            long since = time.nanoTime();
            String receipt = hide(change.lease(), length, deadline);
            return ItemOutcome.of(new Lease(change.lease().messageId(), receipt, since, length.toNanos()));
        });
    }

    @Override
    public List<ItemOutcome<Void>> giveBack(List<GiveBack> batch, Deadline deadline) throws Exception {
        return batches.each(batch, back -> {
            hide(back.lease(), StorageQueueMapping.seconds(back.delay()), deadline);
            return ItemOutcome.done();
        });
    }

    /** Makes a message invisible from now on for a while; without new text it keeps its own. */
    private String hide(Lease lease, Duration length, Deadline deadline) throws InterruptedException {
        return calls.call(
                        deadline,
                        context -> queue.updateMessageWithResponse(
                                lease.messageId(), receipt(lease), null, length, null, context))
                .getValue()
                .getPopReceipt();
    }

    private static String receipt(Lease lease) {
        return (String) lease.receipt();
    }

    @Override
    public Depth depth(Deadline deadline) throws Exception {
        // the service tells no more than this: what is leased or delayed is counted with the rest
        return Depth.of(calls.call(deadline, context -> queue.getPropertiesWithResponse(null, context))
                .getValue()
                .getApproximateMessagesCountLong());
    }

    @Override
    public List<StoredMessage> peek(int max, Deadline deadline) throws Exception {
        List<PeekedMessageItem> items = calls.call(
                deadline,
                context -> queue.peekMessages(max, null, context).stream().toList());
        List<StoredMessage> peeked = new ArrayList<>(items.size());
        items.forEach(item -> peeked.add(mapping.peeked(item)));
        return peeked;
    }

    @Override
    public void purge(Deadline deadline) throws Exception {
        calls.call(deadline, context -> queue.clearMessagesWithResponse(null, context));
    }

    @Override
    public Failure classify(Throwable thrown) {
        return StorageQueueErrors.classify(thrown);
    }

    @Override
    public List<Finding> verify(Deadline deadline) throws Exception {
        return verification.findings(deadline);
    }

    @Override
    public String physicalName() {
        return queue.getQueueName();
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return type.isInstance(queue) ? Optional.of(type.cast(queue)) : Optional.empty();
    }

    @Override
    public void close() {
        // the session's HTTP client is the platform's, and no request waits for messages
    }
}
