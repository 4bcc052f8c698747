package io.midplatform.testkit.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.midplatform.ErrorCode;
import io.midplatform.queue.Delivery;
import io.midplatform.queue.Depth;
import io.midplatform.queue.Message;
import io.midplatform.queue.MessageQueue;
import io.midplatform.queue.PeekedMessage;
import io.midplatform.queue.QueueFeature;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code depth}, {@code peek} and {@code purge} promise. */
public abstract class QueueInspectionSuite extends QueueSuite {
    /** For providers. */
    protected QueueInspectionSuite() {}

    @Test
    protected void depth_countsWhatIsWhere() {
        MessageQueue<String> queue = queue();
        depthIs(queue, 0, 0, 0);
        queue.send("a");
        queue.send("b");
        queue.send(Message.of("c").delay(Duration.ofMinutes(1)));
        depthIs(queue, 2, 0, 1);
        Delivery<String> delivery = receiveOne(queue);
        depthIs(queue, 1, 1, 1);
        delivery.retry(Duration.ofSeconds(10));
        Depth retried = queue.depth(); // some services count a message that was given back for later as one in flight
        isOrUnknown(retried.visible(), 1);
        if (retried.inFlight().isPresent() && retried.delayed().isPresent()) {
            assertThat(retried.inFlight().getAsLong() + retried.delayed().getAsLong())
                    .isEqualTo(2);
        }
        assertThat(retried.total()).isEqualTo(3);
        time.advance(Duration.ofMinutes(1));
        depthIs(queue, 3, 0, 0);
        drain(queue);
        depthIs(queue, 0, 0, 0);
    }

    @Test
    protected void depth_leaseEnds_isVisibleAgain() {
        MessageQueue<String> queue = queue();
        queue.send("a");
        receiveOne(queue);
        time.advance(Duration.ofSeconds(30));
        depthIs(queue, 1, 0, 0);
    }

    @Test
    protected void peek_leavesMessagesWhereTheyAre() {
        MessageQueue<String> queue = queue();
        if (lacks(queue, QueueFeature.PEEK, () -> queue.peek(1))) {
            return;
        }
        queue.send(Message.of("a").header("h", "v"));
        queue.send("b");
        List<PeekedMessage<String>> peeked = queue.peek(10);
        assertThat(peeked).extracting(PeekedMessage::payload).containsExactly("a", "b");
        PeekedMessage<String> first = peeked.get(0);
        assertThat(first.headers()).containsEntry("h", "v");
        assertThat(first.attempts()).isZero();
        assertThat(first.sentAt()).isEqualTo(time.instant());
        assertThat(first.orderingKey()).isEmpty();
        assertThat(first.deadLetterInfo()).isEmpty();
        first.body()[0] = 'X';
        assertThat(first.payload()).isEqualTo("a");
        assertThat(receiveOne(queue).attempt()).isEqualTo(1);
    }

    @Test
    protected void peek_max_isKept() {
        MessageQueue<String> queue = queue();
        if (lacks(queue, QueueFeature.PEEK, () -> queue.peek(1))) {
            return;
        }
        assertThat(queue.peek(5)).isEmpty();
        for (int i = 0; i < 5; i++) {
            queue.send("m" + i);
        }
        assertThat(queue.peek(3)).hasSize(3);
        assertThatIllegalArgumentException().isThrownBy(() -> queue.peek(0));
    }

    @Test
    protected void peek_showsNoDelayedOnes_andLeasedOnesWhereTheServiceCannotTell() {
        MessageQueue<String> queue = queue();
        if (lacks(queue, QueueFeature.PEEK, () -> queue.peek(1))) {
            assertThat(queue.support(QueueFeature.PEEK_UNLEASED).isUsable()).isFalse();
            return;
        }
        queue.send("leased");
        receiveOne(queue);
        queue.send(Message.of("delayed").delay(Duration.ofMinutes(1)));
        queue.send("visible");
        List<String> expected = queue.support(QueueFeature.PEEK_UNLEASED).isUsable()
                ? List.of("visible")
                : List.of("leased", "visible");
        assertThat(queue.peek(10)).extracting(PeekedMessage::payload).isEqualTo(expected);
    }

    @Test
    protected void peek_deadLetter_tellsWhy() {
        MessageQueue<String> queue = queue();
        if (lacks(queue, QueueFeature.PEEK, () -> queue.peek(1))) {
            return;
        }
        queue.send("x");
        receiveOne(queue).deadLetter("because");
        assertThat(queue.deadLetters()
                        .peek(1)
                        .get(0)
                        .deadLetterInfo()
                        .orElseThrow()
                        .reason())
                .contains("because");
    }

    @Test
    protected void peek_orderedQueue_showsInOrder() {
        if (lacksOrder()) {
            return;
        }
        MessageQueue<String> queue = orderedQueue();
        if (lacks(queue, QueueFeature.PEEK, () -> queue.peek(1))) {
            return;
        }
        for (int i = 0; i < 5; i++) {
            queue.send(Message.of("m" + i).orderingKey("k"));
        }
        assertThat(queue.peek(10)).extracting(PeekedMessage::payload).containsExactly("m0", "m1", "m2", "m3", "m4");
    }

    @Test
    protected void purge_deletesEverything() {
        MessageQueue<String> queue = queue();
        queue.send("visible");
        queue.send("leased");
        queue.send(Message.of("delayed").delay(Duration.ofMinutes(1)));
        Message<String> fair = Message.of("fair");
        if (queue.support(QueueFeature.FAIRNESS).isUsable()) {
            fair = fair.fairnessKey("f");
        }
        queue.send(fair);
        Delivery<String> delivery = receiveOne(queue);
        queue.purge();
        depthIs(queue, 0, 0, 0);
        fails(ErrorCode.PRECONDITION_FAILED, delivery::retry);
        time.advance(Duration.ofHours(1));
        isEmpty(queue);
        queue.send("new");
        queue.send(fair);
        assertThat(drain(queue)).containsExactlyInAnyOrder("new", "fair");
    }

    @Test
    protected void purge_orderedQueueWithLeasedMessages_freesItsKeys() {
        if (lacksOrder()) {
            return;
        }
        MessageQueue<String> queue = orderedQueue();
        queue.send(Message.of("old").orderingKey("k"));
        receiveOne(queue);
        queue.purge();
        queue.send(Message.of("new").orderingKey("k"));
        assertThat(drain(queue)).containsExactly("new");
    }

    private static void depthIs(MessageQueue<String> queue, long visible, long inFlight, long delayed) {
        Depth depth = queue.depth();
        isOrUnknown(depth.visible(), visible);
        isOrUnknown(depth.inFlight(), inFlight);
        isOrUnknown(depth.delayed(), delayed);
        assertThat(depth.total()).isEqualTo(visible + inFlight + delayed);
    }
}
