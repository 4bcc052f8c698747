package io.midplatform.azure.storagequeue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.midplatform.azure.testing.Backend;
import io.midplatform.azure.testing.Backend.Service;
import io.midplatform.testkit.queue.QueueBatchSuite;
import io.midplatform.testkit.queue.QueueErrorSuite;
import io.midplatform.testkit.queue.QueueHeaderSuite;
import io.midplatform.testkit.queue.QueueSendingSuite;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;

/**
 * The suites that need no moved time, on any server: the one that {@link Backend} finds, else Azurite. This is the place that says so: leases, delays,
 * waits and workers end when their time has come, which a test can only move on a server of its own ({@link StorageQueueContractTest}).
 */
class StorageQueueServiceContractTest {
    /** Of the queues of this run: others may use the account too. They stay there; who lends an account deletes them. */
    private static final String NAMES =
            "midplatform-test-" + UUID.randomUUID().toString().substring(0, 8) + "-";

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private static Map<String, String> service() {
        Map<String, String> settings = Backend.of(Service.QUEUE).settings();
        settings.put("midplatform.providers.azure.create", "true");
        // the queues of a server that stays are still there at the next test
        settings.put("midplatform.queue.jobs.queue", NAMES + NUMBER.incrementAndGet());
        return settings;
    }

    @Nested
    class Batch extends QueueBatchSuite {
        @Override
        protected Map<String, String> provider() {
            return service();
        }
    }

    @Nested
    class Errors extends QueueErrorSuite {
        @Override
        protected Map<String, String> provider() {
            return service();
        }
    }

    @Nested
    class Header extends QueueHeaderSuite {
        @Override
        protected Map<String, String> provider() {
            return service();
        }
    }

    @Nested
    class Sending extends QueueSendingSuite {
        @Override
        protected Map<String, String> provider() {
            return service();
        }

        @Override
        protected String physical(String name) {
            return NAMES + name;
        }

        @Override
        protected void isNow(Instant sentAt) {
            assertThat(sentAt).as("the server's clock").isCloseTo(Instant.now(), within(10, ChronoUnit.MINUTES));
        }
    }
}
