package io.midplatform.redis.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/** A self-signed certificate, made when it is needed, with the JDK's keytool. */
public final class TestCertificate {
    private static final String PASSWORD = "changeit";
    private static final String ALIAS = "test";

    private final Path folder;

    private TestCertificate(Path folder) {
        this.folder = folder;
    }

    /** A certificate for this machine. */
    public static TestCertificate ofThisMachine() {
        return of("ip:127.0.0.1,dns:localhost");
    }

    /**
     * A certificate.
     *
     * @param names who it is for, as keytool writes subject alternative names
     */
    public static TestCertificate of(String names) {
        try {
            Path parent = Files.createDirectories(Path.of("target", "redis").toAbsolutePath());
            Path folder = Files.createTempDirectory(parent, "certificate");
            Path store = folder.resolve("store.p12");
            keytool(
                    "-genkeypair",
                    "-keystore",
                    store.toString(),
                    "-storetype",
                    "PKCS12",
                    "-storepass",
                    PASSWORD,
                    "-alias",
                    ALIAS,
                    "-keyalg",
                    "EC",
                    "-groupname",
                    "secp256r1",
                    "-validity",
                    "2",
                    "-dname",
                    "CN=midplatform test",
                    "-ext",
                    "bc:c=ca:true",
                    "-ext",
                    "san=" + names);
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store)) {
                keys.load(in, PASSWORD.toCharArray());
            }
            pem(
                    folder.resolve("certificate.pem"),
                    "CERTIFICATE",
                    keys.getCertificate(ALIAS).getEncoded());
            pem(
                    folder.resolve("key.pem"),
                    "PRIVATE KEY",
                    keys.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded());
            return new TestCertificate(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void keytool(String... arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool")
                        .toString())
                .redirectErrorStream(true);
        builder.command().addAll(java.util.List.of(arguments));
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.onExit().join().exitValue() != 0) {
            throw new IllegalStateException("keytool: " + said);
        }
    }

    private static void pem(Path file, String what, byte[] der) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        Files.writeString(file, "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n");
    }

    /** The certificate, which is its own authority, as PEM. */
    public Path certificate() {
        return folder.resolve("certificate.pem");
    }

    /** The key, as PEM. */
    public Path key() {
        return folder.resolve("key.pem");
    }

    /** Both, as PKCS #12. */
    public Path store() {
        return folder.resolve("store.p12");
    }

    /** The password of {@link #store()}. */
    public String storePassword() {
        return PASSWORD;
    }
}
