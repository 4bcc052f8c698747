package io.midplatform.aws.secretsmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.midplatform.ErrorCode;
import io.midplatform.HealthReport;
import io.midplatform.PlatformException;
import io.midplatform.Secret;
import io.midplatform.aws.config.OneSource;
import io.midplatform.aws.fake.SecretsManagerFake;
import io.midplatform.aws.fake.WireFake;
import io.midplatform.config.Change;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** Secrets by name and field, references to them, rotation and failures, on our stand-in. */
class SecretsManagerSourceTest {
    private static final Duration INTERVAL = Duration.ofMinutes(5);
    private static final String ONE = "GetSecretValue";
    private static final String BATCH = "BatchGetSecretValue";

    private final SecretsManagerFake fake = new SecretsManagerFake();
    private final OneSource source = new OneSource().with(fake.settings());

    @AfterEach
    void stop() {
        source.close();
        fake.close();
    }

    private PlatformException refused() {
        return catchThrowableOfType(PlatformException.class, source::config);
    }

    @Test
    void oneSecret_isOneRequestPerPoll_atItsOwnInterval() {
        fake.put("uploads", "pl4nted-s3cret");
        source.set("names", "uploads").config();
        assertThat(fake.operations()).containsExactly(ONE);
        fake.forgetRequests();
        source.pass(Duration.ofSeconds(269));
        assertThat(fake.operations()).isEmpty();
        source.pass(Duration.ofSeconds(31));
        assertThat(fake.operations()).containsExactly(ONE);
    }

