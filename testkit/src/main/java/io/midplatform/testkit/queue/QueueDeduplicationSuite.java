package io.midplatform.testkit.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.queue.Delivery;
import io.midplatform.queue.Message;
import io.midplatform.queue.MessageQueue;
import io.midplatform.queue.QueueFeature;
import io.midplatform.queue.SendReceipt;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What deduplication ids and fairness keys promise. */
public abstract class QueueDeduplicationSuite extends QueueSuite {
    /** For providers. */
    protected QueueDeduplicationSuite() {}

    /** For how long an id is remembered. */
    protected Duration window() {
        return Duration.ofMinutes(5);
    }

    @Test
    protected void duplicate_inTheWindow_isAcceptedAndDropped() {
        MessageQueue<String> queue = queue();
        if (lacks(
                queue,
                QueueFeature.DEDUPLICATION,
                () -> queue.send(Message.of("x").deduplicationId("id")))) {
            return;
        }
        SendReceipt first = queue.send(Message.of("x").deduplicationId("id"));
        SendReceipt second = queue.send(Message.of("y").deduplicationId("id"));
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(drain(queue)).containsExactly("x");
        time.advance(window().minusMillis(1));
        queue.send(Message.of("z").deduplicationId("id"));
        isEmpty(queue);
    }

    @Test
    protected void duplicate_afterTheWindow_isAMessage() {
        MessageQueue<String> queue = queue();
        if (lacks(
                queue,
                QueueFeature.DEDUPLICATION,
                () -> queue.send(Message.of("x").deduplicationId("id")))) {
            return;
        }
        queue.send(Message.of("x").deduplicationId("id"));
        assertThat(drain(queue)).containsExactly("x");
        time.advance(window());
        queue.send(Message.of("y").deduplicationId("id"));
        assertThat(drain(queue)).containsExactly("y");
    }

    @Test
    protected void duplicate_inABatch_isDroppedToo() {
        MessageQueue<String> queue = queue();
        if (lacks(
                queue,
                QueueFeature.DEDUPLICATION,
                () -> queue.send(Message.of("x").deduplicationId("id")))) {
            return;
        }
        queue.sendAll(List.of(
                        Message.of("x").deduplicationId("a"),
                        Message.of("y").deduplicationId("a"),
                        Message.of("z").deduplicationId("b"),
                        Message.of("plain")))
                .throwIfAny();
        assertThat(drain(queue)).containsExactlyInAnyOrder("x", "z", "plain");
    }

    @Test
    protected void ids_otherThanEqual_areDifferent() {
        MessageQueue<String> queue = queue();
        if (lacks(
                queue,
                QueueFeature.DEDUPLICATION,
                () -> queue.send(Message.of("x").deduplicationId("id")))) {
            return;
        }
        queue.send(Message.of("x").deduplicationId("id"));
        queue.send(Message.of("y").deduplicationId("ID"));
        assertThat(drain(queue)).hasSize(2);
        for (String bad : new String[] {"", "a b", "\u00e9", "i".repeat(129)}) {
            fails(ErrorCode.INVALID_REQUEST, () -> queue.send(Message.of("x").deduplicationId(bad)));
        }
    }

    @Test
    protected void orderedQueue_duplicateInTheWindow_isAcceptedAndDropped() {
        MessageQueue<String> queue = orderedQueue();
        if (lacksDeduplication(queue)) {
            return;
        }
        SendReceipt first = queue.send(ordered("x", "k", "id"));
        SendReceipt second = queue.send(ordered("y", "k", "id"));
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(drain(queue)).containsExactly("x");
        time.advance(window().multipliedBy(9).dividedBy(10));
        queue.sendAll(List.of(ordered("z", "k", "id"), ordered("new", "k", "other")))
                .throwIfAny();
        assertThat(drain(queue)).containsExactly("new");
    }

    @Test
    protected void orderedQueue_duplicateAfterTheWindow_isAMessage() {
        MessageQueue<String> queue = orderedQueue();
        if (lacksDeduplication(queue)) {
            return;
        }
        queue.send(ordered("x", "k", "id"));
        assertThat(drain(queue)).containsExactly("x");
        time.advance(window());
        queue.send(ordered("y", "k", "id"));
        assertThat(drain(queue)).containsExactly("y");
    }

    @Test
    protected void orderedQueue_equalMessagesWithoutIds_areDifferent() {
        MessageQueue<String> queue = orderedQueue();
        queue.send(Message.of("x").orderingKey("k"));
        queue.sendAll(List.of(Message.of("x").orderingKey("k"), Message.of("x").orderingKey("k")))
                .throwIfAny();
        assertThat(drain(queue)).containsExactly("x", "x", "x");
    }

    private boolean lacksDeduplication(MessageQueue<String> queue) {
        return lacks(queue, QueueFeature.DEDUPLICATION, () -> queue.send(ordered("x", "k", "id")));
    }

    private static Message<String> ordered(String payload, String key, String id) {
        return Message.of(payload).orderingKey(key).deduplicationId(id);
    }

    @Test
    protected void orderedQueue_duplicate_keepsTheOrder() {
        MessageQueue<String> queue = orderedQueue();
        if (lacksDeduplication(queue)) {
            return;
        }
        queue.send(Message.of("1").orderingKey("k").deduplicationId("a"));
        queue.send(Message.of("2").orderingKey("k").deduplicationId("b"));
        queue.send(Message.of("1 again").orderingKey("k").deduplicationId("a"));
        assertThat(drain(queue)).containsExactly("1", "2");
    }

    @Test
    protected void fairness_loudTenant_doesNotStarveQuietOne() {
        MessageQueue<String> queue = queue();
        for (int i = 0; i < 100; i++) {
            queue.send(Message.of("loud").fairnessKey("loud"));
        }
        queue.send(Message.of("quiet").fairnessKey("quiet"));
        queue.send("plain");
        assertThat(queue.receive(options().max(3)))
                .extracting(Delivery::payload)
                .containsExactlyInAnyOrder("loud", "quiet", "plain");
    }

    @Test
    protected void fairness_keyWithGivenBackAndDelayed_losesNothing() {
        MessageQueue<String> queue = queue();
        queue.send(Message.of("a").fairnessKey("t").delay(Duration.ofSeconds(10)));
        queue.send(Message.of("b").fairnessKey("t"));
        receiveOne(queue).retry(Duration.ofSeconds(5));
        queue.send(Message.of("c").fairnessKey("t"));
        assertThat(drain(queue)).containsExactly("c");
        time.advance(Duration.ofSeconds(5));
        assertThat(drain(queue)).containsExactly("b");
        time.advance(Duration.ofSeconds(5));
        assertThat(drain(queue)).containsExactly("a");
        fails(ErrorCode.INVALID_REQUEST, () -> queue.send(Message.of("x").fairnessKey("a b")));
    }
}
