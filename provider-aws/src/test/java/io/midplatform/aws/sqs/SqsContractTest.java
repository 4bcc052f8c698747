package io.midplatform.aws.sqs;

import io.midplatform.aws.testing.Backend;
import io.midplatform.testkit.queue.QueueBatchSuite;
import io.midplatform.testkit.queue.QueueDeadLetterSuite;
import io.midplatform.testkit.queue.QueueDeduplicationSuite;
import io.midplatform.testkit.queue.QueueDelaySuite;
import io.midplatform.testkit.queue.QueueErrorSuite;
import io.midplatform.testkit.queue.QueueFeatureSuite;
import io.midplatform.testkit.queue.QueueHeaderSuite;
import io.midplatform.testkit.queue.QueueInspectionSuite;
import io.midplatform.testkit.queue.QueueLeaseSuite;
import io.midplatform.testkit.queue.QueueOrderingSuite;
import io.midplatform.testkit.queue.QueueOverflowSuite;
import io.midplatform.testkit.queue.QueueReceivingSuite;
import io.midplatform.testkit.queue.QueueSendingSuite;
import io.midplatform.testkit.queue.QueueSettlementSuite;
import io.midplatform.testkit.queue.QueueStressSuite;
import io.midplatform.testkit.queue.QueueWorkerDrainSuite;
import io.midplatform.testkit.queue.QueueWorkerFailureSuite;
import io.midplatform.testkit.queue.QueueWorkerSuite;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/**
 * Queues on ElasticMQ keep the contract: standard ones, and FIFO ones where a suite asks for order. Always on an ElasticMQ in this process, whose time
 * the suites move; those that do not run on a server of the environment too, in {@link SqsServiceContractTest}.
 */
class SqsContractTest {
    @BeforeAll
    static void announce() {
        Backend.only("SQS", "ElasticMQ in this process", "the suites move the server's time");
    }

    @Nested
    class Batch extends QueueBatchSuite {
        @Override
        protected Map<String, String> provider() {
            return ElasticMqServer.of(time).provider();
        }

        @Override
        protected int polls() {
            return ElasticMqServer.of(time).polls();
        }
    }

    @Nested
    class DeadLetter extends QueueDeadLetterSuite {
        @Override
        protected Map<String, String> provider() {
            return ElasticMqServer.of(time).provider();
        }

        @Override
        protected int polls() {
            return ElasticMqServer.of(time).polls();
        }
    }

    @Nested
    class Deduplication extends QueueDeduplicationSuite {
        @Override
        protected Map<String, String> provider() {
            return ElasticMqServer.of(time).provider();
        }

        @Override
        protected int polls() {
            return ElasticMqServer.of(time).polls();
        }
    }

    @Nested
    class Delay extends QueueDelaySuite {
        @Override
        protected Map<String, String> provider() {
            return ElasticMqServer.of(time).provider();
        }

        @Override
        protected int polls() {
            return ElasticMqServer.of(time).polls();
        }
    }

    @Nested
    class Errors extends QueueErrorSuite {
        @Override
        protected Map<String, String> provider() {
            return ElasticMqServer.of(time).provider();
        }

        @Override
        protected int polls() {
            return ElasticMqServer.of(time).polls();
        }
    }

    @Nested
    class Feature extends QueueFeatureSuite {
        @Override
        protected Map<String, String> provider() {
            return ElasticMqServer.of(time).provider();
        }

        @Override
        protected int polls() {
            return ElasticMqServer.of(time).polls();
        }
    }

    @Nested
    class Header extends QueueHeaderSuite {
        @Override
        protected Map<String, String> provider() {
            return ElasticMqServer.of(time).provider();
        }

        @Override
        protected int polls() {
            return ElasticMqServer.of(time).polls();
        }
    }

    @Nested
    class Inspection extends QueueInspectionSuite {
        @Override
        protected Map<String, String> provider() {
            return ElasticMqServer.of(time).provider();
        }

        @Override
        protected int polls() {
            return ElasticMqServer.of(time).polls();
        }
    }

    @Nested
    class Lease extends QueueLeaseSuite {
        @Override
        protected Map<String, String> provider() {
            return ElasticMqServer.of(time).provider();
        }

        @Override
        protected int polls() {
            return ElasticMqServer.of(time).polls();
        }
    }

    @Nested
    class Ordering extends QueueOrderingSuite {
        @Override
        protected Map<String, String> provider() {
            return ElasticMqServer.of(time).provider();
        }

        @Override
        protected int polls() {
            return ElasticMqServer.of(time).polls();
        }

        @Override
        protected int unseenCount() {
            return 1; // SQS counts every receive
        }
    }

    @Nested
    class Overflow extends QueueOverflowSuite {
        @Override
        protected Map<String, String> provider() {
            return ElasticMqServer.of(time).provider();
        }

        @Override
        protected int polls() {
            return ElasticMqServer.of(time).polls();
        }
    }

    @Nested
    class Receiving extends QueueReceivingSuite {
        @Override
        protected Map<String, String> provider() {
            return ElasticMqServer.of(time).provider();
        }

        @Override
        protected int polls() {
            return ElasticMqServer.of(time).polls();
        }

        @Override
        protected int unseenCount() {
            return 1; // SQS counts every receive
        }
    }

    @Nested
    class Sending extends QueueSendingSuite {
        @Override
        protected Map<String, String> provider() {
            return ElasticMqServer.of(time).provider();
        }

        @Override
        protected int polls() {
            return ElasticMqServer.of(time).polls();
        }
    }

    @Nested
    class Settlement extends QueueSettlementSuite {
        @Override
        protected Map<String, String> provider() {
            return ElasticMqServer.of(time).provider();
        }

        @Override
        protected int polls() {
            return ElasticMqServer.of(time).polls();
        }
    }

    @Nested
    class Stress extends QueueStressSuite {
        @Override
        protected Map<String, String> provider() {
            return ElasticMqServer.of(time).provider();
        }

        @Override
        protected int polls() {
            return ElasticMqServer.of(time).polls();
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
            return ElasticMqServer.of(time).provider();
        }

        @Override
        protected int polls() {
            return ElasticMqServer.of(time).polls();
        }

        @Override
        protected int unseenCount() {
            return 1; // SQS counts every receive
        }
    }

    @Nested
    class WorkerFailure extends QueueWorkerFailureSuite {
        @Override
        protected Map<String, String> provider() {
            return ElasticMqServer.of(time).provider();
        }

        @Override
        protected int polls() {
            return ElasticMqServer.of(time).polls();
        }
    }

    @Nested
    class Worker extends QueueWorkerSuite {
        @Override
        protected Map<String, String> provider() {
            return ElasticMqServer.of(time).provider();
        }

        @Override
        protected int polls() {
            return ElasticMqServer.of(time).polls();
        }

        @Override
        protected int unseenCount() {
            return 1; // SQS counts every receive
        }
    }
}
