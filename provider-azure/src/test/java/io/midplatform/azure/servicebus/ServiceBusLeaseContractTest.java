package io.midplatform.azure.servicebus;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.azure.testing.Backend;
import io.midplatform.queue.Delivery;
import io.midplatform.queue.Message;
import io.midplatform.queue.MessageQueue;
import io.midplatform.queue.ReceiveOptions;
import io.midplatform.queue.WorkOptions;
import io.midplatform.queue.Worker;
import io.midplatform.testkit.queue.QueueInspectionSuite;
import io.midplatform.testkit.queue.QueueLeaseSuite;
import io.midplatform.testkit.queue.QueueReceivingSuite;
import io.midplatform.testkit.queue.QueueSettlementSuite;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What the contract says of leases and of looking into a queue, with what Service Bus does differently. As {@link ServiceBusContractTest}. */
@OnServiceBus
class ServiceBusLeaseContractTest {
    @BeforeAll
    static void announce() {
        Backend.only("SERVICEBUS", "our own fake in this process", "the suites move the server's time");
    }

    static Delivery<String> received(MessageQueue<String> queue) {
        if (queue.depth().total() == 0) {
            queue.send("x");
        }
        return queue.receive(ReceiveOptions.defaults().max(1).waitUpTo(Duration.ofSeconds(5)))
                .get(0);
    }

    static void done(CountDownLatch latch) {
        until(() -> latch.getCount() == 0);
    }

