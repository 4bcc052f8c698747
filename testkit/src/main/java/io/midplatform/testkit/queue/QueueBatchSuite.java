package io.midplatform.testkit.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.BatchResult;
import io.midplatform.ErrorCode;
import io.midplatform.Outcome;
import io.midplatform.queue.Message;
import io.midplatform.queue.MessageQueue;
import io.midplatform.queue.SendReceipt;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.ItemOutcome;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What {@code sendAll} promises. */
public abstract class QueueBatchSuite extends QueueSuite {
    /** For providers. */
    protected QueueBatchSuite() {}

    @Test
    protected void sendAll_manyMessages_outcomesStandInTheirOrder() {
        MessageQueue<String> queue = queue();
        List<Message<String>> messages = messages(250);
        BatchResult<Message<String>, SendReceipt> result = queue.sendAll(messages);
        assertThat(result.failed()).isEmpty();
        assertThat(result.outcomes()).extracting(Outcome::item).containsExactlyElementsOf(messages);
        Set<String> ids = new HashSet<>();
        result.outcomes().forEach(o -> ids.add(o.result().orElseThrow().id()));
        assertThat(ids).hasSize(250);
        assertThat(drain(queue)).hasSize(250);
    }

    @Test
    protected void sendAll_none_sendsNothing() {
        MessageQueue<String> queue = queue();
        assertThat(queue.sendAll(List.of()).outcomes()).isEmpty();
        assertThat(probe.calls()).isEmpty();
    }

    @Test
    protected void sendAll_isSplitByCount() {
        limits(QueueLimitsOf.batch(10, 1 << 20));
        MessageQueue<String> queue = queue();
        queue.sendAll(messages(25)).throwIfAny();
        assertThat(callsOf("send")).isEqualTo(3);
        assertThat(queue.depth().total()).isEqualTo(25);
    }

