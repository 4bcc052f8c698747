package io.midplatform.testkit.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.midplatform.ErrorCode;
import io.midplatform.Platform;
import io.midplatform.queue.Delivery;
import io.midplatform.queue.Message;
import io.midplatform.queue.MessageQueue;
import io.midplatform.queue.QueueFeature;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What dead letters promise. */
public abstract class QueueDeadLetterSuite extends QueueSuite {
    /** For providers. */
    protected QueueDeadLetterSuite() {}

    @Test
    protected void deadLetter_movesWithReasonAttemptsAndOriginalId() {
        MessageQueue<String> queue = queue();
        queue.send(Message.of("x").header("tenant", "acme"));
        receiveOne(queue).retry();
        Delivery<String> delivery = receiveOne(queue);
        delivery.deadLetter("cannot be parsed");
        isEmpty(queue);
        Delivery<String> dead = receiveOne(queue.deadLetters());
        assertThat(dead.payload()).isEqualTo("x");
        assertThat(dead.headers()).containsExactly(java.util.Map.entry("tenant", "acme"));
        assertThat(dead.deadLetterInfo()).hasValueSatisfying(info -> {
            assertThat(info.reason()).contains("cannot be parsed");
            assertThat(info.attempts()).hasValue(2);
            assertThat(info.originalId()).contains(delivery.id());
        });
        dead.ack();
        isEmpty(queue.deadLetters());
    }

    @Test
    protected void deadLetter_longReason_isCut() {
        MessageQueue<String> queue = queue();
        queue.send("x");
        receiveOne(queue).deadLetter("r".repeat(100_000));
        assertThat(receiveOne(queue.deadLetters())
                        .deadLetterInfo()
                        .orElseThrow()
                        .reason()
                        .orElseThrow())
                .hasSizeBetween(1, 1024);
    }

    @Test
    protected void deadLetter_reasonWithHalfACharacter_isMoved() {
        MessageQueue<String> queue = queue();
        for (String half : List.of("half of ", "r".repeat(1023))) {
            queue.send("x");
            receiveOne(queue).deadLetter(half + (half.length() < 1023 ? "\ud83d" : "\ud83d\ude00"));
            Delivery<String> dead = receiveOne(queue.deadLetters());
            assertThat(dead.deadLetterInfo().orElseThrow().reason()).contains(half + "?");
            dead.ack();
        }
    }

    @Test
    protected void deadLetters_physicalName_isThatOfTheSettings() {
        Platform platform = opened(builder(
                "midplatform.queue.jobs.prefix",
                "p-",
                "midplatform.queue.jobs.dead-letter",
                "graveyard",
                "midplatform.queue.dead.queue",
                "p-graveyard"));
        MessageQueue<String> queue = platform.queue("jobs", String.class);
        queue.send("x");
        receiveOne(queue).deadLetter("r");
        assertThat(drain(platform.queue("dead", String.class))).containsExactly("x");
    }

    @Test
    protected void deadLetters_physicalName_isTheQueuesWithDeadByDefault() {
        Platform platform = opened(builder("midplatform.queue.dead.queue", "jobs-dead"));
        MessageQueue<String> queue = platform.queue("jobs", String.class);
        queue.send("x");
        receiveOne(queue).deadLetter("r");
        assertThat(drain(platform.queue("dead", String.class))).containsExactly("x");
    }

    @Test
    protected void maxDeliveries_reached_goesToTheDeadLettersUndelivered() {
        MessageQueue<String> queue = queue("max-deliveries", "3");
        queue.send("poison");
        for (int i = 1; i <= 3; i++) {
            Delivery<String> delivery = receiveOne(queue);
            assertThat(delivery.attempt()).isEqualTo(i);
            time.advance(Duration.ofSeconds(30));
        }
        queue.send("fine");
        assertThat(queue.receive()).extracting(Delivery::payload).containsExactly("fine");
        Delivery<String> dead = receiveOne(queue.deadLetters());
        assertThat(dead.payload()).isEqualTo("poison");
        assertThat(dead.deadLetterInfo().orElseThrow().attempts()).hasValue(3);
    }

    @Test
    protected void maxDeliveries_onTheDeadLetterQueue_doesNotCount() {
        MessageQueue<String> queue = queue("max-deliveries", "1");
        queue.send("x");
        receiveOne(queue).deadLetter("r");
        for (int i = 1; i <= 5; i++) {
            Delivery<String> delivery = receiveOne(queue.deadLetters());
            assertThat(delivery.attempt()).isEqualTo(i);
            delivery.retry();
        }
    }

