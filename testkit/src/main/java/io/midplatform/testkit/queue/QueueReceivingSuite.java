package io.midplatform.testkit.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.midplatform.ErrorCode;
import io.midplatform.Platform;
import io.midplatform.Support;
import io.midplatform.queue.Delivery;
import io.midplatform.queue.MessageQueue;
import io.midplatform.queue.QueueFeature;
import io.midplatform.queue.Worker;
import io.midplatform.queue.spi.QueueCapabilities;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What {@code receive} promises: waiting, limits, interruption, leaving a poll. */
public abstract class QueueReceivingSuite extends QueueSuite {
    private static final Duration WAIT = Duration.ofSeconds(20);

    /** For providers. */
    protected QueueReceivingSuite() {}

    @Test
    protected void receive_emptyQueue_returnsAtOnce() {
        assertThat(queue().receive()).isEmpty();
        assertThat(callsOf("receive")).isOne();
    }

    @Test
    @SuppressWarnings("NullAway") // null on purpose
    protected void receive_null_isRefused() {
        assertThatNullPointerException().isThrownBy(() -> queue().receive(null));
    }

    @Test
    protected void receive_max_isKept() {
        MessageQueue<String> queue = queue();
        for (int i = 0; i < 15; i++) {
            queue.send("m" + i);
        }
        assertThat(queue.receive(options().max(4))).hasSize(4);
        assertThat(queue.receive()).hasSize(10);
        assertThat(queue.receive()).hasSize(1);
    }

    @Test
    protected void receive_maxBeyondTheProvidersLimit_isCut() {
        limits(QueueLimitsOf.batch(3, 1000));
        MessageQueue<String> queue = queue();
        for (int i = 0; i < 5; i++) {
            queue.send("m" + i);
        }
        assertThat(queue.receive(options().max(5))).hasSize(3);
    }

    @Test
    protected void receive_leasedMessage_isInvisibleToOthers() {
        MessageQueue<String> queue = queue();
        queue.send("x");
        receiveOne(queue);
        isEmpty(queue);
    }

    @Test
    protected void receive_waiting_endsWithTheFirstMessage() {
        MessageQueue<String> queue = queue();
        Running<List<Delivery<String>>> receiver =
                start(() -> queue.receive(options().waitUpTo(WAIT)));
        untilPolling();
        queue.send("x");
        untilReceived(receiver.task()::isDone);
        assertThat(receiver.get()).extracting(Delivery::payload).containsExactly("x");
    }

    @Test
    protected void receive_waiting_endsWhenTheWaitIsOver() {
        MessageQueue<String> queue = queue();
        Running<List<Delivery<String>>> receiver =
                start(() -> queue.receive(options().waitUpTo(WAIT)));
        untilPolling();
        time.advance(WAIT.minusMillis(1));
        assertThat(receiver.task().isDone()).isFalse();
        advanceUntil(Duration.ofMillis(1), receiver.task()::isDone);
        assertThat(receiver.get()).isEmpty();
    }

    @Test
    protected void receive_waiting_getsADelayedMessageInItsMoment() {
        MessageQueue<String> queue = queue();
        Running<List<Delivery<String>>> receiver =
                start(() -> queue.receive(options().waitUpTo(WAIT)));
        untilPolling();
        queue.send(io.midplatform.queue.Message.of("x").delay(Duration.ofSeconds(3)));
        time.advance(Duration.ofSeconds(3));
        untilReceived(receiver.task()::isDone);
        assertThat(receiver.get()).hasSize(1);
    }

    @Test
    protected void receive_waitLongerThanOnePoll_isSeveralPolls() {
        limits(QueueLimitsOf.durations(WAIT, Duration.ofSeconds(5), Duration.ofHours(1), Duration.ofHours(1)));
        MessageQueue<String> queue = queue();
        Running<List<Delivery<String>>> receiver =
                start(() -> queue.receive(options().waitUpTo(WAIT)));
        for (int poll = 1; poll <= 4; poll++) {
            int expected = poll;
            until(() -> callsOf("receive") == expected && polls() > 0);
            time.advance(Duration.ofSeconds(5));
        }
        assertThat(receiver.get()).isEmpty();
        assertThat(callsOf("receive")).isBetween(4L, 5L);
    }

    @Test
    protected void receive_withoutLongPolling_asksAgainWithPauses() {
        without(QueueFeature.LONG_POLLING);
        MessageQueue<String> queue = queue();
        Running<List<Delivery<String>>> receiver =
                start(() -> queue.receive(options().waitUpTo(WAIT)));
        until(() -> callsOf("receive") == 1 && time.scheduled() > 0);
        until(() -> {
            if (isBetweenQuestions(receiver.thread()) && time.scheduled() > 0) {
                time.advance(Duration.ofMillis(100));
            }
            return receiver.task().isDone();
        });
        assertThat(receiver.get()).isEmpty();
        assertThat(callsOf("receive")).isBetween(10L, 40L);
    }

