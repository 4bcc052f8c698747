package io.midplatform.aws.sqs;

import io.midplatform.testkit.queue.QueueSendingSuite;
import java.util.Map;
import org.junit.jupiter.api.Nested;

/** Queues on ElasticMQ keep the contract. */
class SqsContractTest {
    @Nested
    class Sending extends QueueSendingSuite {
        @Override
        protected Map<String, String> provider() {
            return ElasticMqServer.of(time).provider();
        }
    }
}
