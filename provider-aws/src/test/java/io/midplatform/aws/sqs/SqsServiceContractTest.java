package io.midplatform.aws.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.midplatform.testkit.queue.QueueBatchSuite;
import io.midplatform.testkit.queue.QueueErrorSuite;
import io.midplatform.testkit.queue.QueueHeaderSuite;
import io.midplatform.testkit.queue.QueueSendingSuite;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;

/**
 * The suites that need no moved time, on any server: the one that {@code Backend} finds, else ElasticMQ. This is the place that says so: leases, delays, waits, workers and
 * deduplication windows end when their time has come, which a test can only move on a server of its own ({@link SqsContractTest}).
 */
class SqsServiceContractTest {
    @AfterAll
    static void tidy() {
        ElasticMqServer.deleteQueues();
    }

    @Nested
    class Batch extends QueueBatchSuite {
        @Override
        protected Map<String, String> provider() {
            return ElasticMqServer.serviceFor(time);
        }
    }

    @Nested
    class Errors extends QueueErrorSuite {
        @Override
        protected Map<String, String> provider() {
            return ElasticMqServer.serviceFor(time);
        }
    }

    @Nested
    class Header extends QueueHeaderSuite {
        @Override
        protected Map<String, String> provider() {
            return ElasticMqServer.serviceFor(time);
        }
    }

    @Nested
    class Sending extends QueueSendingSuite {
        @Override
        protected Map<String, String> provider() {
            return ElasticMqServer.serviceFor(time);
        }

        @Override
        protected String physical(String name) {
            return ElasticMqServer.NAMES + name;
        }

        @Override
        protected void isNow(Instant sentAt) {
            if (ElasticMqServer.isExternal()) {
                assertThat(sentAt).as("the server's clock").isCloseTo(Instant.now(), within(10, ChronoUnit.MINUTES));
            } else {
                super.isNow(sentAt);
            }
        }
    }
}
