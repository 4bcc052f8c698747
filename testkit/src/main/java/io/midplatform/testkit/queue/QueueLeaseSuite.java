package io.midplatform.testkit.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.midplatform.ErrorCode;
import io.midplatform.queue.Delivery;
import io.midplatform.queue.MessageQueue;
import io.midplatform.queue.WorkOptions;
import io.midplatform.queue.spi.Lease;
import io.midplatform.queue.spi.ReceivedMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What leases promise. */
@SuppressWarnings("try") // some tests end a worker before their block does
public abstract class QueueLeaseSuite extends QueueSuite {
    private static final Duration LEASE = Duration.ofSeconds(30);

    /** For providers. */
    protected QueueLeaseSuite() {}

    @Test
    protected void lease_ofTheSettings_isAskedFor() {
        MessageQueue<String> queue = queue("lease", "2m");
        queue.send("x");
        assertThat(receiveOne(queue).leaseUntil()).isEqualTo(time.instant().plusSeconds(120));
    }

    @Test
    protected void lease_ofTheOptions_isAskedFor() {
        MessageQueue<String> queue = queue();
        queue.send("x");
        Delivery<String> delivery =
                queue.receive(options().lease(Duration.ofSeconds(5))).get(0);
        assertThat(delivery.leaseUntil()).isEqualTo(time.instant().plusSeconds(5));
        time.advance(Duration.ofSeconds(5));
        assertThat(delivery.leaseLost()).isTrue();
        receiveOne(queue);
    }

    @Test
    protected void lease_beyondTheLimit_isCut() {
        limits(QueueLimitsOf.durations(LEASE, LEASE, Duration.ofSeconds(10), Duration.ofSeconds(60)));
        MessageQueue<String> queue = queue();
        queue.send("x");
        assertThat(receiveOne(queue).leaseUntil()).isEqualTo(time.instant().plusSeconds(10));
    }

    @Test
    protected void lease_countsFromBeforeTheRequest() {
        probe.change("receive", result -> {
            time.advance(Duration.ofSeconds(10)); // a slow answer
            return result;
        });
        MessageQueue<String> queue = queue();
        queue.send("x");
        assertThat(receiveOne(queue).leaseUntil())
                .isBeforeOrEqualTo(time.instant().plusSeconds(20));
    }

    @Test
    protected void lease_overOnArrival_isNotDelivered() {
        probe.change("receive", result -> {
            time.advance(LEASE);
            return result;
        });
        MessageQueue<String> queue = queue();
        queue.send("x");
        isEmpty(queue);
    }

    @Test
    protected void extend_countsFromNow() {
        MessageQueue<String> queue = queue();
        queue.send("x");
        Delivery<String> delivery = receiveOne(queue);
        time.advance(Duration.ofSeconds(20));
        delivery.extend(Duration.ofMinutes(5));
        assertThat(delivery.leaseUntil()).isEqualTo(time.instant().plusSeconds(300));
        time.advance(Duration.ofMinutes(5).minusMillis(1));
        isEmpty(queue);
        assertThat(delivery.leaseLost()).isFalse();
        delivery.ack();
        isEmpty(queue);
    }

    @Test
    protected void extend_swapsTheReceipt() {
        MessageQueue<String> queue = queue();
        queue.send("x");
        Delivery<String> delivery = receiveOne(queue);
        delivery.extend(LEASE);
        delivery.extend(LEASE);
        delivery.retry();
        assertThat(receiveOne(queue).attempt()).isEqualTo(2);
    }

    @Test
    protected void extend_wrongConstant_isRefused() {
        MessageQueue<String> queue = queue();
        queue.send("x");
        Delivery<String> delivery = receiveOne(queue);
        assertThatIllegalArgumentException().isThrownBy(() -> delivery.extend(Duration.ZERO));
        delivery.ack();
    }

    @Test
    protected void extend_beyondTheTotal_isLimitExceededWithoutIo() {
        limits(QueueLimitsOf.durations(LEASE, LEASE, Duration.ofMinutes(1), Duration.ofMinutes(1)));
        MessageQueue<String> queue = queue();
        queue.send("x");
        Delivery<String> delivery = receiveOne(queue);
        time.advance(Duration.ofSeconds(20));
        delivery.extend(Duration.ofSeconds(40));
        probe.reset();
        fails(ErrorCode.LIMIT_EXCEEDED, () -> delivery.extend(Duration.ofSeconds(41)));
        assertThat(probe.calls()).isEmpty();
        delivery.ack();
    }

