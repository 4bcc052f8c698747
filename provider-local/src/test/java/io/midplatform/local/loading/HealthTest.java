package io.midplatform.local.loading;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.HealthReport;
import io.midplatform.HealthReport.Health;
import io.midplatform.HealthReport.Status;
import io.midplatform.Platform;
import io.midplatform.PlatformException;
import io.midplatform.spi.DriverException;
import io.midplatform.storage.Bucket;
import io.midplatform.testkit.DriverProbe;
import io.midplatform.testkit.TestTime;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How {@code health()} tells what recent calls came to. */
class HealthTest {
    private final TestTime time = new TestTime();
    private final DriverProbe probe = new DriverProbe();
    private final Platform platform =
            Platform.builder().isolated().time(time).layer(probe).build();

    @AfterEach
    void close() {
        platform.close();
    }

    @Test
    void health_nothingOpen_isUpAndEmpty() {
        assertThat(platform.health().status()).isEqualTo(Status.UP);
        assertThat(platform.health().resources()).isEmpty();
    }

    @Test
    void health_freshResource_isUpSinceItWasOpened() {
        platform.bucket("notes");
        Instant opened = time.instant();
        time.advance(Duration.ofMinutes(1));
        assertIs(Status.UP, opened, "");
        assertThat(platform.health().status()).isEqualTo(Status.UP);
    }

    @Test
    void health_throttled_isDegradedThenDownThenUp_eachSinceItsMoment() {
        Bucket notes = platform.bucket("notes");
        fail(notes, ErrorCode.THROTTLED, "slow down.");
        Instant throttled = time.instant();
        time.advance(Duration.ofSeconds(1));
        fail(notes, ErrorCode.THROTTLED, "slow down, please.");
        assertIs(Status.DEGRADED, throttled, "THROTTLED: slow down, please.");
        time.advance(Duration.ofSeconds(1));
        fail(notes, ErrorCode.UNAVAILABLE, "gone.");
        Instant gone = time.instant();
        time.advance(Duration.ofSeconds(1));
        fail(notes, ErrorCode.UNAVAILABLE, "still gone.");
        assertIs(Status.DOWN, gone, "UNAVAILABLE: still gone.");
        assertThat(platform.health().status()).isEqualTo(Status.DOWN);
        time.advance(Duration.ofSeconds(1));
        probe.fail("stat", null);
        assertThat(notes.exists("a")).isFalse();
        assertIs(Status.UP, time.instant(), "");
    }

    @Test
    void health_failuresOfTheCaller_areNoTrouble() {
        Bucket notes = platform.bucket("notes");
        Instant opened = time.instant();
        time.advance(Duration.ofSeconds(1));
        fail(notes, ErrorCode.NOT_FOUND, "none.");
        fail(notes, ErrorCode.PRECONDITION_FAILED, "changed.");
        fail(notes, ErrorCode.INVALID_REQUEST, "what?");
        assertIs(Status.UP, opened, "");
    }

    @Test
    void health_oneOfSeveralDown_isToldPerResourceAndAsTable() {
        platform.queue("jobs", String.class).send("x");
        fail(platform.bucket("notes"), ErrorCode.ACCESS_DENIED, "not for you.");
        HealthReport health = platform.health();
        assertThat(health.status()).isEqualTo(Status.DOWN);
        assertThat(health.resources()).extracting(Health::status).containsExactly(Status.UP, Status.DOWN);
        assertThat(health.toString().lines().map(line -> line.replaceAll(" +", " ")))
                .containsExactly(
                        "CAPABILITY RESOURCE STATUS SINCE REASON",
                        "queue jobs UP 2030-01-01T00:00:00Z",
                        "storage notes DOWN 2030-01-01T00:00:00Z ACCESS_DENIED: not for you.");
    }

    @Test
    void health_configuration_isOneLineThatTellsOfItsSources() {
        try (Platform other = Platform.builder()
                .isolated()
                .time(time)
                .settings(Map.of(
                        "midplatform.config.sources", "app",
                        "midplatform.config.app.kind", "file",
                        "midplatform.config.app.startup", "optional",
                        "midplatform.config.app.file",
                                Path.of("none.properties").toString()))
                .build()) {
            assertThat(other.health().resources()).singleElement().satisfies(health -> {
                assertThat(health.name()).isEqualTo("config");
                assertThat(health.status()).isNotEqualTo(Status.UP);
                assertThat(health.reason()).contains("app");
            });
        }
    }

    private void fail(Bucket bucket, ErrorCode code, String reason) {
        probe.fail("stat", new DriverException(code, reason));
        PlatformException thrown = Assertions.catchThrowableOfType(PlatformException.class, () -> bucket.exists("a"));
        assertThat(thrown.code()).isEqualTo(code);
    }

    private void assertIs(Status status, Instant since, String reason) {
        assertThat(platform.health().resources()).singleElement().satisfies(health -> {
            assertThat(health.status()).isEqualTo(status);
            assertThat(health.since()).isEqualTo(since);
            assertThat(health.reason()).isEqualTo(reason);
        });
    }
}
