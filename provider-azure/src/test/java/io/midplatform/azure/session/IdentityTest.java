package io.midplatform.azure.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.azure.fake.EntraFake;
import io.midplatform.azure.fake.KeyVaultFake;
import io.midplatform.cloudtests.OneSource;
import io.midplatform.testkit.Planted;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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
    void clientCertificate_signsAnAssertion() throws Exception {
        settings.remove(CREDENTIALS + "client-secret");
        settings.put(CREDENTIALS + "client-certificate", certificate().toString());
        assertRead();
        assertThat(form()).contains("client_assertion=", "jwt-bearer");
    }

    @Test
    void clientCertificate_missing_isToldAsSuch() {
        settings.remove(CREDENTIALS + "client-secret");
        settings.put(
                CREDENTIALS + "client-certificate", folder.resolve("none.pem").toString());
        PlatformException thrown = refused();
        assertThat(thrown.code()).isEqualTo(ErrorCode.CONFIGURATION);
        assertThat(thrown).hasMessageContaining("none.pem");
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
    void managedIdentity_asksTheMachine() throws Exception {
        try (EntraFake machine = new EntraFake(false)) {
            settings.keySet().removeIf(key -> key.startsWith(CREDENTIALS));
            settings.put(CREDENTIALS + "managed-identity", "true");
            String said = child(Map.of(
                    "IDENTITY_ENDPOINT",
                    machine.endpoint() + "/msi/token",
                    "IDENTITY_HEADER",
                    EntraFake.IDENTITY_HEADER));
            assertThat(said).contains("VALUE 1");
            assertThat(machine.operations()).containsExactly("GET /msi/token");
            assertThat(machine.requests().get(0).query()).containsEntry("resource", "https://vault.azure.net");
        }
    }

    @Test
    void defaultChain_findsTheEnvironment() throws Exception {
        settings.keySet().removeIf(key -> key.startsWith(CREDENTIALS) && !key.endsWith("authority-host"));
        String said = child(Map.of(
                "AZURE_TENANT_ID", EntraFake.TENANT,
                "AZURE_CLIENT_ID", EntraFake.CLIENT,
                "AZURE_CLIENT_SECRET", Planted.SECRET));
        assertThat(said).contains("VALUE 1");
        assertThat(entra.operations()).hasSize(1);
    }

    @Test
    void defaultChain_thatFindsNobody_saysSo() throws Exception {
        settings.keySet().removeIf(key -> key.startsWith(CREDENTIALS));
        String said = child(Map.of());
        assertThat(said).contains("UNAUTHENTICATED", "Entra ID", "EnvironmentCredential");
    }

    /** The settings in a JVM of its own with these variables, without any others that say who calls. */
    private String child(Map<String, String> environment) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                IdentityChild.class.getName()));
        settings.put("midplatform.config.sources", "values");
        settings.forEach((key, value) -> command.add(key + "=" + value));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("AZURE_") || name.startsWith("IDENTITY_"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            return said;
        } finally {
            process.destroyForcibly();
        }
    }

    /** An RSA key with its certificate as PEM: Entra ID takes no other. */
    private Path certificate() throws Exception {
        Path store = folder.resolve("client.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keystore",
                        store.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit",
                        "-alias",
                        "client",
                        "-keyalg",
                        "RSA",
                        "-keysize",
                        "2048",
                        "-dname",
                        "CN=client")
                .redirectErrorStream(true)
                .start();
        keytool.getInputStream().readAllBytes();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "changeit".toCharArray());
        }
        return Files.writeString(
                folder.resolve("client.pem"),
                pem(
                                "PRIVATE KEY",
                                keys.getKey("client", "changeit".toCharArray()).getEncoded())
                        + pem("CERTIFICATE", keys.getCertificate("client").getEncoded()));
    }

    private static String pem(String what, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n";
    }
}
