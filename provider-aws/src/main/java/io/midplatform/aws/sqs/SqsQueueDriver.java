package io.midplatform.aws.sqs;

import io.midplatform.aws.session.AwsSession;
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
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** One queue on SQS, reached through the SDK's synchronous client. SQS counts in seconds: waits, leases and delays are rounded up to them. */
final class SqsQueueDriver implements QueueDriver {
    private final SqsClient sqs;
    private final SqsCalls calls;
    private final QueueCapabilities capabilities;
    private final SqsSending sending;
    private final SqsVerification verification;
    private final PlatformTime time;
    private final boolean fifo;
    private volatile boolean closed;

    SqsQueueDriver(
            SqsClient sqs, SqsCalls calls, QueueCapabilities capabilities, int maxDeliveries, PlatformTime time) {
        this.sqs = sqs;
        this.calls = calls;
        this.capabilities = capabilities;
        this.sending = new SqsSending(sqs, calls, capabilities.limits());
        this.verification = new SqsVerification(sqs, calls, maxDeliveries);
        this.time = time;
        this.fifo = calls.name().isFifo();
    }

    @Override
    public QueueCapabilities capabilities() {
        return capabilities;
    }

    @Override
    public long size(OutgoingMessage message) {
        return SqsMapping.size(message, false);
    }

    @Override
    public List<ItemOutcome<String>> send(List<OutgoingMessage> batch, Deadline deadline) throws Exception {
        return sending.send(batch, deadline);
    }

    @Override
    public List<ReceivedMessage> receive(int max, Duration wait, Duration lease, Deadline deadline) throws Exception {
        int leaseSeconds = SqsMapping.seconds(lease);
        int waitSeconds = waitSeconds(wait, leaseSeconds, deadline);
        // a request that the SDK repeats, because its answer was lost, brings the same messages again
        String attempt = fifo ? UUID.randomUUID().toString() : null;
        long since = time.nanoTime();
        List<Message> messages;
        try {
            messages = calls.call(
                    deadline,
                    url -> sqs.receiveMessage(request -> request.queueUrl(url)
                                    .maxNumberOfMessages(max)
                                    .waitTimeSeconds(waitSeconds)
                                    .visibilityTimeout(leaseSeconds)
                                    .receiveRequestAttemptId(attempt)
                                    .messageAttributeNames("All")
                                    .messageSystemAttributeNames(
                                            MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT,
                                            MessageSystemAttributeName.SENT_TIMESTAMP,
                                            MessageSystemAttributeName.MESSAGE_GROUP_ID)
                                    .overrideConfiguration(AwsSession.within(deadline)))
                            .messages());
        } catch (SdkException | IllegalStateException e) {
            if (closed) {
                return List.of(); // the poll was broken off with its connection
            }
            throw e;
        }
        long nanos = TimeUnit.SECONDS.toNanos(leaseSeconds);
        List<ReceivedMessage> received = new ArrayList<>(messages.size());
        for (Message message : messages) {
            received.add(SqsMapping.received(message, fifo, since, nanos));
        }
        return received;
    }

    /**
     * How long one poll waits. The lease counts from before the request, so that a poll of its length would bring messages whose lease is over:
     * a third of it at least is left. A poll ends before the deadline, else what it brings would be lost until its lease ends.
     */
    private static int waitSeconds(Duration wait, int leaseSeconds, Deadline deadline) {
        if (wait.isZero()) {
            return 0;
        }
        int most = Math.max(1, leaseSeconds * 2 / 3);
        return (int) Math.min(
                Math.min(SqsMapping.seconds(wait), most), deadline.remaining().toSeconds());
    }

    @Override
    public List<ItemOutcome<Void>> ack(List<Lease> batch, Deadline deadline) throws Exception {
        List<DeleteMessageBatchRequestEntry> entries = entries(
                batch.size(),
                i -> DeleteMessageBatchRequestEntry.builder()
                        .id(Integer.toString(i))
                        .receiptHandle(receipt(batch.get(i)))
                        .build());
        DeleteMessageBatchResponse response = calls.call(
                deadline,
                url -> sqs.deleteMessageBatch(request ->
                        request.queueUrl(url).entries(entries).overrideConfiguration(AwsSession.within(deadline))));
        SqsOutcomes<Void> outcomes = new SqsOutcomes<>();
        response.successful().forEach(done -> outcomes.put(done.id(), ItemOutcome.done()));
        outcomes.fail(response.failed());
        return outcomes.inOrder(batch.size());
    }

