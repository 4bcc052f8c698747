package io.midplatform.aws.fake;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.midplatform.testkit.Planted;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The HTTP side of our stand-ins for AWS services. They are ours, written from the request and response shapes that AWS documents, and have never
 * been compared with the service: what passes on them is not verified against AWS. They check no signatures and no permissions.
 */
public abstract class WireFake implements AutoCloseable {
    static final JsonMapper JSON = JsonMapper.shared();

    /** A request as it came in: an operation, its JSON, its headers, and the client's port, which tells connections apart. */
    public record Request(String operation, JsonNode body, Headers headers, int connection) {
        /** The id of the access key that signed it, empty for an unsigned one. */
        public String signer() {
            Matcher credential = CREDENTIAL.matcher(String.valueOf(headers.getFirst("Authorization")));
            return credential.find() ? credential.group(1) : "";
        }
    }

    private static final Pattern CREDENTIAL = Pattern.compile("Credential=([^/]+)/");

    /** What is answered. */
    record Answer(int status, Map<String, String> headers, String body) {
        static Answer json(Object body) {
            return new Answer(200, Map.of(), JSON.writeValueAsString(body));
        }

        /** A failure as the AWS JSON protocols tell it. */
        static Answer failure(int status, String code, Map<String, Object> members) {
            Map<String, Object> body = new HashMap<>(members);
            body.put("__type", code);
            body.put("message", "fake: " + code);
            return new Answer(status, Map.of("x-amzn-ErrorType", code), JSON.writeValueAsString(body));
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
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "aws-fake");
        thread.setDaemon(true);
        return thread;
    });
    private final Queue<Fault> faults = new ArrayDeque<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    WireFake() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** Answers one request; called for one at a time. */
    abstract Answer answer(Request request, HttpExchange exchange);

    /** The name of the operation that a request asks for. */
    abstract String operation(HttpExchange exchange, JsonNode body);

    /** The body as JSON. */
    JsonNode parsed(HttpExchange exchange, String body) {
        return body.isEmpty() ? JSON.createObjectNode() : JSON.readTree(body);
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The settings of a source 'values' on this server. */
    public Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("midplatform.provider", "aws");
        settings.put("midplatform.providers.aws.region", "eu-west-1");
        settings.put("midplatform.providers.aws.endpoint", endpoint().toString());
        settings.put("midplatform.providers.aws.credentials.access-key-id", "any");
        settings.put("midplatform.providers.aws.credentials.secret-access-key", Planted.SECRET);
        settings.put("midplatform.config.values.retry.backoff", "0s");
        return settings;
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

    /** An error answer. */
    public static Fault error(int status, String code) {
        return exchange -> send(exchange, Answer.failure(status, code, Map.of()));
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
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody().write("{\"Parameters\": [".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        };
    }

    /** Nothing comes after the first byte of the body before this server is closed. */
    public Fault stalled() {
        return exchange -> {
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            silence().on(exchange);
        };
    }

    /** The body comes byte by byte, each in time for itself, and does not end before this server is closed. */
    public Fault trickling(Duration pause) {
        return exchange -> {
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
        JsonNode parsed = parsed(exchange, body);
        Request request = new Request(
                operation(exchange, parsed),
                parsed,
                exchange.getRequestHeaders(),
                exchange.getRemoteAddress().getPort());
        Fault happens;
        synchronized (this) {
            requests.add(request);
            Fault fault = faults.poll();
            if (fault == null || fault == NONE) {
                Answer answer = answer(request, exchange);
                happens = open -> send(open, answer);
            } else {
                happens = fault;
            }
        }
        happens.on(exchange);
    }

    static void send(HttpExchange exchange, Answer answer) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
            exchange.getResponseHeaders().set("x-amzn-RequestId", "fake-request");
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
