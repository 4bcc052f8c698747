package io.midplatform.azure.keyvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.azure.security.keyvault.secrets.SecretClient;
import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.azure.fake.EntraFake;
import io.midplatform.azure.fake.KeyVaultFake;
import io.midplatform.azure.fake.RestFake;
import io.midplatform.cloudtests.HttpFake.Reply;
import io.midplatform.cloudtests.OneSource;
import io.midplatform.cloudtests.SecretSourceSuite;
import io.midplatform.cloudtests.ServiceFake;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Secrets by name and field, references to them, rotation and failures, on our stand-in. */
class KeyVaultSourceTest extends SecretSourceSuite {
    private final EntraFake entra = new EntraFake();
    private final KeyVaultFake fake = new KeyVaultFake();

    KeyVaultSourceTest() {
        source.with(entra.settings()).with(fake.settings());
    }

    @AfterEach
    void stop() {
        fake.close();
        entra.close();
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
        return "acme--db";
    }

    @Override
    protected List<String> firstRead() { // sent again with a token
        return List.of("GET /secrets/acme--db/", "GET /secrets/acme--db/");
    }

    @Override
    protected List<String> read() {
        return List.of("GET /secrets/acme--db/");
    }

    @Override
    protected Reply throttled() {
        return RestFake.error(429, "Throttled");
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
        assertReadByField();
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
