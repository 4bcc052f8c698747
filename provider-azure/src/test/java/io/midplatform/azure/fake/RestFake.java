package io.midplatform.azure.fake;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.midplatform.redis.testing.TestCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import tools.jackson.databind.json.JsonMapper;

/**
 * The HTTP side of our stand-ins for Azure's services. They are ours, written from the request and response shapes that Azure documents, and have
 * never been compared with the service: what passes on them is not verified against Azure.
 */
public abstract class RestFake implements AutoCloseable {
    static final JsonMapper JSON = JsonMapper.shared();

    /** A certificate for all stand-ins with TLS of this JVM. */
    public static final TestCertificate CERTIFICATE = TestCertificate.ofThisMachine();

    /** A request as it came in, and the client's port, which tells connections apart. */
    public record Request(
            String method, URI uri, Map<String, String> query, Headers headers, String body, int connection) {
        /** Method and path, such as {@code GET /kv}. */
        public String operation() {
            return method + " " + uri.getPath();
        }

        String header(String name) {
            return String.valueOf(headers.getFirst(name));
        }
    }

    /** What is answered. */
    record Answer(int status, Map<String, String> headers, String body) {
        static Answer json(Object body) {
            return new Answer(200, Map.of(), JSON.writeValueAsString(body));
        }
    }

    /** Something that happens to a request in place of its answer. */
    @FunctionalInterface
    public interface Fault {
        void on(HttpExchange exchange) throws IOException;
    }

    static {
        // read when the first server is made: without it each answer waits 40 ms for an acknowledgement
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    /** Nothing happens to a request: it is answered. */
    public static final Fault NONE = exchange -> {};

    private final HttpServer server;
    private final boolean tls;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "azure-fake");
        thread.setDaemon(true);
        return thread;
    });
    private final Queue<Fault> faults = new ArrayDeque<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    RestFake(boolean tls) {
        this.tls = tls;
        try {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            server = tls ? HttpsServer.create(address, 0) : HttpServer.create(address, 0);
            if (server instanceof HttpsServer secure) {
                secure.setHttpsConfigurator(new HttpsConfigurator(certified()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** What a server shows who it is with. */
    static SSLContext certified() throws GeneralSecurityException, IOException {
        String pem = Files.readString(CERTIFICATE.key()).replaceAll("-----[^-]+-----|\\s", "");
        PrivateKey key = KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream in = Files.newInputStream(CERTIFICATE.certificate())) {
            Certificate certificate = CertificateFactory.getInstance("X.509").generateCertificate(in);
            store.setKeyEntry("fake", key, new char[0], new Certificate[] {certificate});
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    /** Answers one request; called for one at a time. */
    abstract Answer answer(Request request);

    public URI endpoint() {
        return URI.create(
                (tls ? "https" : "http") + "://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The requests so far. */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /** The operations of the requests so far. */
    public List<String> operations() {
        return requests.stream().map(Request::operation).toList();
    }

    public void forgetRequests() {
        requests.clear();
    }

    /** Lets something happen to the next requests. */
    public synchronized void fail(int times, Fault fault) {
        for (int i = 0; i < times; i++) {
            faults.add(fault);
        }
    }

    public synchronized void mend() {
        faults.clear();
    }

    /** An error answer, as Azure's REST guidelines shape it. */
    public static Fault error(int status, String code, String... headers) {
        Map<String, String> all = new HashMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            all.put(headers[i], headers[i + 1]);
        }
        String body = JSON.writeValueAsString(Map.of("error", Map.of("code", code, "message", "fake: " + code)));
        return exchange -> send(exchange, new Answer(status, all, body));
    }

    /** The connection ends without an answer. */
    public static Fault reset() {
        return HttpExchange::close;
    }

    /** A page of something on the way, a proxy maybe. */
    public static Fault page(int status) {
        return exchange -> send(
                exchange, new Answer(status, Map.of("Content-Type", "text/html"), "<html><body>gateway</body></html>"));
    }

    /** The connection ends in the middle of the body. */
    public static Fault truncated() {
        return exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody().write("{\"items\": [".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        };
    }

    /** Nothing comes after the first byte of the body before this server is closed. */
    public Fault stalled() {
        return exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            silence().on(exchange);
        };
    }

    /** The body comes byte by byte, each in time for itself, and does not end before this server is closed. */
    public Fault trickling(Duration pause) {
        return exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, Integer.MAX_VALUE);
            try {
                while (!closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    exchange.getResponseBody().write(' ');
                    exchange.getResponseBody().flush();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        };
    }

    /** The answer does not come before this server is closed. */
    public Fault silence() {
        return exchange -> {
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        };
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Request request = new Request(
                exchange.getRequestMethod(),
                exchange.getRequestURI(),
                form(exchange.getRequestURI().getRawQuery()),
                exchange.getRequestHeaders(),
                body,
                exchange.getRemoteAddress().getPort());
        Fault happens;
        synchronized (this) {
            requests.add(request);
            Fault fault = faults.poll();
            if (fault == null || fault == NONE) {
                Answer answer = answer(request);
                happens = open -> send(open, answer);
            } else {
                happens = fault;
            }
        }
        happens.on(exchange);
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

    static void send(HttpExchange exchange, Answer answer) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
            exchange.getResponseHeaders().set("x-ms-request-id", "fake-request");
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            if (body.length > 0) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
