package io.midplatform.aws.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.Verification;
import io.midplatform.aws.fake.SqsFake;
import io.midplatform.spi.Finding;
import io.midplatform.spi.Finding.Status;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What {@code verify} finds at the live queue. */
class SqsVerifyTest extends SqsWire {
    @Test
    void queue_asTheSettingsSay_isOk() {
        sqs.attribute("MessageRetentionPeriod", "3600");
        assertThat(statuses())
                .containsExactly(
                        Map.entry("exists", Status.OK),
                        Map.entry("ordered", Status.OK),
                        Map.entry("dead letters: exists", Status.OK),
                        Map.entry("dead letters: ordered", Status.OK),
                        Map.entry("dead letters: retention", Status.OK));
    }

    @Test
    void redrivePolicy_withRoomForGiveBacks_isOk() {
        for (String count : new String[] {"7", "\"7\"", "1000"}) {
            sqs.attribute("RedrivePolicy", policy(count));
            assertThat(statuses()).containsEntry("redrive policy", Status.OK);
        }
        sqs.attribute("RedrivePolicy", policy("5"));
        assertThat(statuses("max-deliveries", "3")).containsEntry("redrive policy", Status.OK);
    }

    @Test
    void redrivePolicy_thatComesFirst_fails() {
        for (String count : new String[] {"6", "\"6\"", "1"}) {
            sqs.attribute("RedrivePolicy", policy(count));
            assertThat(statuses()).containsEntry("redrive policy", Status.FAILED);
        }
        assertThat(findings().get("redrive policy").detail()).contains("maxReceiveCount to 7");
    }

    @Test
    void redrivePolicy_unreadable_isNotThere() {
        sqs.attribute("RedrivePolicy", "{nonsense");
        assertThat(statuses()).doesNotContainKey("redrive policy");
    }

    @Test
    void retention_ofDeadLettersBelowTheirSource_isAWarning() {
        sqs.attribute("jobs", "MessageRetentionPeriod", "1209600");
        sqs.attribute("jobs-dead", "MessageRetentionPeriod", "345600");
        Finding finding = findings().get("dead letters: retention");
        assertThat(finding.status()).isEqualTo(Status.WARNING);
        assertThat(finding.detail()).contains("PT96H").contains("PT336H");
        sqs.attribute("jobs-dead", "MessageRetentionPeriod", "1209600");
        assertThat(statuses()).containsEntry("dead letters: retention", Status.OK);
    }

    @Test
    void retention_belowTheLeastWanted_isAWarning() {
        sqs.attribute("jobs", "MessageRetentionPeriod", "3600");
        assertThat(findings("min-retention", "2h").get("retention"))
                .satisfies(finding -> assertThat(finding.status()).isEqualTo(Status.WARNING))
                .satisfies(finding -> assertThat(finding.detail()).contains("PT1H"));
        assertThat(statuses("min-retention", "1h")).containsEntry("retention", Status.OK);
    }

    @Test
    void overflow_keptLessThanItsMessages_isAWarning() {
        assertThat(statuses()).doesNotContainKey("overflow of messages");
        sqs.attribute("jobs", "MessageRetentionPeriod", "345600");
        sqs.attribute("jobs-dead", "MessageRetentionPeriod", "1209600");
        assertThat(statuses("overflow.bucket", "large"))
                .as("by default bodies outlive both queues")
                .containsEntry("overflow of messages", Status.OK)
                .containsEntry("overflow of dead letters", Status.OK);
        assertThat(statuses("overflow.bucket", "large", "overflow.keep", "4d"))
                .containsEntry("overflow of messages", Status.OK)
                .containsEntry("overflow of dead letters", Status.WARNING);
        assertThat(findings("overflow.bucket", "large", "overflow.keep", "1d").get("overflow of messages"))
                .satisfies(finding -> assertThat(finding.status()).isEqualTo(Status.WARNING))
                .satisfies(finding ->
                        assertThat(finding.detail()).contains("PT96H").contains("PT24H"));
        assertThat(statuses("overflow.bucket", "large", "overflow.keep", "14d"))
                .containsEntry("overflow of messages", Status.OK)
                .containsEntry("overflow of dead letters", Status.OK);
    }

    @Test
    void order_unlikeTheSettings_fails() {
        assertThat(findings("ordered", "true").get("ordered"))
                .satisfies(finding -> assertThat(finding.status()).isEqualTo(Status.FAILED))
                .satisfies(finding -> assertThat(finding.detail()).contains("standard queue"));
        sqs.attribute("FifoQueue", "true");
        assertThat(statuses("ordered", "true")).containsEntry("ordered", Status.OK);
        assertThat(statuses()).containsEntry("ordered", Status.FAILED);
    }

    @Test
    void queue_missing_fails() {
        sqs.missing(true);
        assertThat(findings().get("exists").status()).isEqualTo(Status.FAILED);
        assertThat(findings().get("exists").detail()).contains("create: true");
    }

    @Test
    void attributes_notToBeRead_areUnverified() {
        sqs.fail(20, SqsFake.error(403, "AccessDenied"));
        assertThat(findings().get("attributes"))
                .satisfies(finding -> assertThat(finding.status()).isEqualTo(Status.UNVERIFIED))
                .satisfies(finding -> assertThat(finding.detail()).contains("sqs:GetQueueAttributes"));
    }

    private Map<String, Status> statuses(String... keysAndValues) {
        Map<String, Status> statuses = new LinkedHashMap<>();
        findings(keysAndValues).forEach((check, finding) -> statuses.put(check, finding.status()));
        return statuses;
    }

    private Map<String, Finding> findings(String... keysAndValues) {
        String[] settings = new String[keysAndValues.length + 2];
        settings[0] = "midplatform.queue.jobs.create";
        settings[1] = "false";
        for (int i = 0; i < keysAndValues.length; i += 2) {
            settings[i + 2] = "midplatform.queue.jobs." + keysAndValues[i];
            settings[i + 3] = keysAndValues[i + 1];
        }
        Map<String, Finding> findings = new LinkedHashMap<>();
        Verification verification = platform(settings).verify();
        verification.results().forEach(result -> findings.put(result.finding().check(), result.finding()));
        return findings;
    }

    private static String policy(String count) {
        return "{\"deadLetterTargetArn\":\"arn:aws:sqs:eu-west-1:123456789012:other\",\"maxReceiveCount\":" + count
                + "}";
    }
}