    @Test
    protected void maxDeliveries_moveFails_messageIsNotLost() {
        MessageQueue<String> queue = queue("max-deliveries", "1");
        queue.send("x");
        receiveOne(queue).retry();
        probe.fail("send", QueueSettlementSuite.unavailable());
        isEmpty(queue);
        probe.fail("send", null);
        time.advance(Duration.ofSeconds(30));
        isEmpty(queue);
        assertThat(drain(queue.deadLetters())).containsExactly("x");
    }

    @Test
    protected void deadLetter_sendFails_messageStays() {
        MessageQueue<String> queue = queue();
        queue.send("x");
        Delivery<String> delivery = receiveOne(queue);
        probe.fail("send", QueueSettlementSuite.unavailable());
        fails(ErrorCode.UNAVAILABLE, () -> delivery.deadLetter("r"));
        probe.fail("send", null);
        assertThat(delivery.leaseLost()).isFalse();
        delivery.deadLetter("r");
        assertThat(drain(queue.deadLetters())).containsExactly("x");
        isEmpty(queue);
    }

    @Test
    protected void deadLetter_deleteFails_messageIsInBoth() {
        MessageQueue<String> queue = queue();
        queue.send("x");
        Delivery<String> delivery = receiveOne(queue);
        probe.fail("ack", QueueSettlementSuite.unavailable());
        fails(ErrorCode.UNAVAILABLE, () -> delivery.deadLetter("r"));
        probe.fail("ack", null);
        time.advance(Duration.ofSeconds(30));
        receiveOne(queue);
        receiveOne(queue.deadLetters());
    }

    @Test
    protected void deadLetters_ofDeadLetters_isUnsupported() {
        MessageQueue<String> queue = queue();
        queue.send("x");
        receiveOne(queue).deadLetter("r");
        MessageQueue<String> dead = queue.deadLetters();
        assertThat(queue.deadLetters()).isSameAs(dead);
        Delivery<String> delivery = receiveOne(dead);
        fails(ErrorCode.UNSUPPORTED, () -> delivery.deadLetter("again"));
        fails(ErrorCode.UNSUPPORTED, dead::deadLetters);
        fails(ErrorCode.UNSUPPORTED, () -> dead.redrive(1));
        delivery.ack();
    }

    @Test
    protected void redrive_movesBackAsNewMessages() {
        MessageQueue<String> queue = queue();
        for (int i = 0; i < 5; i++) {
            queue.send(Message.of("m" + i).header("n", "" + i));
        }
        for (Delivery<String> delivery : receive(queue, 5)) {
            delivery.deadLetter("r");
        }
        assertThat(queue.redrive(3)).isEqualTo(3);
        List<Delivery<String>> back = receive(queue, 3);
        isEmpty(queue);
        assertThat(back).allSatisfy(d -> {
            assertThat(d.attempt()).isEqualTo(1);
            assertThat(d.deadLetterInfo()).isEmpty();
            assertThat(d.header("n")).contains(d.payload().substring(1));
        });
        assertThat(queue.redrive(100)).isEqualTo(2);
        assertThat(queue.redrive(100)).isZero();
        isEmpty(queue.deadLetters());
        assertThatIllegalArgumentException().isThrownBy(() -> queue.redrive(0));
    }

    @Test
    protected void redrive_sendFails_deadLettersStay() {
        MessageQueue<String> queue = queue();
        queue.send("x");
        receiveOne(queue).deadLetter("r");
        probe.fail("send", QueueSettlementSuite.unavailable());
        fails(ErrorCode.UNAVAILABLE, () -> queue.redrive(1));
        probe.fail("send", null);
        assertThat(drain(queue.deadLetters())).containsExactly("x");
    }

    @Test
    protected void redrive_deduplicatedMessage_isNotDropped() {
        MessageQueue<String> queue = queue();
        if (lacks(
                queue,
                QueueFeature.DEDUPLICATION,
                () -> queue.send(Message.of("x").deduplicationId("id")))) {
            return;
        }
        queue.send(Message.of("x").deduplicationId("id"));
        receiveOne(queue).deadLetter("r");
        assertThat(queue.redrive(1)).isOne();
        assertThat(drain(queue)).containsExactly("x");
    }

    @Test
    protected void redrive_orderedQueue_keepsKeysAndOrder() {
        if (lacksOrder()) {
            return;
        }
        MessageQueue<String> queue = orderedQueue();
        for (int i = 0; i < 4; i++) {
            queue.send(Message.of("m" + i).orderingKey("k"));
        }
        for (Delivery<String> delivery : queue.receive()) {
            delivery.deadLetter("r");
        }
        assertThat(queue.redrive(10)).isEqualTo(4);
        assertThat(drain(queue)).containsExactly("m0", "m1", "m2", "m3");
    }
}