    @Test
    protected void extend_longerThanOneGrant_isRenewedUntilThen() {
        limits(QueueLimitsOf.durations(LEASE, LEASE, Duration.ofSeconds(10), Duration.ofHours(1)));
        MessageQueue<String> queue = queue();
        queue.send("x");
        Delivery<String> delivery = receiveOne(queue);
        delivery.extend(Duration.ofSeconds(60));
        for (int i = 1; i <= 10; i++) {
            time.advance(Duration.ofSeconds(5));
            Instant granted = time.instant().plusSeconds(10);
            boolean last = i == 10;
            until(() -> delivery.leaseUntil().equals(granted) && (last || time.scheduled() > 0));
            assertThat(delivery.leaseLost()).isFalse();
        }
        time.advance(Duration.ofSeconds(9));
        assertThat(delivery.leaseLost()).isFalse();
        delivery.ack();
        isEmpty(queue);
    }

    @Test
    protected void extend_refusedByTheService_isLost() {
        MessageQueue<String> queue = queue();
        queue.send("x");
        Delivery<String> delivery = receiveOne(queue);
        queue.purge();
        fails(ErrorCode.PRECONDITION_FAILED, () -> delivery.extend(LEASE));
        assertThat(delivery.leaseLost()).isTrue();
    }

    @Test
    protected void ack_whileTheLeaseIsBeingExtended_usesTheNewReceipt() {
        CountDownLatch extending = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        probe.change("changeLease", result -> {
            extending.countDown();
            QueueSettlementSuite.await(go);
            return result;
        });
        MessageQueue<String> queue = queue();
        queue.send("x");
        Delivery<String> delivery = receiveOne(queue);
        Running<Boolean> extender = start(() -> {
            delivery.extend(LEASE);
            return true;
        });
        QueueSettlementSuite.await(extending);
        Running<Boolean> acker = start(() -> {
            delivery.ack();
            return true;
        });
        until(() -> acker.isWaiting());
        assertThat(callsOf("ack")).isZero();
        go.countDown();
        assertThat(extender.get()).isTrue();
        assertThat(acker.get()).isTrue();
        isEmpty(queue);
    }

    @Test
    protected void lease_shorterThanAsked_isToldAsGranted() {
        probe.change("receive", QueueLeaseSuite::halved);
        MessageQueue<String> queue = queue();
        queue.send("x");
        assertThat(receiveOne(queue).leaseUntil()).isEqualTo(time.instant().plusSeconds(15));
    }

    @Test
    protected void worker_longHandler_leaseIsRenewed() {
        MessageQueue<String> queue = queue();
        queue.send("x");
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        try (var worker = queue.work(
                d -> {
                    started.countDown();
                    QueueSettlementSuite.await(go);
                    assertThat(d.leaseLost()).isFalse();
                    done.countDown();
                },
                WorkOptions.defaults().concurrency(1))) {
            QueueSettlementSuite.await(started);
            for (int i = 0; i < 20; i++) {
                long renewals = callsOf("changeLease");
                time.advance(Duration.ofSeconds(15));
                until(() -> callsOf("changeLease") > renewals && isRescheduled());
            }
            isEmpty(queue);
            go.countDown();
            QueueSettlementSuite.await(done);
            worker.close(PATIENCE);
        }
        assertThat(queue.depth().total()).isZero();
    }

    @Test
    protected void worker_manyHandlers_leasesAreRenewedTogether() {
        MessageQueue<String> queue = queue();
        int count = 8;
        for (int i = 0; i < count; i++) {
            queue.send("m" + i);
        }
        CountDownLatch started = new CountDownLatch(count);
        CountDownLatch go = new CountDownLatch(1);
        try (var worker = queue.work(d -> {
            started.countDown();
            QueueSettlementSuite.await(go);
        })) {
            QueueSettlementSuite.await(started);
            probe.reset();
            time.advance(Duration.ofSeconds(15));
            until(() -> callsOf("changeLease") > 0 && isRescheduled());
            assertThat(callsOf("changeLease")).isOne();
            go.countDown();
            worker.close(PATIENCE);
        }
        assertThat(queue.depth().total()).isZero();
    }

