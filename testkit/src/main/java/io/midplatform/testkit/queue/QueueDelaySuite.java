package io.midplatform.testkit.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.queue.Message;
import io.midplatform.queue.MessageQueue;
import io.midplatform.queue.QueueFeature;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What delays promise. */
public abstract class QueueDelaySuite extends QueueSuite {
    private static final Duration DELAY = Duration.ofMinutes(5);

    /** For providers. */
    protected QueueDelaySuite() {}

    @Test
    protected void delay_message_isVisibleInItsMoment() {
        MessageQueue<String> queue = queue();
        queue.send(Message.of("later").delay(DELAY));
        queue.send("now");
        assertThat(drain(queue)).containsExactly("now");
        time.advance(DELAY.minusMillis(1));
        isEmpty(queue);
        time.advance(Duration.ofMillis(1));
        assertThat(receiveOne(queue).attempt()).isEqualTo(1);
    }

    @Test
    protected void delay_zero_isNone() {
        MessageQueue<String> queue = queue();
        queue.send(Message.of("x").delay(Duration.ZERO));
        receiveOne(queue);
    }

    @Test
    protected void delay_several_comeInTheOrderOfTheirMoments() {
        MessageQueue<String> queue = queue();
        queue.send(Message.of("c").delay(Duration.ofSeconds(3)));
        queue.send(Message.of("a").delay(Duration.ofSeconds(1)));
        queue.send(Message.of("b").delay(Duration.ofSeconds(2)));
        for (String expected : new String[] {"a", "b", "c"}) {
            time.advance(Duration.ofSeconds(1));
            assertThat(drain(queue)).containsExactly(expected);
        }
    }

    @Test
    protected void delay_beyondTheLimit_isLimitExceededAndSendsNothing() {
        limits(QueueLimitsOf.durations(Duration.ofMinutes(15), DELAY, DELAY, DELAY));
        MessageQueue<String> queue = queue();
        queue.send(Message.of("x").delay(Duration.ofMinutes(15)));
        probe.reset();
        fails(
                ErrorCode.LIMIT_EXCEEDED,
                () -> queue.send(Message.of("x").delay(Duration.ofMinutes(15).plusMillis(1))));
        assertThat(probe.calls()).isEmpty();
    }

    @Test
    protected void delay_inABatch_isEachMessagesOwn() {
        MessageQueue<String> queue = queue();
        queue.sendAll(java.util.List.of(Message.of("later").delay(DELAY), Message.of("now")))
                .throwIfAny();
        assertThat(drain(queue)).containsExactly("now");
        time.advance(DELAY);
        assertThat(drain(queue)).containsExactly("later");
    }

    @Test
    protected void orderedDelay_holdsItsKeyBack() {
        if (lacksOrder()) {
            return;
        }
        MessageQueue<String> queue = orderedQueue();
        if (lacks(
                queue,
                QueueFeature.ORDERED_DELAY,
                () -> queue.send(Message.of("a").orderingKey("a").delay(DELAY)))) {
            return;
        }
        queue.send(Message.of("a1").orderingKey("a").delay(DELAY));
        queue.send(Message.of("a2").orderingKey("a"));
        queue.send(Message.of("b1").orderingKey("b"));
        assertThat(drain(queue)).containsExactly("b1");
        time.advance(DELAY);
        assertThat(drain(queue)).containsExactly("a1", "a2");
    }

    @Test
    protected void orderedDelay_ofALaterMessage_doesNotHoldEarlierOnes() {
        if (lacksOrder()) {
            return;
        }
        MessageQueue<String> queue = orderedQueue();
        if (lacks(
                queue,
                QueueFeature.ORDERED_DELAY,
                () -> queue.send(Message.of("a").orderingKey("a").delay(DELAY)))) {
            return;
        }
        queue.send(Message.of("a1").orderingKey("a"));
        queue.send(Message.of("a2").orderingKey("a").delay(DELAY));
        queue.send(Message.of("a3").orderingKey("a"));
        assertThat(drain(queue)).containsExactly("a1");
        time.advance(DELAY);
        assertThat(drain(queue)).containsExactly("a2", "a3");
    }
}
