package io.midplatform.azure.blob;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.midplatform.Platform;
import io.midplatform.azure.testing.AzuriteServer;
import io.midplatform.storage.Bucket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A server that answers one request after the other as a test says, and remembers what it was asked. The answers are written from Azure's documented
 * ones: what passes here is not verified against the service.
 */
final class CannedBlob implements AutoCloseable {
    /** How often the SDK tries. */
    static final int ATTEMPTS = 3;

    /** What happens to a request. */
    interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    /** A request as it came in. */
    record Request(String method, String target, Map<String, String> headers, String body) {
        String header(String name) {
            return headers.getOrDefault(name, "");
        }

        @Override
        public String toString() {
            return method + " " + target;
        }
    }

    static {
        // read when the first server is made: without it each answer waits 40 ms for an acknowledgement
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "canned-blob");
        thread.setDaemon(true);
        return thread;
    });
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Queue<Platform> platforms = new ConcurrentLinkedQueue<>();

    CannedBlob() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** A bucket 'bucket' on this server; further settings of the provider, in turn a key and its value. */
    Bucket bucket(String... keysAndValues) {
        Map<String, String> settings = new HashMap<>();
        settings.put("midplatform.provider", "azure");
        settings.put("midplatform.leak-detection", "full");
        String instance = "midplatform.providers.azure.";
        settings.put(instance + "account", "acme");
        settings.put(instance + "endpoint", endpoint());
        if (List.of(keysAndValues).stream().noneMatch(key -> key.startsWith("credentials."))) {
            settings.put(instance + "credentials.account-key", AzuriteServer.KEY);
        }
        settings.put(instance + "retry.attempts", Integer.toString(ATTEMPTS));
        settings.put(instance + "retry.backoff", "1ms");
        for (int i = 0; i < keysAndValues.length; i += 2) {
            settings.put(instance + keysAndValues[i], keysAndValues[i + 1]);
        }
        Platform platform = Platform.builder().isolated().settings(settings).build();
        platforms.add(platform);
        return platform.bucket("bucket");
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/acme";
    }

    /** The answers to the next requests. */
    CannedBlob next(Answer... next) {
        answers.addAll(List.of(next));
        return this;
    }

    /** The same answer to that many requests. */
    CannedBlob next(int times, Answer answer) {
        for (int i = 0; i < times; i++) {
            answers.add(answer);
        }
        return this;
    }

    /** The requests so far. */
    List<Request> requests() {
        return List.copyOf(requests);
    }

    /** The methods of the requests so far. */
    List<String> methods() {
        return requests.stream().map(Request::method).toList();
    }

    static Answer status(int status, Map<String, String> headers, String body) {
        return exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            begin(exchange, status, headers, bytes.length);
            if (bytes.length > 0 && !"HEAD".equals(exchange.getRequestMethod())) {
                exchange.getResponseBody().write(bytes);
            }
            exchange.close();
        };
    }

    /** A write that was done. */
    static Answer created() {
        return status(201, Map.of("ETag", "\"e1\""), "");
    }

    static Answer ok(String body) {
        return status(200, Map.of("ETag", "\"e1\""), body);
    }

    /** An error as Azure tells it. */
    static Answer error(int status, String code) {
        return status(
                status,
                Map.of("Content-Type", "application/xml", "x-ms-error-code", code),
                "<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>" + code
                        + "</Code><Message>canned</Message></Error>");
    }

    /** Says that more bytes come, and ends the connection without them. */
    static Answer truncated(int status, Map<String, String> headers, String part, int length) {
        return exchange -> {
            begin(exchange, status, headers, length);
            exchange.getResponseBody().write(part.getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            exchange.close();
        };
    }

    /** Says that more bytes come, and keeps silent. */
    Answer stalled(int status, Map<String, String> headers, String part, int length) {
        return exchange -> {
            begin(exchange, status, headers, length);
            exchange.getResponseBody().write(part.getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            silence().to(exchange);
        };
    }

    /** No answer before this server is closed. */
    Answer silence() {
        return exchange -> {
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        };
    }

    /** The connection ends without an answer. */
    static Answer reset() {
        return HttpExchange::close;
    }

    private static void begin(HttpExchange exchange, int status, Map<String, String> headers, int length)
            throws IOException {
        exchange.getResponseHeaders().set("x-ms-request-id", "wire-1");
        headers.forEach(exchange.getResponseHeaders()::set);
        boolean isBare = length == 0 || "HEAD".equals(exchange.getRequestMethod());
        if (isBare && !headers.containsKey("Content-Length")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(length));
        }
        exchange.sendResponseHeaders(status, isBare ? -1 : length);
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(java.util.Locale.ROOT), values.get(0)));
        requests.add(new Request(
                exchange.getRequestMethod(), exchange.getRequestURI().toString(), headers, body));
        Answer answer = answers.poll();
        (answer == null ? error(418, "NoAnswerPlanned") : answer).to(exchange);
    }

    @Override
    public void close() {
        platforms.forEach(Platform::close);
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
