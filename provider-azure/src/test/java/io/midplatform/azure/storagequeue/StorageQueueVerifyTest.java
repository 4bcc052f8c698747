package io.midplatform.azure.storagequeue;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.spi.Finding;
import io.midplatform.spi.Finding.Status;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What {@code verify} finds at the live queue. */
class StorageQueueVerifyTest extends StorageQueueWire {
    @Test
    void queue_asTheSettingsSay_isOk() {
        Map<String, Status> statuses = new LinkedHashMap<>();
        findings().forEach((check, finding) -> statuses.put(check, finding.status()));
        assertThat(statuses)
                .containsExactly(
                        Map.entry("exists", Status.OK),
                        Map.entry("messages", Status.OK),
                        Map.entry("dead letters: exists", Status.OK),
                        Map.entry("dead letters: messages", Status.OK));
        assertThat(azure.operations()).as("nothing is changed").containsOnly("properties", "peek");
    }

    @Test
    void queue_missing_fails() {
        azure.missing(true);
        Finding finding = findings().get("exists");
        assertThat(finding.status()).isEqualTo(Status.FAILED);
        assertThat(finding.detail()).contains("create: true");
        assertThat(findings().get("dead letters: exists").status()).isEqualTo(Status.FAILED);
    }

    @Test
    void queue_missing_isMadeWhereTheSettingsSaySo() {
        azure.missing(true);
        assertThat(findings("create", "true").get("exists").status()).isEqualTo(Status.OK);
        assertThat(azure.operations()).contains("create");
    }

    @Test
    void rights_thatAreNotThere_areUnverified() {
        azure.fail("properties", 2, StorageQueueFake.error(403, "AuthorizationPermissionMismatch"));
        azure.fail("peek", 2, StorageQueueFake.error(403, "AuthorizationPermissionMismatch"));
        Map<String, Finding> findings = findings();
        assertThat(findings.get("exists").status()).isEqualTo(Status.UNVERIFIED);
        assertThat(findings.get("messages").status()).isEqualTo(Status.UNVERIFIED);
        assertThat(findings.get("messages").detail()).contains("Storage Queue Data Message Processor");
    }

    @Test
    void retention_belowTheLeastWanted_isAWarning() {
        assertThat(findings("min-retention", "100d").get("retention").status())
                .as("for ever")
                .isEqualTo(Status.OK);
        Finding finding = findings("min-retention", "2h", "expiry", "1h").get("retention");
        assertThat(finding.status()).isEqualTo(Status.WARNING);
        assertThat(finding.detail()).contains("PT1H");
    }

    private Map<String, Finding> findings(String... keysAndValues) {
        Map<String, Finding> findings = new LinkedHashMap<>();
        platform(settings(keysAndValues))
                .verify()
                .results()
                .forEach(result -> findings.put(result.finding().check(), result.finding()));
        return findings;
    }
}