    @Test
    protected void sendAll_isSplitByBytes() {
        limits(QueueLimitsOf.batch(10, 100));
        MessageQueue<String> queue = queue();
        List<Message<String>> messages = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            messages.add(Message.of("x".repeat(50)));
        }
        queue.sendAll(messages).throwIfAny();
        assertThat(callsOf("send")).isEqualTo(3);
        assertThat(queue.depth().total()).isEqualTo(5);
    }

    @Test
    protected void sendAll_badMessages_doNotKeepOthersBack() {
        limits(QueueLimitsOf.messageBytes(100));
        MessageQueue<String> queue = queue();
        BatchResult<Message<String>, SendReceipt> result = queue.sendAll(List.of(
                Message.of("a"),
                Message.of("\ud83d"),
                Message.of("b").header("bad name", "v"),
                Message.of("c".repeat(101)),
                Message.of("d").orderingKey("k"),
                Message.of("e")));
        assertThat(codes(result))
                .containsExactly(
                        null,
                        ErrorCode.CODEC,
                        ErrorCode.INVALID_REQUEST,
                        ErrorCode.LIMIT_EXCEEDED,
                        ErrorCode.UNSUPPORTED,
                        null);
        assertThat(drain(queue)).containsExactlyInAnyOrder("a", "e");
    }

    @Test
    protected void sendAll_onlyBadMessages_sendsNothing() {
        MessageQueue<String> queue = queue();
        assertThat(queue.sendAll(List.of(Message.of("\ud83d"))).failed()).hasSize(1);
        assertThat(probe.calls()).isEmpty();
    }

    @Test
    protected void sendAll_badMessage_keepsBackLaterOnesOfItsKey() {
        if (lacksOrder()) {
            return;
        }
        MessageQueue<String> queue = orderedQueue();
        BatchResult<Message<String>, SendReceipt> result = queue.sendAll(List.of(
                Message.of("a1").orderingKey("a"),
                Message.of("a2").orderingKey("a").header("bad name", "v"),
                Message.of("a3").orderingKey("a"),
                Message.of("b1").orderingKey("b")));
        assertThat(codes(result)).containsExactly(null, ErrorCode.INVALID_REQUEST, ErrorCode.PRECONDITION_FAILED, null);
        assertThat(drain(queue)).containsExactlyInAnyOrder("a1", "b1");
    }

    @Test
    protected void sendAll_itemsRefusedForNow_areSentAgain() {
        AtomicInteger calls = new AtomicInteger();
        refuseSecondItem(calls, 2, QueueSettlementSuite.unavailable());
        MessageQueue<String> queue = queue("retry.backoff", "0s");
        BatchResult<Message<String>, SendReceipt> result = queue.sendAll(messages(3));
        assertThat(result.failed()).isEmpty();
        assertThat(calls).as("one request for all, then for the refused").hasValue(2);
    }

    @Test
    protected void sendAll_itemsRefusedAgainAndAgain_failAtLast() {
        AtomicInteger calls = new AtomicInteger();
        refuseFirstItem(calls, QueueSettlementSuite.unavailable());
        MessageQueue<String> queue = queue("retry.backoff", "0s", "retry.attempts", "3");
        BatchResult<Message<String>, SendReceipt> result = queue.sendAll(messages(2));
        assertThat(codes(result)).containsExactly(ErrorCode.UNAVAILABLE, null);
        assertThat(calls).hasValue(3);
    }

    @Test
    protected void sendAll_itemRefusedForGood_isNotSentAgain() {
        AtomicInteger calls = new AtomicInteger();
        refuseFirstItem(calls, new DriverException(ErrorCode.INVALID_REQUEST, "no."));
        MessageQueue<String> queue = queue();
        assertThat(codes(queue.sendAll(messages(2)))).containsExactly(ErrorCode.INVALID_REQUEST, null);
        assertThat(calls).hasValue(1);
    }

    @Test
    protected void sendAll_requestFails_isTheOutcomeOfItsMessages() {
        limits(QueueLimitsOf.batch(2, 1 << 20));
        MessageQueue<String> queue = queue();
        probe.fail("send", QueueSettlementSuite.unavailable());
        BatchResult<Message<String>, SendReceipt> result = queue.sendAll(messages(4));
        assertThat(codes(result)).containsOnly(ErrorCode.UNAVAILABLE).hasSize(4);
        assertThat(callsOf("send")).as("each request on its own").isEqualTo(2);
        assertThat(result.failed()).hasSize(4);
    }

    @Test
    protected void sendAll_missingQueue_stopsAtTheFirstRequest() {
        limits(QueueLimitsOf.batch(2, 1 << 20));
        MessageQueue<String> queue = queue();
        probe.fail("send", new DriverException(ErrorCode.NOT_FOUND, "no queue."));
        assertThat(codes(queue.sendAll(messages(6))))
                .containsOnly(ErrorCode.NOT_FOUND)
                .hasSize(6);
        assertThat(callsOf("send")).isOne();
    }

    private void refuseFirstItem(AtomicInteger calls, Throwable failure) {
        probe.change("send", result -> {
            List<Object> outcomes = new ArrayList<>((List<?>) result);
            outcomes.set(0, ItemOutcome.failed(failure));
            calls.incrementAndGet();
            return outcomes;
        });
    }

    private void refuseSecondItem(AtomicInteger calls, int until, Throwable failure) {
        probe.change("send", result -> {
            List<Object> outcomes = new ArrayList<>((List<?>) result);
            if (calls.incrementAndGet() < until) {
                outcomes.set(1, ItemOutcome.failed(failure));
            } else {
                assertThat(outcomes).as("only what was refused").hasSize(1);
            }
            return outcomes;
        });
    }

    private static List<Message<String>> messages(int count) {
        List<Message<String>> messages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            messages.add(Message.of("m" + i));
        }
        return messages;
    }

    private static List<@Nullable ErrorCode> codes(BatchResult<Message<String>, SendReceipt> result) {
        List<@Nullable ErrorCode> codes = new ArrayList<>();
        for (Outcome<Message<String>, SendReceipt> outcome : result.outcomes()) {
            codes.add(outcome.isFailed() ? outcome.error().orElseThrow().code() : null);
        }
        return codes;
    }
}
