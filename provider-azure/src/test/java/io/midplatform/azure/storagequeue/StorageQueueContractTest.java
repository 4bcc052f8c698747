package io.midplatform.azure.storagequeue;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.Support;
import io.midplatform.azure.testing.Backend;
import io.midplatform.queue.MessageQueue;
import io.midplatform.queue.QueueFeature;
import io.midplatform.testkit.DriverProbe;
import io.midplatform.testkit.queue.QueueBatchSuite;
import io.midplatform.testkit.queue.QueueDeadLetterSuite;
import io.midplatform.testkit.queue.QueueDelaySuite;
import io.midplatform.testkit.queue.QueueErrorSuite;
import io.midplatform.testkit.queue.QueueFeatureSuite;
import io.midplatform.testkit.queue.QueueHeaderSuite;
import io.midplatform.testkit.queue.QueueInspectionSuite;
import io.midplatform.testkit.queue.QueueLeaseSuite;
import io.midplatform.testkit.queue.QueueOverflowSuite;
import io.midplatform.testkit.queue.QueueReceivingSuite;
import io.midplatform.testkit.queue.QueueSendingSuite;
import io.midplatform.testkit.queue.QueueSettlementSuite;
import io.midplatform.testkit.queue.QueueStressSuite;
import io.midplatform.testkit.queue.QueueWorkerDrainSuite;
import io.midplatform.testkit.queue.QueueWorkerFailureSuite;
import io.midplatform.testkit.queue.QueueWorkerSuite;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Queues on Azurite keep the contract. Always on a process of ours, whose time the suites move; those that do not run on a server of the environment too, in {@link StorageQueueServiceContractTest}. */
class StorageQueueContractTest {
    @BeforeAll
    static void announce() {
        Backend.only("QUEUE", "Azurite with a clock of ours", "the suites move the server's time");
    }

    @Nested
    class Batch extends QueueBatchSuite {
        @Override
        protected Map<String, String> provider() {
            return StorageQueueServer.provider(time);
        }

        @Override
        protected boolean waitsAtService() {
            return false;
        }
    }

    @Nested
    class DeadLetter extends QueueDeadLetterSuite {
        @Override
        protected Map<String, String> provider() {
            return StorageQueueServer.provider(time);
        }

        @Override
        protected boolean waitsAtService() {
            return false;
        }
    }

    @Nested
    class Delay extends QueueDelaySuite {
        @Override
        protected Map<String, String> provider() {
            return StorageQueueServer.provider(time);
        }

        @Override
        protected boolean waitsAtService() {
            return false;
        }
    }

    @Nested
    class Errors extends QueueErrorSuite {
        @Override
        protected Map<String, String> provider() {
            return StorageQueueServer.provider(time);
        }

        @Override
        protected boolean waitsAtService() {
            return false;
        }
    }

    @Nested
    class Feature extends QueueFeatureSuite {
        @Override
        protected Map<String, String> provider() {
            return StorageQueueServer.provider(time);
        }

        @Override
        protected boolean waitsAtService() {
            return false;
        }
    }

    @Nested
    class Header extends QueueHeaderSuite {
        @Override
        protected Map<String, String> provider() {
            return StorageQueueServer.provider(time);
        }

        @Override
        protected boolean waitsAtService() {
            return false;
        }
    }

    @Nested
    class Inspection extends QueueInspectionSuite {
        @Override
        protected Map<String, String> provider() {
            return StorageQueueServer.provider(time);
        }

        @Override
        protected boolean waitsAtService() {
            return false;
        }
    }

    @Nested
    class Lease extends QueueLeaseSuite {
        @Override
        protected Map<String, String> provider() {
            return StorageQueueServer.provider(time);
        }

        @Override
        protected boolean waitsAtService() {
            return false;
        }
    }

    @Nested
    class Overflow extends QueueOverflowSuite {
        @Override
        protected Map<String, String> provider() {
            return StorageQueueServer.provider(time);
        }

