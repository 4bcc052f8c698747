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
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that show a certificate, as PEM and as PFX, from a file and from a secret. */
class ClientCertificateTest {
    private static final String CREDENTIALS = "midplatform.providers.azure.credentials.";
    private static final String PASSWORD = Planted.SECRET + "-of-the-pfx";

    private final EntraFake entra = new EntraFake();
    private final KeyVaultFake vault = new KeyVaultFake();
    private final Map<String, String> settings = entra.settings();

    @TempDir
    private Path folder;

    ClientCertificateTest() {
        settings.putAll(vault.settings());
        settings.put("midplatform.config.values.names", "key");
        settings.remove(CREDENTIALS + "client-secret");
        vault.put("key", "1");
    }

    @AfterEach
    void stop() {
        vault.close();
        entra.close();
    }

    private void set(String key, Object value) {
        settings.put(CREDENTIALS + key, value.toString());
    }

    private void assertRead() {
        try (OneSource source = new OneSource().with(settings)) {
            assertThat(source.text("key")).isEqualTo("1");
        }
        assertThat(entra.requests().get(0).body()).contains("client_assertion=", "jwt-bearer");
        assertThat(entra.operations()).hasSize(1);
    }

    private void assertRefused(String... said) {
        try (OneSource source = new OneSource().with(settings)) {
            PlatformException thrown = catchThrowableOfType(PlatformException.class, source::config);
            assertThat(thrown).isNotNull();
            assertThat(thrown.code()).as(thrown.getMessage()).isEqualTo(ErrorCode.CONFIGURATION);
            assertThat(thrown).hasMessageContainingAll(said);
            Planted.assertHidden(thrown);
        }
        assertThat(entra.operations()).isEmpty();
    }

    /** A local source of secrets. */
    private void keep(String name, String secret) throws IOException {
        Path safe = Files.createDirectories(folder.resolve("safe"));
        Files.writeString(safe.resolve(name), secret);
        settings.put("midplatform.config.sources", "safe,values");
        settings.put("midplatform.config.safe.provider", "local");
        settings.put("midplatform.config.safe.kind", "folder");
        settings.put("midplatform.config.safe.file", safe.toString());
        settings.put("midplatform.config.safe.secret", "true");
    }

    @Test
    void pemFile_signsAnAssertion() throws Exception {
        set("client-certificate", pemFile("RSA"));
        assertRead();
    }

    @Test
    void pem_ofASecret() throws Exception {
        keep("client", Files.readString(pemFile("RSA")));
        set("client-certificate-text", "${secret:safe/client}");
        assertRead();
    }

    @Test
    void pfxFile_withItsPasswordOfASecret() throws Exception {
        set("client-certificate", pfxFile("RSA", PASSWORD));
        keep("password", PASSWORD);
        set("client-certificate-password", "${secret:safe/password}");
        assertRead();
    }

    @Test
    void pfxFile_withoutPassword() throws Exception {
        set("client-certificate", pfxFile("RSA", ""));
        assertRead();
    }

    /** As Key Vault gives certificates out. */
    @Test
    void pfx_ofASecret_inBase64() throws Exception {
        keep("client", Base64.getEncoder().encodeToString(Files.readAllBytes(pfxFile("RSA", ""))));
        set("client-certificate-text", "${secret:safe/client}");
        assertRead();
    }

    @Test
    void missingFile_isToldAsSuch() {
        set("client-certificate", folder.resolve("none.pem"));
        assertRefused("client-certificate", "none.pem");
    }

    @Test
    void wrongPassword_isToldAsSuch() throws Exception {
        set("client-certificate", pfxFile("RSA", PASSWORD));
        set("client-certificate-password", Planted.SECRET + "-wrong");
        assertRefused("client-certificate ", "password");
    }

    @Test
    void passwordOfAPem_isRefused() throws Exception {
        set("client-certificate", pemFile("RSA"));
        set("client-certificate-password", PASSWORD);
        assertRefused("PEM", "Remove client-certificate-password");
    }

    @Test
    void keysOfAnotherKind_areRefused() throws Exception {
        set("client-certificate", pemFile("EC"));
        assertRefused("RSA", "PKCS 8");
        set("client-certificate", pfxFile("EC", ""));
        assertRefused("RSA key");
    }

    @Test
    void whatIsNoCertificate_isToldWithoutShowingIt() throws IOException {
        set("client-certificate-text", Planted.SECRET);
        assertRefused("client-certificate-text", "no PEM");
        set("client-certificate-text", "-----BEGIN CERTIFICATE-----\n" + Planted.SECRET);
        assertRefused("client-certificate-text", "its RSA key");
    }

    @Test
    void fileAndText_excludeEachOther() {
        set("client-certificate", folder.resolve("none.pem"));
        set("client-certificate-text", Planted.SECRET);
        assertRefused("client-certificate and client-certificate-text exclude each other");
    }

    private Path pfxFile(String algorithm, String password) throws Exception {
        KeyStore made = keys(algorithm);
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "client", made.getKey("client", "changeit".toCharArray()), password.toCharArray(), new Certificate[] {
                    made.getCertificate("client")
                });
        Path file = folder.resolve("client.pfx");
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, password.toCharArray());
        }
        return file;
    }

    private Path pemFile(String algorithm) throws Exception {
        KeyStore keys = keys(algorithm);
        String key = pem(
                "PRIVATE KEY", keys.getKey("client", "changeit".toCharArray()).getEncoded());
        return Files.writeString(
                folder.resolve("client.pem"),
                key + pem("CERTIFICATE", keys.getCertificate("client").getEncoded()));
    }

    private KeyStore keys(String algorithm) throws IOException, GeneralSecurityException, InterruptedException {
        Path file = folder.resolve(algorithm + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keystore",
                        file.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit",
                        "-alias",
                        "client",
                        "-keyalg",
                        algorithm,
                        "-dname",
                        "CN=client")
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, "changeit".toCharArray());
        }
        Files.delete(file);
        return keys;
    }

    private static String pem(String what, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n";
    }
}
