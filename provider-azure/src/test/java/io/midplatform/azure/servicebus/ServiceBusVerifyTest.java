package io.midplatform.azure.servicebus;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.Platform;
import io.midplatform.Verification;
import io.midplatform.azure.fake.BusOptions;
import io.midplatform.queue.Message;
import io.midplatform.queue.MessageQueue;
import io.midplatform.queue.QueueFeature;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is found by looking at the settings and at the live queue, which is our fake's. */
@OnServiceBus
class ServiceBusVerifyTest extends ServiceBusWire {
    @Test
    void verify_asItShouldBe_isOk() {
        fake.queue("jobs", BusOptions.plain().duplicateWindow(Duration.ofMinutes(10)));
        assertThat(verified("service-bus.deduplication", "10m", "service-bus.lock-duration", "30s"))
                .contains("ordered", "deduplication", "lock duration", "max delivery count")
                .doesNotContain("FAILED", "WARNING", "UNVERIFIED");
    }

    @Test
    void verify_queueMissing_fails() {
        assertThat(verified()).contains("FAILED", "there is no such queue");
    }

    @Test
    void verify_sessionsDisagree_fails() {
        fake.queue("jobs", BusOptions.withSessions());
        assertThat(verified()).contains("FAILED", "set 'ordered: true'");
        fake.queue("jobs", BusOptions.plain());
        assertThat(verified("ordered", "true")).contains("FAILED", "remove 'ordered: true'");
    }

    @Test
    void verify_duplicateDetectionDisagrees_isTold() {
        fake.queue("jobs", BusOptions.plain());
        assertThat(verified("service-bus.deduplication", "10m")).contains("FAILED", "PT10M");
        fake.queue("jobs", BusOptions.plain().duplicateWindow(Duration.ofMinutes(10)));
        assertThat(verified()).contains("WARNING", "PT10M");
    }

    @Test
    void verify_brokerIsFirst_fails() {
        fake.queue("jobs", BusOptions.plain().maxDeliveries(6));
        assertThat(verified("max-deliveries", "5")).contains("FAILED", "raise MaxDeliveryCount to 7");
    }

    @Test
    void verify_locksAreShorter_fails() {
        fake.queue("jobs", BusOptions.plain());
        assertThat(verified("service-bus.lock-duration", "1m")).contains("FAILED", "PT30S");
    }

    @Test
    void verify_noRightToManage_isUnverified() {
        fake.queue("jobs", BusOptions.plain());
        fake.failNext("describe", 100, "amqp:unauthorized-access");
        assertThat(verified()).contains("UNVERIFIED", "Manage").doesNotContain("FAILED");
    }

    @Test
    void depth_noRightToManage_isAccessDenied() {
        MessageQueue<String> queue = jobs();
        fake.failNext("describe", 100, "amqp:unauthorized-access");
        assertThat(fails(ErrorCode.ACCESS_DENIED, queue::depth).advice().orElseThrow())
                .contains("Manage");
    }

    @Test
    void create_makesWhatTheSettingsSay() {
        MessageQueue<String> queue = live(
                        "create", "true", "ordered", "true", "service-bus.deduplication", "1m", "max-deliveries", "3")
                .queue("jobs", String.class);
        queue.send(Message.of("x").orderingKey("k"));
        assertThat(fake.exists("jobs")).isTrue();
        assertThat(verified("ordered", "true", "service-bus.deduplication", "1m", "max-deliveries", "3"))
                .doesNotContain("FAILED", "WARNING");
    }

    @Test
    void features_followTheSettings() {
        MessageQueue<String> plain = jobs();
        assertThat(plain.support(QueueFeature.DEDUPLICATION).isUsable()).isFalse();
        assertThat(plain.support(QueueFeature.PURGE).isUsable()).isFalse();
        assertThat(plain.support(QueueFeature.DEAD_LETTERS).isUsable()).isTrue();
        fails(ErrorCode.UNSUPPORTED, plain::purge);
    }

    @Test
    void settings_thatDoNotBelong_areConfiguration() {
        configuration("dead-letter", "graveyard");
        configuration("endpoint", "https://example.com");
        configuration("namespace", "acme");
        configuration("service-bus.lock-duration", "6m");
        configuration("service-bus.deduplication", "8d");
        // "account" is none of them: it may stand at the instance, for its buckets
    }

    private void configuration(String key, String value) {
        assertThat(fails(ErrorCode.CONFIGURATION, () -> live(key, value)))
                .hasMessageContaining(key.substring(key.indexOf('.') + 1));
    }

    private String verified(String... keysAndValues) {
        Platform platform = live(keysAndValues);
        platform.queue("jobs", String.class);
        Verification verification = platform.verify();
        return verification.toString();
    }
}