        @Override
        protected boolean waitsAtService() {
            return false;
        }
    }

    @Nested
    class Receiving extends QueueReceivingSuite {
        /** The service does not wait: the engine asks again. */
        @Test
        @Override
        protected void receive_waitLongerThanOnePoll_isSeveralPolls() {
            receive_withoutLongPolling_asksAgainWithPauses();
        }

        /** No poll stays under way: who is interrupted leaves between two questions. */
        @Test
        @Override
        protected void receive_leftPoll_givesBackWhatItStillBrings() {
            receive_interruptedWhileWaiting_isCancelledAtOnce();
        }

        /** No thread of the engine waits for an answer: a request keeps its own time, {@link StorageQueueFaultTest#silence_endsWithTheDeadline}. */
        @Test
        @Override
        protected void receive_pollWithoutAnAnswer_isDeadlineExceeded() {
            assertThat(platform().queue("jobs", String.class).support(QueueFeature.LONG_POLLING))
                    .isEqualTo(Support.ABSENT);
        }

        @Override
        protected Map<String, String> provider() {
            return StorageQueueServer.provider(time);
        }

        @Override
        protected boolean waitsAtService() {
            return false;
        }

        @Override
        protected int unseenCount() {
            return 1; // the service counts every receive
        }
    }

    @Nested
    class Sending extends QueueSendingSuite {
        @Override
        protected String physical(String name) {
            return "test-" + name; // no name has one letter
        }

        @Override
        protected Map<String, String> provider() {
            return StorageQueueServer.provider(time);
        }

        @Override
        protected boolean waitsAtService() {
            return false;
        }
    }

    @Nested
    class Settlement extends QueueSettlementSuite {
        @Override
        protected Map<String, String> provider() {
            return StorageQueueServer.provider(time);
        }

        @Override
        protected boolean waitsAtService() {
            return false;
        }
    }

    @Nested
    class Stress extends QueueStressSuite {
        @Override
        protected Map<String, String> provider() {
            return StorageQueueServer.provider(time);
        }

        @Override
        protected boolean waitsAtService() {
            return false;
        }

        @Override
        protected int messages() {
            return 300; // each is several requests over HTTP
        }
    }

    @Nested
    class WorkerDrain extends QueueWorkerDrainSuite {
        @Override
        protected Map<String, String> provider() {
            return StorageQueueServer.provider(time);
        }

        @Override
        protected boolean waitsAtService() {
            return false;
        }

        @Override
        protected int unseenCount() {
            return 1; // the service counts every receive
        }
    }

    @Nested
    class WorkerFailure extends QueueWorkerFailureSuite {
        @Override
        protected Map<String, String> provider() {
            return StorageQueueServer.provider(time);
        }

        @Override
        protected boolean waitsAtService() {
            return false;
        }
    }

    @Nested
    class Worker extends QueueWorkerSuite {
        /** The service does not wait, so that an idle worker asks again and again: about once a second. */
        @Test
        @Override
        protected void worker_idle_costsOneRequestPerWait() {
            DriverProbe probe = new DriverProbe();
            MessageQueue<String> queue = opened(builder().layer(probe)).queue("jobs", String.class);
            try (io.midplatform.queue.Worker worker = queue.work(d -> {})) {
                for (int i = 0; i < 600; i++) { // a minute
                    while (probe.running() > 0 || time.scheduled() == 0) {
                        LockSupport.parkNanos(100_000);
                    }
                    time.advance(Duration.ofMillis(100));
                }
                worker.pause();
            }
            assertThat(probe.calls()).containsOnly("receive").hasSizeBetween(55, 75);
        }

        @Override
        protected Map<String, String> provider() {
            return StorageQueueServer.provider(time);
        }

        @Override
        protected boolean waitsAtService() {
            return false;
        }

        @Override
        protected int unseenCount() {
            return 1; // the service counts every receive
        }
    }
}