    @Test
    void manySecrets_areReadInBatchesOfTwenty() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 45; i++) {
            names.add("acme/s" + i);
            fake.put("acme/s" + i, "v" + i);
        }
        source.set("names", String.join(",", names));
        assertThat(source.text("acme.s44")).isEqualTo("v44");
        assertThat(fake.operations()).containsExactly(BATCH, BATCH, BATCH);
    }

    @Test
    void json_isReadByField_anythingElseAsOneText() {
        fake.put(
                "acme/db",
                "{\"user\": \"me\", \"port\": 5432, \"on\": true, \"tags\": [\"x\", \"y\"], \"none\": null}");
        fake.put("brace", "{}not-json}");
        fake.put("number", "42");
        fake.put("list", "[1]");
        fake.putBinary("key", "raw".getBytes(StandardCharsets.UTF_8));
        source.set("names", "acme/db,brace,number,list,key");

        assertThat(source.config().snapshot().values())
                .containsOnlyKeys(
                        "acme.db.user",
                        "acme.db.port",
                        "acme.db.on",
                        "acme.db.tags.0",
                        "acme.db.tags.1",
                        "brace",
                        "number",
                        "list",
                        "key");
        assertThat(source.config().get("acme.db.port", Integer.class)).isEqualTo(5432);
        assertThat(source.text("brace")).isEqualTo("{}not-json}");
        assertThat(source.text("list")).isEqualTo("[1]");
        assertThat(source.text("key")).isEqualTo("cmF3");
    }

    @Test
    void everyValue_isMasked() {
        fake.put("acme/db", "{\"user\": \"pl4nted-s3cret-user\"}");
        fake.put("plain", "pl4nted-s3cret-plain");
        source.set("names", "acme/db,plain");
        String shown = source.config().snapshot().toString()
                + source.config().history()
                + source.config().explain("acme.db.user")
                + source.platform().describe();
        assertThat(shown).contains("***").doesNotContain("pl4nted-s3cret");
    }

    private void refer() {
        fake.put("acme/db", "{\"user\": \"me\", \"password\": \"pl4nted-s3cret-1\"}");
        source.set("names", "acme/db")
                .set("prefix", "acme")
                .with(Map.of(
                        "midplatform.config.sources", "values",
                        "db.login", "${secret:values/db/password}",
                        "db.name", "${secret:values/db/user}"));
    }

    @Test
    void references_areResolved_andShareOneRead() {
        refer();
        assertThat(source.config().get("db.login", Secret.class).reveal()).isEqualTo("pl4nted-s3cret-1");
        assertThat(source.text("db.name")).isEqualTo("me");
        assertThat(source.config().explain("db.login").toString()).doesNotContain("pl4nted-s3cret");
        assertThat(fake.operations()).containsExactly(ONE);
    }

    @Test
    void rotation_arrivesAsAChange_alsoOfReferences() {
        refer();
        source.config();
        List<Change> changes = new ArrayList<>();
        try (var listening = source.config().onChange("db", changes::add)) {
            assertThat(listening).isNotNull();
            fake.forgetRequests();
            fake.put("acme/db", "{\"user\": \"me\", \"password\": \"pl4nted-s3cret-2\"}");
            source.pass(INTERVAL);
        }
        assertThat(source.text("db.login")).isEqualTo("pl4nted-s3cret-2");
        assertThat(source.text("db.password")).isEqualTo("pl4nted-s3cret-2");
        assertThat(changes).hasSize(1);
        assertThat(changes.toString()).contains("db.login", "db.password").doesNotContain("pl4nted-s3cret", "db.name");
        assertThat(fake.operations()).containsExactly(ONE);
    }

    @Test
    void outage_keepsTheValues_alsoOfReferences() {
        refer();
        source.set("retry.attempts", "1").config();
        fake.fail(1000, WireFake.error(500, "InternalServiceError"));
        source.pass(INTERVAL.multipliedBy(5));
        assertThat(source.text("db.login")).isEqualTo("pl4nted-s3cret-1");
        assertThat(source.health()).contains("DEGRADED", "UNAVAILABLE");
    }

    @Test
    void stage_andVersions_chooseTheVersion() {
        for (String name : List.of("a", "b")) {
            fake.put(name, "1");
            fake.put(name, "2");
            fake.put(name, "3");
        }
        source.set("names", "a,b").set("stage", "AWSPREVIOUS").set("versions.b", "version-1");
        assertThat(source.text("a")).isEqualTo("2");
        assertThat(source.text("b")).isEqualTo("1");
        assertThat(source.config().explain("b").toString()).contains("b@version-1");
    }

    @Test
    void missingSecret_isNotFound_alsoInABatch() {
        fake.put("a", "1");
        source.set("names", "a,gone");
        PlatformException e = refused();
        assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(e).hasMessageContainingAll("gone", "'names'");
        source.close();
        try (OneSource single = new OneSource().with(fake.settings()).set("names", "gone")) {
            assertThat(catchThrowableOfType(PlatformException.class, single::config)
                            .code())
                    .isEqualTo(ErrorCode.NOT_FOUND);
        }
    }

    @Test
    void secretGoneLater_keepsTheValues() {
        fake.put("a", "1");
        source.set("names", "a").config();
        fake.fail(1, WireFake.error(400, "ResourceNotFoundException"));
        source.pass(INTERVAL);
        assertThat(source.text("a")).isEqualTo("1");
        assertThat(source.health()).contains("NOT_FOUND");
    }

    @Test
    void failures_haveTheirCodes() {
        source.set("names", "a");
        Map.of(
                        "AccessDeniedException", ErrorCode.ACCESS_DENIED,
                        "DecryptionFailure", ErrorCode.CONFIGURATION,
                        "InvalidRequestException", ErrorCode.INVALID_REQUEST,
                        "InvalidParameterException", ErrorCode.CONFIGURATION,
                        "UnrecognizedClientException", ErrorCode.UNAUTHENTICATED)
                .forEach((code, expected) -> {
                    fake.fail(1, WireFake.error(400, code));
                    assertThat(refused().code()).as(code).isEqualTo(expected);
                });
    }

    @Test
    void throttled_backsOff() {
        fake.put("a", "1");
        source.set("names", "a").set("retry.attempts", "1").config();
        fake.forgetRequests();
        fake.fail(1000, WireFake.error(400, "ThrottlingException"));
        source.pass(Duration.ofMinutes(35));
        // after 5 minutes, then every 10
        assertThat(fake.operations().size()).isBetween(4, 5);
        assertThat(source.health()).contains("THROTTLED");
        assertThat(source.text("a")).isEqualTo("1");
        fake.mend();
        source.pass(Duration.ofMinutes(10));
        assertThat(source.platform().health().status()).isEqualTo(HealthReport.Status.UP);
    }

    @Test
    void arn_isReadUnderTheNameWithin() {
        assertThat(SecretsManagerSettings.key("arn:aws:secretsmanager:eu-west-1:123456789012:secret:acme/db-a1B2c3"))
                .isEqualTo("acme.db");
        assertThat(SecretsManagerSettings.key("acme/db-a1B2c3")).isEqualTo("acme.db-a1B2c3");
    }

    @Test
    void client_isUnwrapped() {
        fake.put("a", "1");
        assertThat(source.set("names", "a").config().unwrap("values", SecretsManagerClient.class))
                .isPresent();
    }
}