    @Override
    public List<ItemOutcome<Lease>> changeLease(List<LeaseChange> batch, Deadline deadline) throws Exception {
        long since = time.nanoTime();
        ChangeMessageVisibilityBatchResponse response = changeVisibility(
                deadline,
                batch.size(),
                i -> entry(i, batch.get(i).lease(), batch.get(i).length()));
        SqsOutcomes<Lease> outcomes = new SqsOutcomes<>();
        response.successful().forEach(done -> {
            LeaseChange change = batch.get((int) SqsMapping.number(done.id(), 0));
            long nanos = TimeUnit.SECONDS.toNanos(SqsMapping.seconds(change.length()));
            Lease old = change.lease();
            outcomes.put(done.id(), ItemOutcome.of(new Lease(old.messageId(), old.receipt(), since, nanos)));
        });
        outcomes.fail(response.failed());
        return outcomes.inOrder(batch.size());
    }

    @Override
    public List<ItemOutcome<Void>> giveBack(List<GiveBack> batch, Deadline deadline) throws Exception {
        ChangeMessageVisibilityBatchResponse response = changeVisibility(
                deadline,
                batch.size(),
                i -> entry(i, batch.get(i).lease(), batch.get(i).delay()));
        SqsOutcomes<Void> outcomes = new SqsOutcomes<>();
        response.successful().forEach(done -> outcomes.put(done.id(), ItemOutcome.done()));
        outcomes.fail(response.failed());
        return outcomes.inOrder(batch.size());
    }

    private ChangeMessageVisibilityBatchResponse changeVisibility(
            Deadline deadline, int count, IntFunction<ChangeMessageVisibilityBatchRequestEntry> entry)
            throws InterruptedException {
        List<ChangeMessageVisibilityBatchRequestEntry> entries = entries(count, entry);
        return calls.call(
                deadline,
                url -> sqs.changeMessageVisibilityBatch(request ->
                        request.queueUrl(url).entries(entries).overrideConfiguration(AwsSession.within(deadline))));
    }

    private static ChangeMessageVisibilityBatchRequestEntry entry(int index, Lease lease, Duration length) {
        return ChangeMessageVisibilityBatchRequestEntry.builder()
                .id(Integer.toString(index))
                .receiptHandle(receipt(lease))
                .visibilityTimeout(SqsMapping.seconds(length))
                .build();
    }

    private static <E> List<E> entries(int count, IntFunction<E> entry) {
        List<E> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            entries.add(entry.apply(i));
        }
        return entries;
    }

    private static String receipt(Lease lease) {
        return (String) lease.receipt();
    }

    @Override
    public Depth depth(Deadline deadline) throws Exception {
        return SqsMapping.depth(calls.attributes(
                deadline,
                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE,
                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED));
    }

    @Override
    public List<StoredMessage> peek(int max, Deadline deadline) {
        throw new IllegalStateException("SQS shows no message without leasing it");
    }

    @Override
    public void purge(Deadline deadline) throws Exception {
        calls.call(
                deadline,
                url -> sqs.purgeQueue(
                        request -> request.queueUrl(url).overrideConfiguration(AwsSession.within(deadline))));
    }

    @Override
    public Failure classify(Throwable thrown) {
        return SqsErrors.classify(thrown);
    }

    @Override
    public List<Finding> verify(Deadline deadline) throws Exception {
        return verification.findings(deadline);
    }

    @Override
    public String physicalName() {
        String url = calls.name().url();
        return url == null ? calls.name().plain() : url;
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return type.isInstance(sqs) ? Optional.of(type.cast(sqs)) : Optional.empty();
    }

    @Override
    public void close() {
        closed = true;
        sqs.close();
    }
}
