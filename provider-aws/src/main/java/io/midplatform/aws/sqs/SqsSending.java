package io.midplatform.aws.sqs;

import io.midplatform.ErrorCode;
import io.midplatform.aws.session.AwsSession;
import io.midplatform.queue.spi.OutgoingMessage;
import io.midplatform.queue.spi.QueueLimits;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import io.midplatform.spi.ItemOutcome;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;

/** Sends batches. Thread-safe. */
final class SqsSending {
    private final SqsClient sqs;
    private final SqsCalls calls;
    private final QueueLimits limits;
    private final boolean fifo;

    SqsSending(SqsClient sqs, SqsCalls calls, QueueLimits limits) {
        this.sqs = sqs;
        this.calls = calls;
        this.limits = limits;
        this.fifo = calls.name().isFifo();
    }

    /**
     * Sends a batch. In a FIFO queue no request holds two messages of one key: SQS goes on after a message that it could not take, so that a
     * later one would overtake it.
     */
    List<ItemOutcome<String>> send(List<OutgoingMessage> batch, Deadline deadline) throws Exception {
        SqsOutcomes<String> outcomes = new SqsOutcomes<>();
        List<Integer> left = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            left.add(i);
        }
        Set<String> broken = new HashSet<>();
        while (!left.isEmpty()) {
            List<Integer> rest = new ArrayList<>();
            List<Integer> now = fifo ? oneOfEachKey(batch, left, rest) : left;
            try {
                request(batch, now, outcomes, broken, deadline);
            } catch (Exception e) {
                if (left.size() == batch.size()) {
                    throw e; // nothing was sent yet
                }
                if (e instanceof InterruptedException) {
                    Thread.currentThread().interrupt();
                }
                now.forEach(i -> outcomes.put(Integer.toString(i), ItemOutcome.failed(e)));
                rest.forEach(i -> outcomes.put(Integer.toString(i), overtaking()));
                rest = List.of();
            }
            left = unbroken(batch, rest, broken, outcomes);
        }
        return outcomes.inOrder(batch.size());
    }

    private void request(
            List<OutgoingMessage> batch,
            List<Integer> now,
            SqsOutcomes<String> outcomes,
            Set<String> broken,
            Deadline deadline)
            throws InterruptedException {
        boolean traced = isRoomForTraces(batch, now);
        List<SendMessageBatchRequestEntry> entries = new ArrayList<>(now.size());
        now.forEach(i -> entries.add(SqsMapping.entry(i, batch.get(i), fifo, traced)));
        SendMessageBatchResponse response = calls.call(
                deadline,
                url -> sqs.sendMessageBatch(request ->
                        request.queueUrl(url).entries(entries).overrideConfiguration(AwsSession.within(deadline))));
        response.successful().forEach(sent -> outcomes.put(sent.id(), ItemOutcome.of(sent.messageId())));
        outcomes.fail(response.failed());
        if (fifo) {
            response.failed().forEach(entry -> broken.add(key(batch.get((int) SqsMapping.number(entry.id(), 0)))));
        }
    }

    private static List<Integer> oneOfEachKey(List<OutgoingMessage> batch, List<Integer> left, List<Integer> rest) {
        Set<String> keys = new HashSet<>();
        List<Integer> now = new ArrayList<>(left.size());
        left.forEach(i -> (keys.add(key(batch.get(i))) ? now : rest).add(i));
        return now;
    }

    private static List<Integer> unbroken(
            List<OutgoingMessage> batch, List<Integer> rest, Set<String> broken, SqsOutcomes<String> outcomes) {
        List<Integer> left = new ArrayList<>(rest.size());
        for (int i : rest) {
            if (broken.contains(key(batch.get(i)))) {
                outcomes.put(Integer.toString(i), overtaking());
            } else {
                left.add(i);
            }
        }
        return left;
    }

    private static ItemOutcome<String> overtaking() {
        return ItemOutcome.failed(new DriverException(
                Failure.of(ErrorCode.PRECONDITION_FAILED, "an earlier message of its ordering key failed.")
                        .retrying(),
                null));
    }

    private static String key(OutgoingMessage message) {
        String key = message.orderingKey();
        return key == null ? "" : key;
    }

    /** The trace context came after the engine had measured the messages: where it does not fit any more, it stays behind. */
    private boolean isRoomForTraces(List<OutgoingMessage> batch, List<Integer> now) {
        long bytes = 0;
        boolean fits = true;
        for (int i : now) {
            if (batch.get(i).trace().isEmpty()) {
                return false; // one call, one trace
            }
            long size = SqsMapping.size(batch.get(i), true);
            bytes += size;
            fits &= size <= limits.messageBytes();
        }
        return fits && bytes <= limits.batchBytes();
    }
}
