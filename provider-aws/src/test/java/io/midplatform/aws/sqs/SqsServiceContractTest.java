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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/**
 * The suites that need no moved time, on any server: that of {@code MIDPLATFORM_TEST_SQS_ENDPOINT} (with {@code MIDPLATFORM_TEST_AWS_REGION},
 * {@code _AWS_ACCESS_KEY_ID}, {@code _AWS_SECRET_ACCESS_KEY}), else ElasticMQ. This is the place that says so: leases, delays, waits, workers and
 * deduplication windows end when their time has come, which a test can only move on a server of its own ({@link SqsContractTest}).
 */
class SqsServiceContractTest {
    @BeforeAll
    static void announce() {
        ElasticMqServer.announce(SqsServiceContractTest.class, false);
    }

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
            if (ElasticMqServer.isOfEnvironment()) {
                assertThat(sentAt).as("the server's clock").isCloseTo(Instant.now(), within(10, ChronoUnit.MINUTES));
            } else {
                super.isNow(sentAt);
            }
        }
    }
}