    @Test
    protected void worker_maxLease_endsTheRenewals() {
        MessageQueue<String> queue = queue();
        queue.send("x");
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch lost = new CountDownLatch(1);
        var options = WorkOptions.defaults()
                .concurrency(1)
                .maxLease(Duration.ofSeconds(40))
                .onError(e -> {
                    if (e instanceof io.midplatform.PlatformException p && p.code() == ErrorCode.PRECONDITION_FAILED) {
                        lost.countDown();
                    }
                });
        try (var worker = queue.work(
                d -> {
                    started.countDown();
                    QueueSettlementSuite.await(go);
                    assertThat(d.leaseLost()).isTrue();
                },
                options)) {
            QueueSettlementSuite.await(started);
            time.advance(Duration.ofSeconds(15));
            until(() -> callsOf("changeLease") == 1);
            // past the longest lease and what was granted last; half a minute more would be renewed
            advanceUntil(
                    Duration.ofSeconds(1),
                    () -> queue.depth()
                                    .visible()
                                    .orElse(
                                            time.nanoTime()
                                                            > Duration.ofSeconds(45)
                                                                    .toNanos()
                                                    ? 1
                                                    : 0)
                            == 1);
            go.countDown();
            QueueSettlementSuite.await(lost);
            worker.pause();
        }
    }

    @Test
    protected void worker_leaseLongerThanItAsksFor_isRenewedToo() {
        MessageQueue<String> queue = queue();
        queue.send("x");
        CompletableFuture<Delivery<String>> extended = new CompletableFuture<>();
        CountDownLatch go = new CountDownLatch(1);
        try (var worker = queue.work(
                d -> {
                    d.extend(Duration.ofMinutes(2));
                    extended.complete(d);
                    QueueSettlementSuite.await(go);
                },
                WorkOptions.defaults().concurrency(1))) {
            until(extended::isDone);
            Delivery<String> delivery = extended.join();
            for (int i = 0; i < 16; i++) {
                Instant before = delivery.leaseUntil();
                time.advance(Duration.ofSeconds(15));
                Instant now = time.instant();
                until(() -> isRescheduled() && delivery.leaseUntil().isAfter(now.plusSeconds(15)));
                assertThat(delivery.leaseUntil()).as("never shortened").isAfterOrEqualTo(before);
            }
            isEmpty(queue);
            go.countDown();
            worker.close(PATIENCE);
        }
        assertThat(queue.depth().total()).isZero();
    }

    @Test
    protected void worker_renewalBreaksOff_allAreRenewedLater() {
        limits(QueueLimitsOf.batch(1, 10_000));
        MessageQueue<String> queue = queue();
        queue.send("a");
        queue.send("b");
        Queue<Delivery<String>> deliveries = new ConcurrentLinkedQueue<>();
        CountDownLatch go = new CountDownLatch(1);
        try (var worker = queue.work(
                d -> {
                    deliveries.add(d);
                    QueueSettlementSuite.await(go);
                },
                WorkOptions.defaults().concurrency(2))) {
            until(() -> deliveries.size() == 2);
            probe.fail("changeLease", new LinkageError("a bug of the driver"));
            time.advance(Duration.ofSeconds(15));
            until(() -> callsOf("changeLease") > 0 && isRescheduled());
            probe.fail("changeLease", null);
            time.advance(Duration.ofSeconds(3));
            Instant granted = time.instant().plusSeconds(30);
            until(() -> deliveries.stream().allMatch(d -> d.leaseUntil().equals(granted)));
            go.countDown();
            worker.close(PATIENCE);
        }
        assertThat(queue.depth().total()).isZero();
    }

    /** The worker with all handlers busy has no poll, so that what is scheduled is the next renewal. */
    private boolean isRescheduled() {
        return time.scheduled() > 0;
    }

    private static Object halved(Object result) {
        return ((List<?>) result)
                .stream()
                        .map(item -> {
                            ReceivedMessage received = (ReceivedMessage) item;
                            Lease lease = received.lease();
                            return new ReceivedMessage(
                                    received.message(),
                                    new Lease(
                                            lease.messageId(),
                                            lease.receipt(),
                                            lease.since(),
                                            lease.lengthNanos() / 2));
                        })
                        .toList();
    }
}
