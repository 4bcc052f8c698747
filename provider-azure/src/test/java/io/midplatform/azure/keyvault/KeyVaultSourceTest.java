package io.midplatform.azure.keyvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.azure.security.keyvault.secrets.SecretClient;
import io.midplatform.ErrorCode;
import io.midplatform.HealthReport;
import io.midplatform.PlatformException;
import io.midplatform.Secret;
import io.midplatform.azure.config.OneSource;
import io.midplatform.azure.fake.EntraFake;
import io.midplatform.azure.fake.KeyVaultFake;
import io.midplatform.azure.fake.RestFake;
import io.midplatform.config.Change;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Secrets by name and field, references to them, rotation and failures, on our stand-in. */
class KeyVaultSourceTest {
    private static final Duration INTERVAL = Duration.ofMinutes(5);

    private final EntraFake entra = new EntraFake();
    private final KeyVaultFake fake = new KeyVaultFake();
    private final OneSource source = new OneSource().with(entra.settings()).with(fake.settings());

    @AfterEach
    void stop() {
        source.close();
        fake.close();
        entra.close();
    }

    private PlatformException refused() {
        PlatformException thrown = catchThrowableOfType(PlatformException.class, source::config);
        assertThat(thrown).isNotNull();
        return thrown;
    }

    @Test
    void challenge_isAnsweredOnce_andEachSecretIsOneRequest_atItsOwnInterval() {
        fake.put("uploads", "pl4nted-s3cret");
        fake.put("db", "x");
        source.set("names", "uploads,db").config();
        assertThat(fake.operations())
                .as("the first is sent again with a token")
                .containsExactly("GET /secrets/uploads/", "GET /secrets/uploads/", "GET /secrets/db/");
        assertThat(entra.operations()).hasSize(1);
        fake.forgetRequests();
        source.pass(Duration.ofSeconds(269));
        assertThat(fake.operations()).isEmpty();
        source.pass(Duration.ofSeconds(31));
        assertThat(fake.operations()).hasSize(2);
        assertThat(entra.operations()).as("tokens are kept").hasSize(1);
    }

    @Test
    void json_isReadByField_anythingElseAsOneText_andDoubleHyphensAreDots() {
        fake.put(
                "acme--db",
                "{\"user\": \"me\", \"port\": 5432, \"on\": true, \"tags\": [\"x\", \"y\"], \"none\": null}");
        fake.put("brace", "{}not-json}");
        fake.put("number", "42");
        fake.put("list", "[1]");
        source.set("names", "acme--db,brace,number,list");
        assertThat(source.config().snapshot().values())
                .containsOnlyKeys(
                        "acme.db.user",
                        "acme.db.port",
                        "acme.db.on",
                        "acme.db.tags.0",
                        "acme.db.tags.1",
                        "brace",
                        "number",
                        "list");
        assertThat(source.config().get("acme.db.port", Integer.class)).isEqualTo(5432);
        assertThat(source.text("brace")).isEqualTo("{}not-json}");
        assertThat(source.text("list")).isEqualTo("[1]");
    }

    @Test
    void everyValue_isMasked() {
        fake.put("acme--db", "{\"user\": \"pl4nted-s3cret-user\"}");
        fake.put("plain", "pl4nted-s3cret-plain");
        source.set("names", "acme--db,plain");
        String shown = source.config().snapshot().toString()
                + source.config().history()
                + source.config().explain("acme.db.user")
                + source.platform().describe();
        assertThat(shown).contains("***").doesNotContain("pl4nted-s3cret");
    }

    private void refer() {
        fake.put("acme--db", "{\"user\": \"me\", \"password\": \"pl4nted-s3cret-1\"}");
        source.set("names", "acme--db")
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
        assertThat(fake.operations()).as("and one challenge").hasSize(2);
    }

    @Test
    void rotation_arrivesAsAChange_alsoOfReferences() {
        refer();
        source.config();
        List<Change> changes = new ArrayList<>();
        try (var listening = source.config().onChange("db", changes::add)) {
            assertThat(listening).isNotNull();
            fake.forgetRequests();
            fake.put("acme--db", "{\"user\": \"me\", \"password\": \"pl4nted-s3cret-2\"}");
            source.pass(INTERVAL);
        }
        assertThat(source.text("db.login")).isEqualTo("pl4nted-s3cret-2");
        assertThat(changes).hasSize(1);
        assertThat(changes.toString()).contains("db.login", "db.password").doesNotContain("pl4nted-s3cret", "db.name");
        assertThat(fake.operations()).hasSize(1);
    }

    @Test
    void versions_areReadOnceAndStay() {
        String first = fake.put("a", "1");
        fake.put("a", "2");
        fake.put("b", "1");
        source.set("names", "a,b").set("versions.a", first);
        assertThat(source.text("a")).isEqualTo("1");
        assertThat(source.config().explain("a").toString()).contains("a@" + first);
        fake.forgetRequests();
        fake.put("b", "2");
        source.pass(INTERVAL);
        assertThat(source.text("b")).isEqualTo("2");
        assertThat(fake.operations()).containsExactly("GET /secrets/b/");
    }

    @Test
    void missing_orDisabled_isToldByName() {
        fake.put("a", "1");
        source.set("names", "a,gone");
        PlatformException missing = refused();
        assertThat(missing.code()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(missing).hasMessageContainingAll("gone", "'names'");
        source.close();
        fake.disable("a");
        try (OneSource other =
                new OneSource().with(entra.settings()).with(fake.settings()).set("names", "a")) {
            PlatformException off = catchThrowableOfType(PlatformException.class, other::config);
            assertThat(off.code()).isEqualTo(ErrorCode.ACCESS_DENIED);
            assertThat(off).hasMessageContainingAll("the secret a", "Key Vault Secrets User", "enabled");
        }
    }

    @Test
    void throttled_backsOff() {
        fake.put("a", "1");
        source.set("names", "a").set("retry.attempts", "1").config();
        fake.forgetRequests();
        fake.fail(1000, RestFake.error(429, "Throttled"));
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
    void tokens_goToNoHostThatIsNotTrusted() {
        fake.put("a", "1");
        source.set("names", "a").set("trusted-hosts", "vault.example");
        PlatformException thrown = refused();
        assertThat(thrown.code()).isEqualTo(ErrorCode.CONFIGURATION);
        assertThat(thrown).hasMessageContainingAll("127.0.0.1", "trusted-hosts");
        assertThat(fake.operations()).isEmpty();
        assertThat(entra.operations()).isEmpty();
    }

    @Test
    void retries_areThoseOfTheSettings() {
        fake.put("a", "1");
        source.set("names", "a").set("retry.attempts", "3").config();
        fake.forgetRequests();
        fake.fail(1000, RestFake.error(503, "ServiceUnavailable"));
        source.pass(INTERVAL);
        assertThat(fake.operations()).hasSize(3);
    }

    @Test
    void client_isUnwrapped() {
        fake.put("a", "1");
        assertThat(source.set("names", "a").config().unwrap("values", SecretClient.class))
                .isPresent();
    }
}
