package io.midplatform.azure.servicebus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.midplatform.testkit.queue.QueueBatchSuite;
import io.midplatform.testkit.queue.QueueErrorSuite;
import io.midplatform.testkit.queue.QueueHeaderSuite;
import io.midplatform.testkit.queue.QueueSendingSuite;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.Nested;

/**
 * The suites that need no moved time, on the namespace of the environment where there is one, else on our fake. Locks, delays, waits and windows end
 * when their time has come, which a test can only move on a server of its own ({@link ServiceBusContractTest}).
 */
@OnServiceBus
class ServiceBusServiceContractTest {
    @Nested
    class Batch extends QueueBatchSuite {
        @Override
        protected Map<String, String> provider() {
            return ServiceBusServer.serviceFor(time);
        }
    }

    @Nested
    class Errors extends QueueErrorSuite {
        @Override
        protected Map<String, String> provider() {
            return ServiceBusServer.serviceFor(time);
        }
    }

    @Nested
    class Header extends QueueHeaderSuite {
        @Override
        protected Map<String, String> provider() {
            return ServiceBusServer.serviceFor(time);
        }
    }

    @Nested
    class Sending extends QueueSendingSuite {
        @Override
        protected Map<String, String> provider() {
            return ServiceBusServer.serviceFor(time);
        }

        @Override
        protected String physical(String name) {
            return ServiceBusServer.NAMES + name;
        }

        @Override
        protected void isNow(Instant sentAt) {
            if (ServiceBusServer.external().isPresent()) {
                assertThat(sentAt).as("the server's clock").isCloseTo(Instant.now(), within(10, ChronoUnit.MINUTES));
            } else {
                super.isNow(sentAt);
            }
        }
    }
}