    static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as("it does not happen").isNegative();
            LockSupport.parkNanos(200_000);
        }
    }

    @Nested
    class Inspection extends QueueInspectionSuite {
        @Override
        protected Map<String, String> provider() {
            return ServiceBusServer.provider(time);
        }

        @Override
        protected int polls() {
            return ServiceBusServer.polls();
        }

        @Test
        @Override
        protected void depth_countsWhatIsWhere() {
            // the service counts locked messages among those that are there
            MessageQueue<String> queue = platform().queue("jobs", String.class);
            queue.send("a");
            queue.send(Message.of("b").delay(Duration.ofMinutes(1)));
            assertThat(queue.depth().total()).isEqualTo(2);
            assertThat(queue.depth().visible()).isEmpty();
            received(queue).retry(Duration.ofSeconds(10));
            assertThat(queue.depth().total()).isEqualTo(2);
            assertThat(queue.depth().inFlight()).isEmpty();
        }

        @Test
        @Override
        protected void depth_leaseEnds_isVisibleAgain() {
            MessageQueue<String> queue = platform().queue("jobs", String.class);
            queue.send("a");
            received(queue);
            time.advance(Duration.ofSeconds(30));
            assertThat(queue.depth().total()).isOne();
        }

        @Test
        @Override
        protected void purge_deletesEverything() {
            // the service deletes no message that another receiver has locked
            MessageQueue<String> queue = platform().queue("jobs", String.class);
            fails(ErrorCode.UNSUPPORTED, queue::purge);
        }

        @Test
        @Override
        protected void purge_orderedQueueWithLeasedMessages_freesItsKeys() {
            purge_deletesEverything();
        }
    }

    @Nested
    class Lease extends QueueLeaseSuite {
        @Override
        protected Map<String, String> provider() {
            return ServiceBusServer.provider(time);
        }

        @Override
        protected int polls() {
            return ServiceBusServer.polls();
        }

        @Test
        @Override
        protected void lease_ofTheSettings_isAskedFor() {
            // the queue fixes the length of its locks
            MessageQueue<String> queue =
                    platform("midplatform.queue.jobs.lease", "2m").queue("jobs", String.class);
            queue.send("x");
            assertThat(received(queue).leaseUntil()).isEqualTo(time.instant().plusSeconds(30));
        }

        @Test
        @Override
        protected void lease_ofTheOptions_isAskedFor() {
            MessageQueue<String> queue = platform().queue("jobs", String.class);
            queue.send("x");
            ReceiveOptions options =
                    ReceiveOptions.defaults().lease(Duration.ofSeconds(5)).waitUpTo(Duration.ofSeconds(5));
            assertThat(queue.receive(options).get(0).leaseUntil())
                    .isEqualTo(time.instant().plusSeconds(30));
        }

        @Test
        @Override
        protected void lease_beyondTheLimit_isCut() {
            lease_ofTheSettings_isAskedFor();
        }

        @Test
        @Override
        protected void extend_countsFromNow() {
            // one renewal grants a lock of the queue's length; the engine renews until then
            Delivery<String> delivery = received(platform().queue("jobs", String.class));
            time.advance(Duration.ofSeconds(20));
            delivery.extend(Duration.ofMinutes(5));
            assertThat(delivery.leaseUntil()).isEqualTo(time.instant().plusSeconds(30));
            for (int i = 0; i < 17; i++) {
                time.advance(Duration.ofSeconds(15));
                Instant granted = time.instant().plusSeconds(30);
                until(() -> delivery.leaseUntil().equals(granted) && time.scheduled() > 0);
            }
            assertThat(delivery.leaseLost()).isFalse();
            delivery.ack();
            assertThat(ServiceBusServer.of(time).size("jobs")).isZero();
        }

        @Test
        @Override
        protected void extend_longerThanOneGrant_isRenewedUntilThen() {
            extend_countsFromNow();
        }

        @Test
        @Override
        protected void extend_refusedByTheService_isLost() {
            Delivery<String> delivery = received(platform().queue("jobs", String.class));
            ServiceBusServer.of(time).loseLocks("jobs");
            fails(ErrorCode.PRECONDITION_FAILED, () -> delivery.extend(Duration.ofSeconds(30)));
            assertThat(delivery.leaseLost()).isTrue();
        }

        @Test
        @Override
        protected void worker_maxLease_endsTheRenewals() {
            MessageQueue<String> queue = platform().queue("jobs", String.class);
            queue.send("x");
            CountDownLatch started = new CountDownLatch(1);
            CountDownLatch go = new CountDownLatch(1);
            CountDownLatch lost = new CountDownLatch(1);
            WorkOptions options = WorkOptions.defaults()
                    .concurrency(1)
                    .maxLease(Duration.ofSeconds(40))
                    .onError(e -> lost.countDown());
            try (Worker worker = queue.work(
                    d -> {
                        started.countDown();
                        go.await();
                        assertThat(d.leaseLost()).isTrue();
                    },
                    options)) {
                done(started);
                for (int i = 0; i < 300 && ServiceBusServer.of(time).lockedMessages("jobs") > 0; i++) {
                    time.advance(Duration.ofSeconds(1));
                    LockSupport.parkNanos(20_000_000); // a renewal takes no time of the test's
                }
                assertThat(ServiceBusServer.of(time).lockedMessages("jobs")).isZero();
                go.countDown();
                done(lost);
                worker.pause();
            }
        }
    }

    @Nested
    class Receiving extends QueueReceivingSuite {
        private boolean hasty;

        @Override
        protected Map<String, String> provider() {
            return hasty ? ServiceBusServer.hasty(time) : ServiceBusServer.provider(time);
        }

        @Override
        protected int polls() {
            return ServiceBusServer.polls();
        }

        @Override
        protected int unseenCount() {
            return 1; // Service Bus counts every delivery that is given back
        }

        @Test
        @Override
        protected void receive_withoutLongPolling_asksAgainWithPauses() {
            hasty = true; // each time it asks it listens, and nothing comes
            super.receive_withoutLongPolling_asksAgainWithPauses();
        }

        @Test
        @Override
        protected void receive_leftPoll_givesBackWhatItStillBrings() {
            // a receive leaves at once, and what it has asked for goes to the next one
            MessageQueue<String> queue = platform().queue("jobs", String.class);
            Thread waiting = new Thread(() -> fails(
                    ErrorCode.CANCELLED,
                    () -> queue.receive(ReceiveOptions.defaults().waitUpTo(Duration.ofSeconds(20)))));
            waiting.start();
            until(() -> ServiceBusServer.of(time).credit("jobs") > 0);
            waiting.interrupt();
            until(() -> !waiting.isAlive());
            queue.send("x");
            // counted once more where it was given back rather than kept
            assertThat(received(queue).attempt()).isBetween(1, 1 + unseenCount());
        }
    }

    @Nested
    class Settlement extends QueueSettlementSuite {
        @Override
        protected Map<String, String> provider() {
            return ServiceBusServer.provider(time);
        }

        @Override
        protected int polls() {
            return ServiceBusServer.polls();
        }

        @Test
        @Override
        protected void settle_refusedByTheService_isPreconditionFailedAndLost() {
            Delivery<String> delivery = received(platform().queue("jobs", String.class));
            ServiceBusServer.of(time).loseLocks("jobs");
            fails(ErrorCode.PRECONDITION_FAILED, delivery::ack);
            assertThat(delivery.leaseLost()).isTrue();
            fails(ErrorCode.PRECONDITION_FAILED, delivery::ack);
        }
    }
}
