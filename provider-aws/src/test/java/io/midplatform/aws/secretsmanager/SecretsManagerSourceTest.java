package io.midplatform.aws.secretsmanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.aws.fake.SecretsManagerFake;
import io.midplatform.aws.fake.WireFake;
import io.midplatform.cloudtests.HttpFake.Reply;
import io.midplatform.cloudtests.OneSource;
import io.midplatform.cloudtests.SecretSourceSuite;
import io.midplatform.cloudtests.ServiceFake;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** Secrets by name and field, references to them, rotation and failures, on our stand-in. */
class SecretsManagerSourceTest extends SecretSourceSuite {
    private static final String ONE = "GetSecretValue";
    private static final String BATCH = "BatchGetSecretValue";

    private final SecretsManagerFake fake = new SecretsManagerFake();

    SecretsManagerSourceTest() {
        source.with(fake.settings());
    }

    @AfterEach
    void stop() {
        fake.close();
    }

    @Override
    protected ServiceFake<?> service() {
        return fake;
    }

    @Override
    protected void write(String name, String value) {
        fake.put(name, value);
    }

    @Override
    protected String database() {
        return "acme/db";
    }

    @Override
    protected List<String> firstRead() {
        return List.of(ONE);
    }

    @Override
    protected List<String> read() {
        return List.of(ONE);
    }

    @Override
    protected Reply throttled() {
        return WireFake.error(400, "ThrottlingException");
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
        fake.putBinary("key", "raw".getBytes(StandardCharsets.UTF_8));
        assertReadByField("key");
        assertThat(source.text("key")).isEqualTo("cmF3");
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
