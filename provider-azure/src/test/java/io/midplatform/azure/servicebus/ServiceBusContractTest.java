package io.midplatform.azure.servicebus;

import static io.midplatform.azure.servicebus.ServiceBusLeaseContractTest.received;
import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.azure.testing.Backend;
import io.midplatform.queue.Delivery;
import io.midplatform.queue.Message;
import io.midplatform.queue.MessageQueue;
import io.midplatform.testkit.queue.QueueBatchSuite;
import io.midplatform.testkit.queue.QueueDeadLetterSuite;
import io.midplatform.testkit.queue.QueueDeduplicationSuite;
import io.midplatform.testkit.queue.QueueDelaySuite;
import io.midplatform.testkit.queue.QueueErrorSuite;
import io.midplatform.testkit.queue.QueueFeatureSuite;
import io.midplatform.testkit.queue.QueueHeaderSuite;
import io.midplatform.testkit.queue.QueueOrderingSuite;
import io.midplatform.testkit.queue.QueueOverflowSuite;
import io.midplatform.testkit.queue.QueueSendingSuite;
import io.midplatform.testkit.queue.QueueStressSuite;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * Queues on Service Bus keep the contract: plain ones, and with sessions where a suite asks for order. Not verified against the service: they run on
 * a fake of ours, whose time the suites move. Those that do not run on a namespace of the environment too, in {@link ServiceBusServiceContractTest}.
 */
@OnServiceBus
class ServiceBusContractTest {
    @BeforeAll
    static void announce() {
        Backend.only("SERVICEBUS", "our own fake in this process", "the suites move the server's time");
    }

    @Nested
    class Batch extends QueueBatchSuite {
        @Override
        protected Map<String, String> provider() {
            return ServiceBusServer.provider(time);
        }

        @Override
        protected int polls() {
            return ServiceBusServer.polls();
        }
    }

    @Nested
    class DeadLetter extends QueueDeadLetterSuite {
        @Override
        protected Map<String, String> provider() {
            return ServiceBusServer.provider(time);
        }

        @Override
        protected int polls() {
            return ServiceBusServer.polls();
        }

        @Test
        @Override
        protected void deadLetters_physicalName_isThatOfTheSettings() {
            // each queue has a dead-letter queue of its own, which no setting can name
            assertThat(fails(
                            ErrorCode.CONFIGURATION, () -> platform("midplatform.queue.jobs.dead-letter", "graveyard")))
                    .hasMessageContaining("dead-letter");
        }

        @Test
        @Override
        protected void deadLetters_physicalName_isTheQueuesWithDeadByDefault() {
            MessageQueue<String> queue = platform().queue("jobs", String.class);
            queue.send("x");
            received(queue).deadLetter("r");
            assertThat(ServiceBusServer.of(time).size("jobs/$deadletterqueue")).isOne();
        }

        @Test
        @Override
        protected void deadLetter_sendFails_messageStays() {
            // one request moves the message: it fails, or it does not
            MessageQueue<String> queue =
                    platform("midplatform.queue.jobs.retry.attempts", "1").queue("jobs", String.class);
            queue.send("x");
            Delivery<String> delivery = received(queue);
            ServiceBusServer.of(time).failNext("com.microsoft:update-disposition", 1, "com.microsoft:server-busy");
            fails(ErrorCode.THROTTLED, () -> delivery.deadLetter("r"));
            assertThat(delivery.leaseLost()).isFalse();
            assertThat(ServiceBusServer.of(time).size("jobs/$deadletterqueue")).isZero();
            delivery.deadLetter("r");
            assertThat(ServiceBusServer.of(time).size("jobs")).isZero();
            assertThat(ServiceBusServer.of(time).size("jobs/$deadletterqueue")).isOne();
        }

        @Test
        @Override
        protected void deadLetter_deleteFails_messageIsInBoth() {
            deadLetter_sendFails_messageStays();
        }
    }

    @Nested
    class Deduplication extends QueueDeduplicationSuite {
        @Override
        protected Map<String, String> provider() {
            return ServiceBusServer.remembering(time);
        }

        @Override
        protected int polls() {
            return ServiceBusServer.polls();
        }

        @Test
        @Override
        protected void fairness_loudTenant_doesNotStarveQuietOne() {
            // Service Bus serves all senders in turn; nothing tells them apart
            MessageQueue<String> queue = platform().queue("jobs", String.class);
            fails(ErrorCode.UNSUPPORTED, () -> queue.send(Message.of("loud").fairnessKey("loud")));
        }

