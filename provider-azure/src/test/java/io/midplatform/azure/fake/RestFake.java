package io.midplatform.azure.fake;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import io.midplatform.cloudtests.ServiceFake;
import io.midplatform.redis.testing.TestCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * The HTTP side of our stand-ins for Azure's services. They are ours, written from the request and response shapes that Azure documents, and have
 * never been compared with the service: what passes on them is not verified against Azure.
 */
public abstract class RestFake extends ServiceFake<RestFake.Request> {
    /** A certificate for all stand-ins with TLS of this JVM. */
    public static final TestCertificate CERTIFICATE = TestCertificate.ofThisMachine();

    /** A request as it came in, and the client's port, which tells connections apart. */
    public record Request(
            String method, URI uri, Map<String, String> query, Headers headers, String body, int connection)
            implements Asked {
        /** Method and path, such as {@code GET /kv}. */
        @Override
        public String operation() {
            return method + " " + uri.getPath();
        }

        String header(String name) {
            return String.valueOf(headers.getFirst(name));
        }
    }

    RestFake(boolean tls) {
        super(
                tls ? certified() : null,
                Map.of("Content-Type", "application/json; charset=utf-8", "x-ms-request-id", "fake-request"));
    }

    /** What a stand-in proves itself with: {@link #CERTIFICATE}. */
    public static SSLContext certified() {
        try (InputStream in = Files.newInputStream(CERTIFICATE.certificate())) {
            String pem = Files.readString(CERTIFICATE.key()).replaceAll("-----[^-]+-----|\\s", "");
            PrivateKey key = KeyFactory.getInstance("EC")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
            Certificate certificate = CertificateFactory.getInstance("X.509").generateCertificate(in);
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("fake", key, new char[0], new Certificate[] {certificate});
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, new char[0]);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Answers one request; called for one at a time. */
    abstract Answer answer(Request request);

    @Override
    protected final Answer answer(Request request, HttpExchange exchange) {
        return answer(request);
    }

    @Override
    protected final Request request(HttpExchange exchange, String body) {
        return new Request(
                exchange.getRequestMethod(),
                exchange.getRequestURI(),
                form(exchange.getRequestURI().getRawQuery()),
                exchange.getRequestHeaders(),
                body,
                exchange.getRemoteAddress().getPort());
    }

    /** An error answer, as Azure's REST guidelines shape it. */
    public static Reply error(int status, String code, String... headers) {
        Map<String, String> all = new HashMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            all.put(headers[i], headers[i + 1]);
        }
        return status(
                status,
                all,
                JSON.writeValueAsString(Map.of("error", Map.of("code", code, "message", "fake: " + code))));
    }

    /** Names and values as a query or a form has them. */
    static Map<String, String> form(String text) {
        Map<String, String> fields = new HashMap<>();
        if (text != null && !text.isEmpty()) {
            for (String pair : text.split("&", -1)) {
                String[] parts = pair.split("=", 2);
                String value = parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8);
                fields.put(URLDecoder.decode(parts[0], StandardCharsets.UTF_8), value);
            }
        }
        return fields;
    }
}
