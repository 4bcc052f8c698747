package io.midplatform.azure.servicebus;

import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusMessageBatch;
import com.azure.messaging.servicebus.ServiceBusSenderAsyncClient;
import io.midplatform.ErrorCode;
import io.midplatform.queue.spi.OutgoingMessage;
import io.midplatform.queue.spi.QueueLimits;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import io.midplatform.spi.ItemOutcome;
import io.midplatform.spi.PlatformTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Sends batches. A batch of Service Bus is taken whole or not at all. It holds messages of one session and of one time only: the service looks at the
 * first of them.
 */
final class ServiceBusSending {
    private final ServiceBusSenderAsyncClient sender;
    private final QueueLimits limits;
    private final PlatformTime time;

    ServiceBusSending(ServiceBusSenderAsyncClient sender, QueueLimits limits, PlatformTime time) {
        this.sender = sender;
        this.limits = limits;
        this.time = time;
    }

    private record Together(@Nullable String key, Duration delay) {}

    List<ItemOutcome<String>> send(List<OutgoingMessage> batch, Deadline deadline) throws Exception {
        boolean traced =
                batch.stream().allMatch(message -> ServiceBusMapping.size(message, true) <= limits.messageBytes());
        Map<Together, List<Integer>> groups = new LinkedHashMap<>();
        List<ServiceBusMessage> messages = new ArrayList<>(batch.size());
        Instant now = time.instant(); // one for all: a batch is of one time
        for (int i = 0; i < batch.size(); i++) {
            OutgoingMessage message = batch.get(i);
            messages.add(ServiceBusMapping.outgoing(message, traced, now));
            groups.computeIfAbsent(new Together(message.orderingKey(), message.delay()), key -> new ArrayList<>())
                    .add(i);
        }
        Outcomes outcomes = new Outcomes(messages);
        for (List<Integer> group : groups.values()) {
            if (group.size() == 1) {
                sendOne(group.get(0), outcomes, deadline);
            } else {
                sendAll(group, outcomes, deadline);
            }
        }
        return outcomes.all();
    }

    private void sendOne(int index, Outcomes outcomes, Deadline deadline) throws Exception {
        try {
            ServiceBusCalls.await(sender.sendMessage(outcomes.message(index)), deadline);
            outcomes.sent(List.of(index));
        } catch (Exception e) {
            outcomes.failed(List.of(index), e);
        }
    }

    private void sendAll(List<Integer> group, Outcomes outcomes, Deadline deadline) throws Exception {
        ServiceBusMessageBatch batch = null;
        List<Integer> inBatch = new ArrayList<>();
        int done = 0;
        try {
            for (int index : group) {
                if (batch == null) {
                    batch = newBatch(deadline);
                }
                if (!batch.tryAddMessage(outcomes.message(index)) && !inBatch.isEmpty()) {
                    ServiceBusCalls.await(sender.sendMessages(batch), deadline);
                    outcomes.sent(inBatch);
                    done += inBatch.size();
                    inBatch.clear();
                    batch = newBatch(deadline);
                    batch.tryAddMessage(outcomes.message(index));
                }
                inBatch.add(index);
            }
            if (batch != null && batch.getCount() < inBatch.size()) {
                // it alone is larger than a batch may be, but perhaps not than a message may be
                ServiceBusCalls.await(sender.sendMessage(outcomes.message(inBatch.get(0))), deadline);
            } else if (batch != null) {
                ServiceBusCalls.await(sender.sendMessages(batch), deadline);
            }
            outcomes.sent(inBatch);
        } catch (Exception e) {
            List<Integer> now = inBatch.isEmpty() ? group.subList(done, Math.min(done + 1, group.size())) : inBatch;
            outcomes.failed(now, e);
            outcomes.overtaking(group.subList(done + now.size(), group.size()));
        }
    }

    private ServiceBusMessageBatch newBatch(Deadline deadline) throws Exception {
        return ServiceBusCalls.await(sender.createMessageBatch(), deadline).orElseThrow();
    }

    /** What became of the messages. */
    private static final class Outcomes {
        private final List<ServiceBusMessage> messages;
        private final @Nullable ItemOutcome<String>[] outcomes;
        private boolean anything;

        @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
        Outcomes(List<ServiceBusMessage> messages) {
            this.messages = messages;
            this.outcomes = new ItemOutcome[messages.size()];
        }

        ServiceBusMessage message(int index) {
            return messages.get(index);
        }

        void sent(List<Integer> indexes) {
            anything = true;
            indexes.forEach(
                    index -> outcomes[index] = ItemOutcome.of(message(index).getMessageId()));
        }

        void failed(List<Integer> indexes, Exception thrown) throws Exception {
            if (!anything && (thrown instanceof InterruptedException || indexes.size() == outcomes.length)) {
                throw thrown;
            }
            if (thrown instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            anything = true;
            indexes.forEach(index -> outcomes[index] = ItemOutcome.failed(thrown));
        }

        void overtaking(List<Integer> indexes) {
            indexes.forEach(index -> outcomes[index] = ItemOutcome.failed(new DriverException(
                    Failure.of(ErrorCode.PRECONDITION_FAILED, "an earlier message of the batch failed.")
                            .retrying(),
                    null)));
        }

        List<ItemOutcome<String>> all() {
            return Arrays.stream(outcomes).map(Objects::requireNonNull).toList();
        }
    }
}
