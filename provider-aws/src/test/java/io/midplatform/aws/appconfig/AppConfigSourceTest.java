package io.midplatform.aws.appconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.midplatform.ErrorCode;
import io.midplatform.HealthReport;
import io.midplatform.PlatformException;
import io.midplatform.aws.fake.AppConfigFake;
import io.midplatform.aws.fake.WireFake;
import io.midplatform.cloudtests.OneSource;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.appconfigdata.AppConfigDataClient;

/** AppConfig's session protocol, formats and failures, on our stand-in, which refuses tokens used twice and polls that come too early. */
class AppConfigSourceTest {
    private static final String START = "StartConfigurationSession";
    private static final String LATEST = "GetLatestConfiguration";
    private static final String JSON = "application/json";

    private final OneSource source = new OneSource();
    private final AppConfigFake fake = new AppConfigFake(source.time);

    AppConfigSourceTest() {
        source.with(fake.settings());
    }

    @AfterEach
    void stop() {
        source.close();
        fake.close();
    }

    private PlatformException refused() {
        return catchThrowableOfType(PlatformException.class, source::config);
    }

    @Test
    void json_isFlattenedWithOrigins() {
        fake.deploy(JSON, "{\"db\": {\"pool\": 8,\n \"hosts\": [\"x\", \"y\"]}}");
        assertThat(source.config().get("db.pool", Integer.class)).isEqualTo(8);
        assertThat(source.text("db.hosts.1")).isEqualTo("y");
        assertThat(source.config().explain("db.hosts.0").toString()).contains("acme/prod/main@v1:2");
    }

    @Test
    void yaml_andProperties_areFlattened() {
        fake.deploy("application/x-yaml; charset=utf-8", "db:\n  pool: 8\n");
        assertThat(source.text("db.pool")).isEqualTo("8");
        fake.deploy("text/plain", "db.pool=9\n");
        source.pass(Duration.ofSeconds(70));
        assertThat(source.text("db.pool")).isEqualTo("9");
    }

    @Test
    void featureFlags_areKeys() {
        fake.deploy(JSON, "{\"beta\": {\"enabled\": true, \"share\": 20}, \"dark\": {\"enabled\": false}}");
        assertThat(source.config().get("beta.enabled", Boolean.class)).isTrue();
        assertThat(source.config().get("beta.share", Integer.class)).isEqualTo(20);
        assertThat(source.config().get("dark.enabled", Boolean.class)).isFalse();
    }

    @Test
    void format_ofTheSettings_winsOverTheContentType() {
        fake.deploy("binary/octet-stream", "a: 1\n");
        assertThat(refused()).hasMessageContainingAll("binary/octet-stream", "format");
        source.close();
        try (OneSource told = new OneSource().with(fake.settings()).set("format", "yaml")) {
            assertThat(told.text("a")).isEqualTo("1");
        }
    }

    @Test
    void polls_waitForTheToldInterval_withOneRequestEach() {
        fake.deploy(JSON, "{\"a\": 1}");
        source.config();
        assertThat(fake.operations()).containsExactly(START, LATEST);
        fake.forgetRequests();
        source.pass(Duration.ofSeconds(60).minusNanos(1));
        assertThat(fake.operations()).as("the service said 60 s").isEmpty();
        source.pass(Duration.ofMinutes(60));
        // told 60 s, and never earlier: with the engine's jitter 60 to 66.7 s
        assertThat(fake.operations().size()).isBetween(53, 60);
        assertThat(fake.operations()).containsOnly(LATEST);
        assertThat(source.platform().health().status()).isEqualTo(HealthReport.Status.UP);
    }

    @Test
    void interval_isAskedFor() {
        fake.deploy(JSON, "{\"a\": 1}");
        source.set("interval", "15s").config();
        assertThat(fake.requests().get(0).body().toString())
                .contains(
                        "\"ApplicationIdentifier\":\"acme\"",
                        "\"EnvironmentIdentifier\":\"prod\"",
                        "\"ConfigurationProfileIdentifier\":\"main\"",
                        "\"RequiredMinimumPollIntervalInSeconds\":15");
        fake.forgetRequests();
        source.pass(Duration.ofSeconds(17));
        assertThat(fake.operations()).containsExactly(LATEST);
    }

