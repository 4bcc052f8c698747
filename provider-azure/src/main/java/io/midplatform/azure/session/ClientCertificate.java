package io.midplatform.azure.session;

import com.azure.identity.ClientCertificateCredentialBuilder;
import io.midplatform.ErrorCode;
import io.midplatform.Secret;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collections;
import java.util.Optional;

/** A client's certificate with its key. Checked here: what is wrong with it the SDK throws as what looks like a lost connection. */
final class ClientCertificate {
    private static final String KEY = "-----BEGIN PRIVATE KEY-----";
    private static final String KEY_END = "-----END PRIVATE KEY-----";

    private final String setting;
    private final byte[] content;
    private final Optional<String> password;

    private ClientCertificate(String setting, byte[] content, Optional<String> password) {
        this.setting = setting;
        this.content = content;
        this.password = password;
    }

    /** The certificate that the credentials name. */
    static ClientCertificate of(AzureCredentials who) {
        Optional<String> password = who.clientCertificatePassword().map(Secret::reveal);
        return who.clientCertificate()
                .map(file -> new ClientCertificate("client-certificate", bytes(file), password))
                .orElseGet(() -> new ClientCertificate(
                        "client-certificate-text",
                        bytes(who.clientCertificateText().orElseThrow().reveal()),
                        password));
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(AzureIdentity.readable("client-certificate", file));
        } catch (IOException e) {
            throw new DriverException(
                    Failure.of(ErrorCode.CONFIGURATION, "credentials.client-certificate cannot be read: " + file + ".")
                            .advice("Correct the setting."),
                    e);
        }
    }

    private static byte[] bytes(String text) {
        if (isPem(text)) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        try {
            return Base64.getMimeDecoder().decode(text.strip());
        } catch (IllegalArgumentException e) {
            return new byte[0]; // told as what cannot be opened
        }
    }

    private static boolean isPem(String text) {
        return text.contains("-----BEGIN ");
    }

    /** Gives it to the builder. */
    ClientCertificateCredentialBuilder in(ClientCertificateCredentialBuilder builder) {
        String text = new String(content, StandardCharsets.ISO_8859_1);
        if (isPem(text)) {
            checkPem(text);
            return builder.pemCertificate(new ByteArrayInputStream(content));
        }
        checkPfx();
        return builder.pfxCertificate(new ByteArrayInputStream(content)).clientCertificatePassword(password.orElse(""));
    }

    private void checkPem(String text) {
        if (password.isPresent()) {
            throw unusable("is PEM, which has no password.", "Remove client-certificate-password.");
        }
        int begin = text.indexOf(KEY);
        int end = text.indexOf(KEY_END);
        try {
            if (begin >= 0 && end > begin && text.contains("-----BEGIN CERTIFICATE-----")) {
                byte[] key = Base64.getMimeDecoder().decode(text.substring(begin + KEY.length(), end));
                KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(key));
                return;
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // told below
        }
        throw unusable(
                "is PEM without a certificate and its RSA key.",
                "Both belong into it, the key unencrypted in PKCS 8 (BEGIN PRIVATE KEY):"
                        + " 'openssl pkcs8 -topk8 -nocrypt' makes one.");
    }

    private void checkPfx() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(content), password.orElse("").toCharArray());
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias)
                        && store.getCertificate(alias)
                                .getPublicKey()
                                .getAlgorithm()
                                .equals("RSA")) {
                    return;
                }
            }
        } catch (IOException | GeneralSecurityException e) {
            throw unusable(
                    "is no PEM, and no PFX that its password opens.",
                    "Check client-certificate-password, and that it is a PFX.");
        }
        throw unusable("is a PFX without an RSA key.", "Export the certificate with its key.");
    }

    private DriverException unusable(String reason, String advice) {
        return new DriverException(
                Failure.of(ErrorCode.CONFIGURATION, "credentials." + setting + " " + reason)
                        .advice(advice),
                null);
    }
}
