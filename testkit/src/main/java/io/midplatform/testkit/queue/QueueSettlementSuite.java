package io.midplatform.testkit.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.queue.Delivery;
import io.midplatform.queue.MessageQueue;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import io.midplatform.spi.ItemOutcome;
import io.midplatform.testkit.Planted;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What acknowledging and giving back promise. */
public abstract class QueueSettlementSuite extends QueueSuite {
    private static final Duration LEASE = Duration.ofSeconds(30);

    /** For providers. */
    protected QueueSettlementSuite() {}

    @Test
    protected void ack_message_isGoneForGood() {
        MessageQueue<String> queue = queue();
        queue.send("x");
        receiveOne(queue).ack();
        time.advance(Duration.ofDays(1));
        isEmpty(queue);
    }

    @Test
    protected void unsettled_comesBackWhenTheLeaseEnds() {
        MessageQueue<String> queue = queue();
        queue.send("x");
        Delivery<String> first = receiveOne(queue);
        time.advance(LEASE.minusMillis(1));
        isEmpty(queue);
        time.advance(Duration.ofMillis(1));
        Delivery<String> second = receiveOne(queue);
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.attempt()).isEqualTo(2);
    }

    @Test
    protected void retry_atOnce_isDeliveredAgain() {
        MessageQueue<String> queue = queue();
        queue.send("x");
        receiveOne(queue).retry();
        assertThat(receiveOne(queue).attempt()).isEqualTo(2);
    }

    @Test
    protected void retry_delayed_isDeliveredAfterwards() {
        MessageQueue<String> queue = queue();
        queue.send("x");
        receiveOne(queue).retry(Duration.ofMinutes(10));
        time.advance(Duration.ofMinutes(10).minusMillis(1));
        isEmpty(queue);
        time.advance(Duration.ofMillis(1));
        assertThat(receiveOne(queue).attempt()).isEqualTo(2);
    }

    @Test
    protected void retry_negativeDelay_isRefused() {
        MessageQueue<String> queue = queue();
        queue.send("x");
        Delivery<String> delivery = receiveOne(queue);
        assertThatIllegalArgumentException().isThrownBy(() -> delivery.retry(Duration.ofMillis(-1)));
        delivery.ack();
    }

    @Test
    protected void retry_beyondTheLimit_isLimitExceededAndLeavesItOpen() {
        limits(QueueLimitsOf.durations(
                Duration.ofMinutes(15), Duration.ofSeconds(20), Duration.ofHours(1), Duration.ofHours(1)));
        MessageQueue<String> queue = queue();
        queue.send("x");
        Delivery<String> delivery = receiveOne(queue);
        fails(ErrorCode.LIMIT_EXCEEDED, () -> delivery.retry(Duration.ofMinutes(16)));
        assertThat(callsOf("giveBack")).isZero();
        delivery.ack();
        isEmpty(queue);
    }

    @Test
    protected void settle_twice_isIllegalState() {
        MessageQueue<String> queue = queue();
        queue.send("x");
        Delivery<String> delivery = receiveOne(queue);
        delivery.ack();
        probe.reset();
        assertThatIllegalStateException().isThrownBy(delivery::ack);
        assertThatIllegalStateException().isThrownBy(delivery::retry);
        assertThatIllegalStateException().isThrownBy(() -> delivery.deadLetter("no"));
        assertThatIllegalStateException().isThrownBy(() -> delivery.extend(LEASE));
        assertThat(probe.calls()).isEmpty();
        assertThat(delivery.leaseLost()).isFalse();
    }

    @Test
    @Timeout(180)
    protected void settle_twoThreads_exactlyOneSucceeds() {
        MessageQueue<String> queue = queue();
        for (int round = 0; round < 200; round++) {
            queue.send("x");
            Delivery<String> delivery = receiveOne(queue);
            AtomicInteger done = new AtomicInteger();
            CountDownLatch go = new CountDownLatch(1);
            List<Running<Boolean>> threads = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                threads.add(start(() -> {
                    go.await();
                    try {
                        delivery.ack();
                        done.incrementAndGet();
                    } catch (IllegalStateException e) {
                        return false;
                    }
                    return true;
                }));
            }
            go.countDown();
            threads.forEach(Running::get);
            assertThat(done).hasValue(1);
        }
    }

    @Test
    protected void settle_afterTheLease_isPreconditionFailedWithoutIo() {
        MessageQueue<String> queue = queue();
        queue.send("x");
        Delivery<String> delivery = receiveOne(queue);
        time.advance(LEASE);
        assertThat(delivery.leaseLost()).isTrue();
        probe.reset();
        PlatformException error = fails(ErrorCode.PRECONDITION_FAILED, delivery::ack);
        assertThat(error.key()).contains(delivery.id());
        fails(ErrorCode.PRECONDITION_FAILED, delivery::retry);
        fails(ErrorCode.PRECONDITION_FAILED, () -> delivery.extend(LEASE));
        fails(ErrorCode.PRECONDITION_FAILED, () -> delivery.deadLetter("late"));
        assertThat(probe.calls()).isEmpty();
        assertThat(drain(queue)).containsExactly("x");
    }

    @Test
    protected void settle_refusedByTheService_isPreconditionFailedAndLost() {
        MessageQueue<String> queue = queue();
        queue.send("x");
        Delivery<String> delivery = receiveOne(queue);
        queue.purge();
        fails(ErrorCode.PRECONDITION_FAILED, delivery::ack);
        assertThat(delivery.leaseLost()).isTrue();
        probe.reset();
        fails(ErrorCode.PRECONDITION_FAILED, delivery::ack);
        assertThat(probe.calls()).isEmpty();
    }

    @Test
    protected void ack_failed_mayBeTriedAgain() {
        MessageQueue<String> queue = queue();
        queue.send("x");
        Delivery<String> delivery = receiveOne(queue);
        probe.fail("ack", unavailable());
        assertThat(fails(ErrorCode.UNAVAILABLE, delivery::ack).retryable()).isTrue();
        assertThat(delivery.leaseLost()).isFalse();
        probe.fail("ack", null);
        delivery.ack();
        isEmpty(queue);
    }

    @Test
    protected void ack_itemRefusedForNow_isTriedAgain() {
        MessageQueue<String> queue = queue("retry.backoff", "0s");
        queue.send("x");
        Delivery<String> delivery = receiveOne(queue);
        AtomicInteger calls = new AtomicInteger();
        probe.change(
                "ack",
                result -> calls.incrementAndGet() < 3 ? List.of(ItemOutcome.failed(unavailable())) : done(result));
        delivery.ack();
        assertThat(calls).hasValue(3);
    }

    @Test
    protected void ack_manyThreads_shareRequests() {
        MessageQueue<String> queue = queue();
        int count = 10;
        for (int i = 0; i < count; i++) {
            queue.send("m" + i);
        }
        List<Delivery<String>> all = receive(queue, count);
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        int waiting = time.scheduled();
        probe.change("ack", result -> {
            first.countDown();
            await(go);
            return result;
        });
        List<Running<Boolean>> threads = new ArrayList<>();
        for (Delivery<String> delivery : all) {
            threads.add(start(() -> {
                delivery.ack();
                return true;
            }));
        }
        await(first);
        until(() -> time.scheduled() >= waiting + count - 1); // each that waits for the next request has set its alarm
        go.countDown();
        threads.forEach(Running::get);
        assertThat(callsOf("ack")).isEqualTo(2);
        assertThat(queue.depth().total()).isZero();
    }

    @Test
    protected void payload_undecodable_isCodecWithTheBody() {
        io.midplatform.Platform platform =
                opened(builder("midplatform.queue.bytes.queue", "jobs", "midplatform.queue.text.queue", "jobs")
                        .layer(probe));
        byte[] body = ("\u00ff" + Planted.PAYLOAD).getBytes(StandardCharsets.ISO_8859_1);
        platform.queue("bytes", byte[].class).send(body);
        Delivery<String> delivery = receiveOne(platform.queue("text", String.class));
        PlatformException error = fails(ErrorCode.CODEC, delivery::payload);
        assertThat(error.key()).contains(delivery.id());
        assertThat(delivery.body()).isEqualTo(body);
        delivery.ack();
    }

    private static Object done(Object result) {
        // the probe's earlier refusals came after the driver had deleted the message: what matters is how the engine
        // goes on
        assertThat(result).isInstanceOf(List.class);
        return List.of(ItemOutcome.done());
    }

    static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(PATIENCE.toSeconds(), java.util.concurrent.TimeUnit.SECONDS))
                    .isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static DriverException unavailable() {
        return new DriverException(
                Failure.of(ErrorCode.UNAVAILABLE, "the service is away.").retrying(), null);
    }
}