    @Test
    void emptyAnswer_isNoChange() {
        fake.deploy(JSON, "{\"a\": 1}");
        long version = source.config().snapshot().version();
        source.pass(Duration.ofMinutes(10));
        assertThat(source.text("a")).isEqualTo("1");
        assertThat(source.config().snapshot().version()).isEqualTo(version);
        fake.deploy(JSON, "{\"a\": 2}");
        source.pass(Duration.ofSeconds(70));
        assertThat(source.text("a")).isEqualTo("2");
    }

    @Test
    void expiredToken_startsANewSession_andIsNoChange() {
        fake.deploy(JSON, "{\"a\": 1}");
        source.set("retry.attempts", "1");
        long version = source.config().snapshot().version();
        fake.fail(10_000, WireFake.error(503, "ServiceUnavailable"));
        source.pass(Duration.ofHours(25)); // longer than a token lives
        assertThat(source.text("a")).isEqualTo("1");
        fake.mend();
        fake.forgetRequests();
        source.pass(Duration.ofSeconds(70));

        // 70 s hold one poll, or two when the first comes at once
        assertThat(fake.operations()).startsWith(LATEST, START, LATEST).containsOnlyOnce(START);
        assertThat(source.config().snapshot().version()).isEqualTo(version);
        assertThat(source.platform().health().status()).isEqualTo(HealthReport.Status.UP);
        fake.deploy(JSON, "{\"a\": 2}");
        source.pass(Duration.ofSeconds(70));
        assertThat(source.text("a")).isEqualTo("2");
    }

    @Test
    void brokenDocument_keepsTheLastValues_untilItIsMended() {
        fake.deploy(JSON, "{\"a\": 1}");
        source.config();
        fake.deploy(JSON, "{\"a\": ");
        source.pass(Duration.ofMinutes(5));
        assertThat(source.text("a")).isEqualTo("1");
        assertThat(source.health()).contains("DEGRADED", "CONFIGURATION");
        fake.deploy("application/zip", "zip");
        source.pass(Duration.ofMinutes(5));
        assertThat(source.text("a")).isEqualTo("1");
        assertThat(source.platform().health().status()).isEqualTo(HealthReport.Status.DEGRADED);
        fake.deploy(JSON, "{\"a\": 3}");
        source.pass(Duration.ofSeconds(70));
        assertThat(source.text("a")).isEqualTo("3");
        assertThat(source.platform().health().status()).isEqualTo(HealthReport.Status.UP);
    }

    @Test
    void missingProfile_isNotFound() {
        PlatformException e = refused();
        assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(e).hasMessageContainingAll("Application", "'application'", "deploy");
    }

    @Test
    void denied_namesTheActions() {
        fake.fail(1, WireFake.error(403, "AccessDeniedException"));
        PlatformException e = refused();
        assertThat(e.code()).isEqualTo(ErrorCode.ACCESS_DENIED);
        assertThat(e.advice())
                .hasValueSatisfying(
                        a -> assertThat(a).contains("appconfig:StartConfigurationSession", "GetLatestConfiguration"));
    }

    @Test
    void throttled_backsOff() {
        fake.deploy(JSON, "{\"a\": 1}");
        source.set("retry.attempts", "1").config();
        fake.forgetRequests();
        fake.fail(1000, WireFake.error(429, "ThrottlingException"));
        source.pass(Duration.ofMinutes(30));
        assertThat(fake.operations().size()).isBetween(4, 7);
        assertThat(source.text("a")).isEqualTo("1");
        assertThat(source.health()).contains("THROTTLED");
        fake.mend();
        source.pass(Duration.ofMinutes(10));
        assertThat(source.platform().health().status()).isEqualTo(HealthReport.Status.UP);
    }

    @Test
    void reset_isRetriedWithTheSameToken() {
        fake.deploy(JSON, "{\"a\": 1}");
        source.config();
        fake.forgetRequests();
        fake.deploy(JSON, "{\"a\": 2}");
        fake.fail(1, WireFake.reset());
        source.pass(Duration.ofSeconds(70));
        assertThat(source.text("a")).isEqualTo("2");
        assertThat(fake.operations()).isEqualTo(Collections.nCopies(2, LATEST));
    }

    @Test
    void verify_andUnwrap() {
        fake.deploy(JSON, "{\"a\": 1}");
        source.config();
        assertThat(source.platform().verify().toString()).contains("the profile can be read");
        assertThat(source.config().unwrap("values", AppConfigDataClient.class)).isPresent();
    }
}
