package io.midplatform.azure.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.azure.fake.EntraFake;
import io.midplatform.azure.fake.KeyVaultFake;
import io.midplatform.azure.fake.RestFake;
import io.midplatform.cloudtests.OneSource;
import io.midplatform.testkit.Planted;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who calls: each kind of identity gets a token of our stand-in for Entra ID, which Key Vault's takes. */
class IdentityTest {
    private static final String CREDENTIALS = "midplatform.providers.azure.credentials.";

    private final EntraFake entra = new EntraFake();
    private final KeyVaultFake vault = new KeyVaultFake();
    private final Map<String, String> settings = entra.settings();

    @TempDir
    private Path folder;

    IdentityTest() {
        settings.putAll(vault.settings());
        settings.put("midplatform.config.values.names", "key");
        vault.put("key", "1");
    }

    @AfterEach
    void stop() {
        vault.close();
        entra.close();
    }

    private void assertRead() {
        try (OneSource source = new OneSource().with(settings)) {
            assertThat(source.text("key")).isEqualTo("1");
        }
    }

    private PlatformException refused() {
        try (OneSource source = new OneSource().with(settings)) {
            PlatformException thrown = catchThrowableOfType(PlatformException.class, source::config);
            assertThat(thrown).isNotNull();
            return thrown;
        }
    }

    private String form() {
        return URLDecoder.decode(entra.requests().get(0).body(), StandardCharsets.UTF_8);
    }

    @Test
    void clientSecret_getsAToken_withoutAnyOtherRequest() {
        assertRead();
        assertThat(entra.operations()).containsExactly("POST /" + EntraFake.TENANT + "/oauth2/v2.0/token");
        assertThat(form()).contains("client_credentials", "https://vault.azure.net/.default");
    }

    @Test
    void wrongSecret_isUnauthenticated_once_andHidden() {
        settings.put(CREDENTIALS + "client-secret", "wrong-" + Planted.SECRET);
        PlatformException thrown = refused();
        assertThat(thrown.code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
        assertThat(thrown.advice())
                .hasValueSatisfying(advice -> assertThat(advice).contains("credentials"));
        assertThat(entra.operations()).hasSize(1);
        Planted.assertHidden(thrown);
    }

    @Test
    void entraIdAway_isAskedAgainByTheIdentityLibraryOnly() {
        settings.put("midplatform.config.values.retry.attempts", "3");
        entra.fail(1000, RestFake.reset());
        assertThat(refused().code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
        assertThat(entra.operations()).as("once, and three more times").hasSize(4);
        assertThat(vault.operations()).as("the challenge").hasSize(1);
    }

    @Test
    void workloadIdentity_handsOnItsToken() throws IOException {
        Path token = Files.writeString(folder.resolve("token"), "federated.token.one");
        settings.remove(CREDENTIALS + "client-secret");
        settings.put(CREDENTIALS + "federated-token-file", token.toString());
        assertRead();
        assertThat(form()).contains("client_assertion=federated.token.one");
    }

    @Test
    void workloadIdentity_whoseTokenIsRefusedOrMissing_isToldAsSuch() throws IOException {
        Path token = Files.writeString(folder.resolve("token"), EntraFake.WRONG_ASSERTION);
        settings.remove(CREDENTIALS + "client-secret");
        settings.put(CREDENTIALS + "federated-token-file", token.toString());
        PlatformException thrown = refused();
        assertThat(thrown.code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
        assertThat(thrown.toString()).doesNotContain(EntraFake.WRONG_ASSERTION);
        Files.delete(token);
        PlatformException missing = refused();
        assertThat(missing.code()).isEqualTo(ErrorCode.CONFIGURATION);
        assertThat(missing).hasMessageContainingAll("federated-token-file", token.toString());
    }

    @Test
    void defaultChain_findsTheWorkloadIdentity() throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "federated.token.two");
        settings.keySet().removeIf(key -> key.startsWith(CREDENTIALS) && !key.endsWith("authority-host"));
        String said = IdentityChild.run(
                settings,
                Map.of(
                        "AZURE_TENANT_ID", EntraFake.TENANT,
                        "AZURE_CLIENT_ID", EntraFake.CLIENT,
                        "AZURE_FEDERATED_TOKEN_FILE", token.toString()));
        assertThat(said).contains("VALUE 1");
        assertThat(form()).contains("client_assertion=federated.token.two");
    }

    @Test
    void defaultChain_findsTheEnvironment() throws Exception {
        settings.keySet().removeIf(key -> key.startsWith(CREDENTIALS) && !key.endsWith("authority-host"));
        String said = IdentityChild.run(
                settings,
                Map.of(
                        "AZURE_TENANT_ID", EntraFake.TENANT,
                        "AZURE_CLIENT_ID", EntraFake.CLIENT,
                        "AZURE_CLIENT_SECRET", Planted.SECRET));
        assertThat(said).contains("VALUE 1");
        assertThat(entra.operations()).hasSize(1);
    }

    @Test
    void defaultChain_thatFindsNobody_saysSo() throws Exception {
        settings.keySet().removeIf(key -> key.startsWith(CREDENTIALS));
        String said = IdentityChild.run(settings, Map.of());
        assertThat(said).contains("UNAUTHENTICATED", "Entra ID", "EnvironmentCredential");
    }
}
