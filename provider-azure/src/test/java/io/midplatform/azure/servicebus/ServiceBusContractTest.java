package io.midplatform.azure.servicebus;

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
import org.junit.jupiter.api.Nested;

class ServiceBusContractTest {
    @Nested
    class Batch extends QueueBatchSuite {
        @Override
        protected Map<String, String> provider() {
            return ServiceBusServer.provider(time);
        }
    }

    @Nested
    class DeadLetter extends QueueDeadLetterSuite {
        @Override
        protected Map<String, String> provider() {
            return ServiceBusServer.provider(time);
        }
    }

    @Nested
    class Deduplication extends QueueDeduplicationSuite {
        @Override
        protected Map<String, String> provider() {
            return ServiceBusServer.provider(time);
        }
    }

    @Nested
    class Delay extends QueueDelaySuite {
        @Override
        protected Map<String, String> provider() {
            return ServiceBusServer.provider(time);
        }
    }

    @Nested
    class Errors extends QueueErrorSuite {
        @Override
        protected Map<String, String> provider() {
            return ServiceBusServer.provider(time);
        }
    }

    @Nested
    class Feature extends QueueFeatureSuite {
        @Override
        protected Map<String, String> provider() {
            return ServiceBusServer.provider(time);
        }
    }

    @Nested
    class Header extends QueueHeaderSuite {
        @Override
        protected Map<String, String> provider() {
            return ServiceBusServer.provider(time);
        }
    }

    @Nested
    class Inspection extends QueueInspectionSuite {
        @Override
        protected Map<String, String> provider() {
            return ServiceBusServer.provider(time);
        }
    }

    @Nested
    class Lease extends QueueLeaseSuite {
        @Override
        protected Map<String, String> provider() {
            return ServiceBusServer.provider(time);
        }
    }

    @Nested
    class Ordering extends QueueOrderingSuite {
        @Override
        protected Map<String, String> provider() {
            return ServiceBusServer.provider(time);
        }
    }

    @Nested
    class Overflow extends QueueOverflowSuite {
        @Override
        protected Map<String, String> provider() {
            return ServiceBusServer.provider(time);
        }
    }

    @Nested
    class Receiving extends QueueReceivingSuite {
        @Override
        protected Map<String, String> provider() {
            return ServiceBusServer.provider(time);
        }

        @Override
        protected int unseenCount() {
            return 1; // Service Bus counts every delivery that is given back
        }
    }

    @Nested
    class Sending extends QueueSendingSuite {
        @Override
        protected Map<String, String> provider() {
            return ServiceBusServer.provider(time);
        }
    }

    @Nested
    class Settlement extends QueueSettlementSuite {
        @Override
        protected Map<String, String> provider() {
            return ServiceBusServer.provider(time);
        }
    }

    @Nested
    class Stress extends QueueStressSuite {
        @Override
        protected Map<String, String> provider() {
            return ServiceBusServer.provider(time);
        }
    }

    @Nested
    class WorkerDrain extends QueueWorkerDrainSuite {
        @Override
        protected Map<String, String> provider() {
            return ServiceBusServer.provider(time);
        }

        @Override
        protected int unseenCount() {
            return 1; // Service Bus counts every delivery that is given back
        }
    }

    @Nested
    class WorkerFailure extends QueueWorkerFailureSuite {
        @Override
        protected Map<String, String> provider() {
            return ServiceBusServer.provider(time);
        }
    }

    @Nested
    class Worker extends QueueWorkerSuite {
        @Override
        protected Map<String, String> provider() {
            return ServiceBusServer.provider(time);
        }

        @Override
        protected int unseenCount() {
            return 1; // Service Bus counts every delivery that is given back
        }
    }
}
