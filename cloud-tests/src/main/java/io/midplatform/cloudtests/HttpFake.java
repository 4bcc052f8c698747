package io.midplatform.cloudtests;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A server of a test's own that stands for a service: it answers a request, or does to it what networks and proxies do. */
public abstract class HttpFake implements AutoCloseable {
    /** What happens to a request. */
    @FunctionalInterface
    public interface Reply {
        /**
         * Answers, or does not.
         *
         * @param exchange the request, whose body is read
         * @throws IOException when the client has gone
         */
        void to(HttpExchange exchange) throws IOException;
    }

    static {
        // read when the first server is made: without it each answer waits 40 ms for an acknowledgement
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final HttpServer server;
    private final boolean tls;
    private final Map<String, String> headers;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "http-fake");
        thread.setDaemon(true);
        return thread;
    });
    private final CountDownLatch closed = new CountDownLatch(1);

    /**
     * A server that runs.
     *
     * @param secure what it proves itself with, null for plain HTTP
     * @param headers what each answer has that does not say otherwise
     */
    @SuppressWarnings("this-escape") // no request comes before somebody knows the endpoint
    protected HttpFake(@Nullable SSLContext secure, Map<String, String> headers) {
        this.tls = secure != null;
        this.headers = headers;
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try {
            server = secure == null ? HttpServer.create(address, 0) : secure(HttpsServer.create(address, 0), secure);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    private static HttpServer secure(HttpsServer server, SSLContext context) {
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        return server;
    }

    /** Where it is. */
    public URI endpoint() {
        return URI.create(
                (tls ? "https" : "http") + "://127.0.0.1:" + server.getAddress().getPort());
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        headers.forEach(exchange.getResponseHeaders()::set);
        reply(exchange, body).to(exchange);
    }

    /** The requests so far. */
    public abstract List<?> requests();

    /** Waits until that many requests are seen: a client may have given up the last one before. */
    public final void awaitRequests(int count) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (requests().size() < count && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** What happens to this request. */
    protected abstract Reply reply(HttpExchange exchange, String body);

    /** An answer. */
    public static Reply status(int status, Map<String, String> headers, String body) {
        return exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            if (begin(exchange, status, headers, bytes.length)) {
                exchange.getResponseBody().write(bytes);
            }
            exchange.close();
        };
    }

    /** A page of something on the way, a proxy maybe. */
    public static Reply page(int status) {
        return status(status, Map.of("Content-Type", "text/html"), "<html><body>gateway</body></html>");
    }

    /** The connection ends without an answer. */
    public static Reply reset() {
        return HttpExchange::close;
    }

    /** Says that more bytes come, and ends the connection without them. */
    public static Reply truncated(int status, Map<String, String> headers, String part, int length) {
        return exchange -> {
            write(exchange, status, headers, part, length);
            exchange.close();
        };
    }

    /** Says that more bytes come, and keeps silent before this server is closed. */
    public Reply stalled(int status, Map<String, String> headers, String part, int length) {
        return exchange -> {
            write(exchange, status, headers, part, length);
            silence().to(exchange);
        };
    }

    /** The body comes byte by byte, each in time for itself, and does not end before this server is closed. */
    public Reply trickling(Duration pause) {
        return exchange -> {
            exchange.sendResponseHeaders(200, Integer.MAX_VALUE);
            while (!isClosedAfter(pause)) {
                exchange.getResponseBody().write(' ');
                exchange.getResponseBody().flush();
            }
            exchange.close();
        };
    }

    /** No answer before this server is closed. */
    public Reply silence() {
        return exchange -> {
            while (!isClosedAfter(Duration.ofHours(1))) {}
            exchange.close();
        };
    }

    private boolean isClosedAfter(Duration pause) {
        try {
            return closed.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private static void write(HttpExchange exchange, int status, Map<String, String> headers, String part, int length)
            throws IOException {
        begin(exchange, status, headers, length);
        exchange.getResponseBody().write(part.getBytes(StandardCharsets.UTF_8));
        exchange.getResponseBody().flush();
    }

    /** Whether a body follows. */
    private static boolean begin(HttpExchange exchange, int status, Map<String, String> headers, int length)
            throws IOException {
        headers.forEach(exchange.getResponseHeaders()::set);
        boolean isHead = "HEAD".equals(exchange.getRequestMethod());
        if (isHead && !headers.containsKey("Content-Length")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(length));
        }
        boolean hasBody = length > 0 && !isHead;
        exchange.sendResponseHeaders(status, hasBody ? length : -1);
        return hasBody;
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