    @Test
    protected void receive_interruptedWhileWaiting_isCancelledAtOnce() {
        MessageQueue<String> queue = queue();
        Running<Boolean> receiver = start(() -> {
            fails(ErrorCode.CANCELLED, () -> queue.receive(options().waitUpTo(WAIT)));
            return Thread.currentThread().isInterrupted();
        });
        untilPolling();
        receiver.thread().interrupt();
        assertThat(receiver.get()).as("flag restored").isTrue();
        queue.send("x");
        assertThat(receiveOne(queue).payload()).isEqualTo("x");
    }

    @Test
    protected void receive_pollThatMustNotBeBrokenOff_works() {
        uninterruptible();
        MessageQueue<String> queue = queue();
        Running<List<Delivery<String>>> receiver =
                start(() -> queue.receive(options().waitUpTo(WAIT)));
        untilPolling();
        queue.send("x");
        untilReceived(receiver.task()::isDone);
        assertThat(receiver.get()).extracting(Delivery::payload).containsExactly("x");
    }

    @Test
    protected void receive_leftPoll_givesBackWhatItStillBrings() {
        uninterruptible();
        MessageQueue<String> queue = queue();
        Running<Boolean> receiver = start(() -> {
            fails(ErrorCode.CANCELLED, () -> queue.receive(options().waitUpTo(WAIT)));
            return true;
        });
        until(() -> callsOf("receive") == 1 && polls() > 0);
        receiver.thread().interrupt();
        assertThat(receiver.get()).isTrue();
        queue.send("x"); // the poll is still waiting and takes it
        until(() -> callsOf("giveBack") == 1);
        until(() -> queue.depth().visible().orElseThrow() == 1);
        assertThat(receiveOne(queue).attempt()).as("nobody has seen it").isEqualTo(1 + unseenCount());
    }

    @Test
    protected void receive_pollWithoutAnAnswer_isDeadlineExceeded() {
        uninterruptible();
        CountDownLatch never = new CountDownLatch(1);
        probe.change("receive", result -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return result;
        });
        MessageQueue<String> queue = queue();
        Running<List<Delivery<String>>> receiver = start(
                () -> queue.receive(options().waitUpTo(Duration.ofSeconds(1)).timeout(Duration.ofSeconds(2))));
        until(() -> callsOf("receive") == 1 && time.scheduled() > 0);
        advanceUntil(Duration.ofSeconds(1), receiver.task()::isDone);
        fails(ErrorCode.DEADLINE_EXCEEDED, receiver::get);
        never.countDown();
    }

    @Test
    protected void worker_pausedWhileItsRequestIsAnswered_givesBackWhatItBrings() {
        capabilities(can -> {
            Map<QueueFeature, Support> features = new EnumMap<>(can.features());
            features.remove(QueueFeature.LONG_POLLING);
            return new QueueCapabilities(features, can.limits(), false);
        });
        CountDownLatch leased = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        probe.change("receive", result -> {
            if (!((List<?>) result).isEmpty()) {
                leased.countDown();
                try {
                    go.await(); // on its way back; an interrupt breaks it off
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            return result;
        });
        MessageQueue<String> queue = queue();
        queue.send("x");
        try (Worker worker = queue.work(d -> d.retry(Duration.ZERO))) {
            advanceUntil(Duration.ofMillis(50), () -> leased.getCount() == 0);
            worker.pause();
            go.countDown();
            until(() -> callsOf("giveBack") == 1);
            assertThat(receiveOne(queue).attempt()).as("nobody has seen it").isEqualTo(1 + unseenCount());
        }
    }

    @Test
    protected void receive_platformClosedWhileWaiting_isIllegalState() {
        Platform platform = probed();
        MessageQueue<String> queue = platform.queue("jobs", String.class);
        Running<List<Delivery<String>>> receiver =
                start(() -> queue.receive(options().waitUpTo(WAIT)));
        untilPolling();
        platform.close();
        assertThatIllegalStateException().isThrownBy(receiver::get);
    }

    @Test
    protected void receive_severalWaiting_eachGetsItsOwn() {
        MessageQueue<String> queue = queue();
        Running<List<Delivery<String>>> one =
                start(() -> queue.receive(options().waitUpTo(WAIT).max(1)));
        Running<List<Delivery<String>>> two =
                start(() -> queue.receive(options().waitUpTo(WAIT).max(1)));
        until(() -> polls() == 2);
        queue.send("a");
        queue.send("b");
        untilReceived(() -> one.task().isDone() && two.task().isDone());
        assertThat(List.of(one.get().get(0).payload(), two.get().get(0).payload()))
                .containsExactlyInAnyOrder("a", "b");
    }

    private static boolean isBetweenQuestions(Thread receiver) {
        return Arrays.stream(receiver.getStackTrace())
                .anyMatch(frame -> frame.getMethodName().equals("pause"));
    }

    private void uninterruptible() {
        capabilities(can -> new QueueCapabilities(can.features(), can.limits(), false));
    }
}
