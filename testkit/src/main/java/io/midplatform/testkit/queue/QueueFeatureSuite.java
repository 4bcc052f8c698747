package io.midplatform.testkit.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.Support;
import io.midplatform.queue.Delivery;
import io.midplatform.queue.Message;
import io.midplatform.queue.MessageQueue;
import io.midplatform.queue.QueueFeature;
import io.midplatform.queue.WorkOptions;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** A feature that is switched off is {@code UNSUPPORTED} before any I/O. */
public abstract class QueueFeatureSuite extends QueueSuite {
    /** For providers. */
    protected QueueFeatureSuite() {}

    @Test
    protected void support_tellsWhatThereIs() {
        without(QueueFeature.PEEK);
        MessageQueue<String> queue = queue();
        assertThat(queue.support(QueueFeature.PEEK)).isEqualTo(Support.ABSENT);
        assertThat(queue.support(QueueFeature.DELAY).isUsable()).isTrue();
        assertThat(queue.name()).isEqualTo("jobs");
        assertThat(queue.unwrap(Thread.class)).isEmpty();
    }

    @Test
    protected void delay_off() {
        without(QueueFeature.DELAY);
        MessageQueue<String> queue = queue();
        unsupported(QueueFeature.DELAY, () -> queue.send(Message.of("x").delay(Duration.ofSeconds(1))));
    }

    @Test
    protected void ordered_off() {
        without(QueueFeature.ORDERED);
        unsupported(QueueFeature.ORDERED, this::orderedQueue);
    }

    @Test
    protected void orderedDelay_off() {
        if (lacksOrder()) {
            return;
        }
        without(QueueFeature.ORDERED_DELAY);
        MessageQueue<String> queue = orderedQueue();
        unsupported(
                QueueFeature.ORDERED_DELAY,
                () -> queue.send(Message.of("x").orderingKey("k").delay(Duration.ofSeconds(1))));
        queue.send(Message.of("x").orderingKey("k"));
    }

    @Test
    protected void deduplication_off() {
        without(QueueFeature.DEDUPLICATION);
        MessageQueue<String> queue = queue();
        unsupported(QueueFeature.DEDUPLICATION, () -> queue.send(Message.of("x").deduplicationId("id")));
    }

    @Test
    protected void fairness_off() {
        without(QueueFeature.FAIRNESS);
        MessageQueue<String> queue = queue();
        unsupported(QueueFeature.FAIRNESS, () -> queue.send(Message.of("x").fairnessKey("f")));
    }

    @Test
    protected void inspection_off() {
        without(QueueFeature.DEPTH, QueueFeature.PEEK, QueueFeature.PURGE);
        MessageQueue<String> queue = queue();
        unsupported(QueueFeature.DEPTH, queue::depth);
        unsupported(QueueFeature.PEEK, () -> queue.peek(1));
        unsupported(QueueFeature.PURGE, queue::purge);
    }

    @Test
    protected void deadLetters_off() {
        without(QueueFeature.DEAD_LETTERS);
        MessageQueue<String> queue = queue("max-deliveries", "1");
        unsupported(QueueFeature.DEAD_LETTERS, queue::deadLetters);
        unsupported(QueueFeature.DEAD_LETTERS, () -> queue.redrive(1));
        queue.send("x");
        Delivery<String> delivery = receiveOne(queue);
        probe.reset();
        unsupported(QueueFeature.DEAD_LETTERS, () -> delivery.deadLetter("r"));
        delivery.retry();
        assertThat(receiveOne(queue).attempt()).as("delivered for ever").isEqualTo(2);
    }

    @Test
    protected void deadLetters_off_workerRetriesForEver() {
        without(QueueFeature.DEAD_LETTERS);
        MessageQueue<String> queue = queue("max-deliveries", "1");
        queue.send("x");
        CountDownLatch four = new CountDownLatch(4);
        try (var worker = queue.work(
                d -> {
                    four.countDown();
                    throw new io.midplatform.queue.DeadLetterException("no place for it");
                },
                WorkOptions.defaults().onError(e -> {}))) {
            advanceUntil(Duration.ofMillis(200), () -> four.getCount() == 0);
            worker.pause();
        }
    }

    private void unsupported(QueueFeature feature, ThrowingCallable call) {
        assertThat(fails(ErrorCode.UNSUPPORTED, call)).hasMessageContaining(feature.id());
        assertThat(probe.calls()).isEmpty();
    }
}
