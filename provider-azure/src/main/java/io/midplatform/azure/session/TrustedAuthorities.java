package io.midplatform.azure.session;

import io.midplatform.ErrorCode;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** The authorities of {@code http.tls-ca}. */
final class TrustedAuthorities {
    private TrustedAuthorities() {}

    static X509TrustManager of(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate authority : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("authority" + number++, authority);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (number > 0 && manager instanceof X509TrustManager trusted) {
                    return trusted;
                }
            }
            throw unusable(file, null);
        } catch (IOException | GeneralSecurityException e) {
            throw unusable(file, e);
        }
    }

    static SSLSocketFactory sockets(X509TrustManager trusted) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {trusted}, null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has TLS", e);
        }
    }

    private static DriverException unusable(Path file, @Nullable Exception cause) {
        return new DriverException(
                Failure.of(ErrorCode.CONFIGURATION, "http.tls-ca cannot be read: " + file + ".")
                        .advice("Name a PEM file with the certificates of the authorities to trust."),
                cause);
    }
}
