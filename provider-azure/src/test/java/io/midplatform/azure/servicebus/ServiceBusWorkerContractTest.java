package io.midplatform.azure.servicebus;

import static io.midplatform.azure.servicebus.ServiceBusLeaseContractTest.done;
import static io.midplatform.azure.servicebus.ServiceBusLeaseContractTest.received;
import static io.midplatform.azure.servicebus.ServiceBusLeaseContractTest.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.azure.testing.Backend;
import io.midplatform.queue.DrainReport;
import io.midplatform.queue.MessageQueue;
import io.midplatform.queue.WorkOptions;
import io.midplatform.queue.Worker;
import io.midplatform.testkit.queue.QueueWorkerDrainSuite;
import io.midplatform.testkit.queue.QueueWorkerFailureSuite;
import io.midplatform.testkit.queue.QueueWorkerSuite;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What the contract says of workers, on Service Bus. As {@link ServiceBusContractTest}. */
@OnServiceBus
class ServiceBusWorkerContractTest {
    @BeforeAll
    static void announce() {
        Backend.only("SERVICEBUS", "our own fake in this process", "the suites move the server's time");
    }

    @Nested
    class WorkerDrain extends QueueWorkerDrainSuite {
        private boolean patient;

        @Override
        protected Map<String, String> provider() {
            return patient ? ServiceBusServer.patient(time, "200ms") : ServiceBusServer.provider(time);
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
        protected void close_unstartedOnesBehindAnOrderedOne_areGivenBack() {
            patient = true;
            super.close_unstartedOnesBehindAnOrderedOne_areGivenBack();
        }

        @Test
        @Override
        protected void close_letsHandlersFinishAndFlushesAcks() {
            MessageQueue<String> queue = platform().queue("jobs", String.class);
            for (int i = 0; i < 5; i++) {
                queue.send("m" + i);
            }
            CountDownLatch started = new CountDownLatch(3);
            CountDownLatch go = new CountDownLatch(1);
            Worker worker = queue.work(
                    d -> {
                        started.countDown();
                        go.await();
                    },
                    WorkOptions.defaults().concurrency(3));
            done(started);
            Thread closer = new Thread(() -> worker.close(Duration.ofSeconds(10)));
            closer.start();
            until(() -> worker.state() == Worker.State.DRAINING && closer.getState() == Thread.State.TIMED_WAITING);
            go.countDown();
            until(() -> !closer.isAlive());
            assertThat(worker.close(Duration.ZERO)).isEqualTo(new DrainReport(3, 0, 0));
            assertThat(queue.depth().total()).as("the rest was never fetched").isEqualTo(2);
            assertThat(ServiceBusServer.of(time).lockedMessages("jobs")).isZero();
        }
    }

    @Nested
    class WorkerFailure extends QueueWorkerFailureSuite {
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
        protected void leaseLost_isToldToTheHandlerAndItsAckFailsCleanly() {
            MessageQueue<String> queue = platform().queue("jobs", String.class);
            queue.send("x");
            CountDownLatch started = new CountDownLatch(1);
            CountDownLatch go = new CountDownLatch(1);
            BlockingQueue<Boolean> lost = new LinkedBlockingQueue<>();
            BlockingQueue<Throwable> troubles = new LinkedBlockingQueue<>();
            try (Worker worker = queue.work(
                    d -> {
                        started.countDown();
                        go.await();
                        until(d::leaseLost);
                        lost.add(true);
                    },
                    WorkOptions.defaults().concurrency(1).onError(troubles::add))) {
                done(started);
                worker.pause();
                ServiceBusServer.of(time).loseLocks("jobs");
                time.advance(Duration.ofSeconds(15)); // the renewal finds out
                go.countDown();
                until(() -> !lost.isEmpty() && !troubles.isEmpty());
                assertThat(troubles.poll())
                        .isInstanceOfSatisfying(
                                PlatformException.class,
                                e -> assertThat(e.code()).isEqualTo(ErrorCode.PRECONDITION_FAILED));
            }
        }
    }

    @Nested
    class Work extends QueueWorkerSuite {
        @Override
        protected Map<String, String> provider() {
            return ServiceBusServer.provider(time);
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
        protected void worker_concurrency_isKeptAndUsed() {
            MessageQueue<String> queue = platform().queue("jobs", String.class);
            for (int i = 0; i < 20; i++) {
                queue.send("m" + i);
            }
            CountDownLatch full = new CountDownLatch(4);
            CountDownLatch go = new CountDownLatch(1);
            CountDownLatch all = new CountDownLatch(20);
            try (Worker worker = queue.work(
                    d -> {
                        full.countDown();
                        go.await();
                        all.countDown();
                    },
                    WorkOptions.defaults().concurrency(4))) {
                done(full);
                assertThat(ServiceBusServer.of(time).lockedMessages("jobs"))
                        .as("nothing waits in memory")
                        .isEqualTo(4);
                go.countDown();
                done(all);
                worker.close(Duration.ofSeconds(20));
            }
        }

        @Test
        @Override
        protected void worker_handlerSettlesItself_isLeftAlone() {
            MessageQueue<String> queue = platform().queue("jobs", String.class);
            List.of("ack", "retry", "dead").forEach(queue::send);
            CountDownLatch all = new CountDownLatch(3);
            BlockingQueue<Throwable> troubles = new LinkedBlockingQueue<>();
            try (Worker worker = queue.work(
                    d -> {
                        switch (d.payload()) {
                            case "ack" -> d.ack();
                            case "retry" -> d.retry(Duration.ofMinutes(10));
                            default -> d.deadLetter("r");
                        }
                        all.countDown();
                    },
                    WorkOptions.defaults().onError(troubles::add))) {
                done(all);
                worker.close(Duration.ofSeconds(20));
            }
            assertThat(troubles).isEmpty();
            assertThat(queue.depth().total()).as("the one that was given back").isOne();
            assertThat(received(queue.deadLetters()).payload()).isEqualTo("dead");
        }
    }
}
