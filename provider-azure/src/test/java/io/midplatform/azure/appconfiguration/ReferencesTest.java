package io.midplatform.azure.appconfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.Secret;
import io.midplatform.azure.fake.AppConfigurationFake;
import io.midplatform.azure.fake.EntraFake;
import io.midplatform.azure.fake.KeyVaultFake;
import io.midplatform.azure.fake.RestFake;
import io.midplatform.cloudtests.OneSource;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Settings that refer to secrets of Key Vault, all with tokens, on our stand-ins. */
class ReferencesTest {
    private static final Duration INTERVAL = Duration.ofSeconds(60);

    private final EntraFake entra = new EntraFake();
    private final KeyVaultFake vault = new KeyVaultFake();
    private final AppConfigurationFake fake = new AppConfigurationFake(true);
    private final OneSource source = new OneSource()
            .with(entra.settings())
            .set("service", "app-configuration")
            .set("endpoint", fake.endpoint().toString())
            .set("trusted-hosts", "127.0.0.1")
            .set("interval", "60s")
            .set("reference-interval", "10m")
            .set("retry.backoff", "0s");

    @AfterEach
    void stop() {
        source.close();
        fake.close();
        vault.close();
        entra.close();
    }

    private PlatformException refused() {
        PlatformException thrown = catchThrowableOfType(PlatformException.class, source::config);
        assertThat(thrown).isNotNull();
        return thrown;
    }

    @Test
    void reference_isTheSecret_andIsMasked() {
        vault.put("db", "pl4nted-s3cret-1");
        fake.refer("db:password", vault.id("db"));
        fake.put("db:user", "me");
        assertThat(source.config().get("db.password", Secret.class).reveal()).isEqualTo("pl4nted-s3cret-1");
        assertThat(source.text("db.user")).isEqualTo("me");
        assertThat(source.config().snapshot().toString() + source.config().explain("db.password"))
                .contains("***", "db:password")
                .doesNotContain("pl4nted-s3cret");
    }

    @Test
    void secrets_areReadAtTheirOwnSlowerInterval_andRotationIsAChange() {
        vault.put("db", "1");
        fake.refer("db:password", vault.id("db"));
        fake.refer("db:again", vault.id("db"));
        source.config();
        assertThat(vault.operations()).as("and one challenge").hasSize(2);
        vault.forgetRequests();
        vault.put("db", "2");
        fake.put("other", "1");
        source.pass(INTERVAL.multipliedBy(7));
        assertThat(vault.operations()).isEmpty();
        assertThat(source.text("other")).isEqualTo("1");
        assertThat(source.text("db.password")).isEqualTo("1");
        source.pass(INTERVAL.multipliedBy(4));
        assertThat(vault.operations()).hasSize(1);
        assertThat(source.text("db.password")).isEqualTo("2");
        assertThat(source.text("db.again")).isEqualTo("2");
    }

    @Test
    void version_isReadOnce() {
        String version = vault.put("db", "1");
        vault.put("db", "2");
        fake.refer("db:password", vault.id("db") + "/" + version);
        assertThat(source.text("db.password")).isEqualTo("1");
        vault.forgetRequests();
        source.pass(Duration.ofMinutes(30));
        assertThat(vault.operations()).isEmpty();
    }

    @Test
    void nameThatLooksLikeAVersion_isNone() {
        String name = "0123456789abcdef0123456789abcdef";
        vault.put(name, "1");
        fake.refer("db:password", vault.id(name));
        assertThat(source.text("db.password")).isEqualTo("1");
        vault.put(name, "2");
        source.pass(INTERVAL.multipliedBy(11));
        assertThat(source.text("db.password")).isEqualTo("2");
    }

    @Test
    void newReference_isReadAtOnce_andOneThatLeadsNowhereKeepsTheLastValues() {
        vault.put("db", "1");
        fake.put("db:password", "plain");
        source.set("retry.attempts", "1");
        assertThat(source.text("db.password")).isEqualTo("plain");
        fake.refer("db:password", vault.id("db"));
        source.pass(INTERVAL);
        assertThat(source.text("db.password")).isEqualTo("1");
        fake.refer("db:password", vault.id("gone"));
        source.pass(INTERVAL);
        assertThat(source.text("db.password")).isEqualTo("1");
        assertThat(source.health()).contains("DEGRADED", "NOT_FOUND");
    }

    @Test
    void oneThatCannotBeRead_isNoReasonToReadTheOthersAgain() {
        vault.put("good", "1");
        vault.put("off", "1");
        fake.refer("a", vault.id("good"));
        fake.refer("b", vault.id("off"));
        source.set("retry.attempts", "1").config();
        vault.forgetRequests();
        vault.disable("off");
        source.pass(INTERVAL.multipliedBy(16));
        assertThat(source.health()).contains("ACCESS_DENIED");
        assertThat(vault.operations()).filteredOn("GET /secrets/off/"::equals).hasSizeGreaterThan(4);
        assertThat(vault.operations()).filteredOn("GET /secrets/good/"::equals).hasSize(1);
    }

    @Test
    void vaultAway_isToldWithTheKey() {
        fake.refer("db:password", vault.id("db"));
        vault.fail(1000, RestFake.error(403, "Forbidden"));
        PlatformException thrown = refused();
        assertThat(thrown.code()).isEqualTo(ErrorCode.ACCESS_DENIED);
        assertThat(thrown).hasMessageContainingAll("db:password", "Key Vault Secrets User");
    }

    @Test
    void references_toHostsThatAreNotTrusted_areNotFollowed() {
        fake.refer("db:password", "https://vault.example/secrets/db");
        assertThat(refused().code()).isEqualTo(ErrorCode.CONFIGURATION);
        assertThat(refused()).hasMessageContainingAll("db:password", "vault.example", "trusted-hosts");
        fake.refer("db:password", "http://127.0.0.1/secrets/db");
        assertThat(refused()).hasMessageContaining("https");
        fake.refer("db:password", "nonsense");
        assertThat(refused().code()).isEqualTo(ErrorCode.CONFIGURATION);
    }

    @Test
    void snapshotWithReferences_isReadOnce_andItsSecretsAgain() {
        vault.put("db", "1");
        fake.refer("db:password", vault.id("db"));
        fake.snapshot("release");
        source.set("snapshot", "release");
        assertThat(source.text("db.password")).isEqualTo("1");
        fake.forgetRequests();
        vault.put("db", "2");
        source.pass(Duration.ofMinutes(12));
        assertThat(source.text("db.password")).isEqualTo("2");
        assertThat(fake.operations()).isEmpty();
    }
}