        @Test
        @Override
        protected void fairness_keyWithGivenBackAndDelayed_losesNothing() {
            fairness_loudTenant_doesNotStarveQuietOne();
        }
    }

    @Nested
    class Delay extends QueueDelaySuite {
        @Override
        protected Map<String, String> provider() {
            return ServiceBusServer.provider(time);
        }

        @Override
        protected int polls() {
            return ServiceBusServer.polls();
        }
    }

    @Nested
    class Errors extends QueueErrorSuite {
        @Override
        protected Map<String, String> provider() {
            return ServiceBusServer.provider(time);
        }

        @Override
        protected int polls() {
            return ServiceBusServer.polls();
        }
    }

    @Nested
    class Feature extends QueueFeatureSuite {
        @Override
        protected Map<String, String> provider() {
            return ServiceBusServer.provider(time);
        }

        @Override
        protected int polls() {
            return ServiceBusServer.polls();
        }
    }

    @Nested
    class Header extends QueueHeaderSuite {
        @Override
        protected Map<String, String> provider() {
            return ServiceBusServer.provider(time);
        }

        @Override
        protected int polls() {
            return ServiceBusServer.polls();
        }
    }

    @Nested
    class Ordering extends QueueOrderingSuite {
        private String gather = "";

        @Override
        protected Map<String, String> provider() {
            return gather.isEmpty() ? ServiceBusServer.provider(time) : ServiceBusServer.patient(time, gather);
        }

        @Override
        protected int polls() {
            return ServiceBusServer.polls();
        }

        @Test
        @Override
        protected void receive_hotKey_doesNotHideOthers() {
            gather = "3s";
            super.receive_hotKey_doesNotHideOthers();
        }

        @Test
        @Override
        protected void retry_ofAnEarlierOne_givesBackLaterOnesOfItsKey() {
            gather = "200ms";
            MessageQueue<String> queue =
                    platform("midplatform.queue.jobs.ordered", "true").queue("jobs", String.class);
            queue.send(Message.of("a1").orderingKey("a"));
            queue.send(Message.of("a2").orderingKey("a"));
            List<Delivery<String>> got = queue.receive();
            assertThat(got).extracting(Delivery::payload).containsExactly("a1", "a2");
            got.get(0).retry();
            assertThat(got.get(1).leaseLost()).isTrue();
            fails(ErrorCode.PRECONDITION_FAILED, got.get(1)::ack);
            List<Delivery<String>> again = queue.receive();
            assertThat(again).extracting(Delivery::payload).containsExactly("a1", "a2");
            assertThat(again.get(0).attempt()).isEqualTo(2);
            assertThat(again.get(1).attempt()).isOne();
        }
    }

    @Nested
    class Overflow extends QueueOverflowSuite {
        @Override
        protected Map<String, String> provider() {
            return ServiceBusServer.provider(time);
        }

        @Override
        protected int polls() {
            return ServiceBusServer.polls();
        }

        @Test
        @Override
        protected void deadLetterAndRedrive_keepTheBody() {
            String large = "L\u00e4rge".repeat(500);
            MessageQueue<String> queue = platform(
                            "midplatform.storage.large.provider",
                            "local",
                            "midplatform.storage.large.create",
                            "true",
                            "midplatform.queue.jobs.overflow.bucket",
                            "large",
                            "midplatform.queue.jobs.overflow.threshold",
                            "1000")
                    .queue("jobs", String.class);
            queue.send(Message.of(large).header("tenant", "acme"));
            received(queue).deadLetter("later");
            Delivery<String> dead = received(queue.deadLetters());
            assertThat(dead.payload()).isEqualTo(large);
            dead.retry();
            assertThat(queue.redrive(10)).isEqualTo(1);
            Delivery<String> back = received(queue);
            assertThat(back.payload()).isEqualTo(large);
            assertThat(back.headers()).containsExactly(Map.entry("tenant", "acme"));
            // messages become dead letters, but none can be sent there
            fails(ErrorCode.UNSUPPORTED, () -> queue.deadLetters().send(large));
        }
    }

    @Nested
    class Sending extends QueueSendingSuite {
        @Override
        protected Map<String, String> provider() {
            return ServiceBusServer.provider(time);
        }

        @Override
        protected int polls() {
            return ServiceBusServer.polls();
        }
    }

    @Nested
    class Stress extends QueueStressSuite {
        @Override
        protected Map<String, String> provider() {
            return ServiceBusServer.hasty(time);
        }

        @Override
        protected int polls() {
            return ServiceBusServer.polls();
        }

        @Override
        protected int messages() {
            return 100; // each is several requests
        }
    }
}
