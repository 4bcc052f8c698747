package io.midplatform.local;

import io.midplatform.testkit.queue.QueueReceivingSuite;
import io.midplatform.testkit.queue.QueueSendingSuite;
import io.midplatform.testkit.queue.QueueSettlementSuite;
import java.util.Map;
import org.junit.jupiter.api.Nested;

/** Queues in memory keep the contract. */
class MemoryQueueContractTest {
    private static final Map<String, String> MEMORY = Map.of("midplatform.provider", "local");

    @Nested
    class Receiving extends QueueReceivingSuite {
        @Override
        protected Map<String, String> provider() {
            return MEMORY;
        }
    }

    @Nested
    class Sending extends QueueSendingSuite {
        @Override
        protected Map<String, String> provider() {
            return MEMORY;
        }
    }

    @Nested
    class Settlement extends QueueSettlementSuite {
        @Override
        protected Map<String, String> provider() {
            return MEMORY;
        }
    }
}
