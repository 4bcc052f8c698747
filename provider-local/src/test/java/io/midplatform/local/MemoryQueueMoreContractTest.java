package io.midplatform.local;

import io.midplatform.testkit.queue.QueueDeadLetterSuite;
import io.midplatform.testkit.queue.QueueDeduplicationSuite;
import io.midplatform.testkit.queue.QueueDelaySuite;
import io.midplatform.testkit.queue.QueueLeaseSuite;
import io.midplatform.testkit.queue.QueueOrderingSuite;
import java.util.Map;
import org.junit.jupiter.api.Nested;

/** Queues in memory keep the contract. */
class MemoryQueueMoreContractTest {
    private static final Map<String, String> MEMORY = Map.of("midplatform.provider", "local");

    @Nested
    class DeadLetter extends QueueDeadLetterSuite {
        @Override
        protected Map<String, String> provider() {
            return MEMORY;
        }
    }

    @Nested
    class Deduplication extends QueueDeduplicationSuite {
        @Override
        protected Map<String, String> provider() {
            return MEMORY;
        }
    }

    @Nested
    class Delay extends QueueDelaySuite {
        @Override
        protected Map<String, String> provider() {
            return MEMORY;
        }
    }

    @Nested
    class Lease extends QueueLeaseSuite {
        @Override
        protected Map<String, String> provider() {
            return MEMORY;
        }
    }

    @Nested
    class Ordering extends QueueOrderingSuite {
        @Override
        protected Map<String, String> provider() {
            return MEMORY;
        }
    }
}
