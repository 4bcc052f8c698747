package io.midplatform.azure.storagequeue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.midplatform.testkit.Planted;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.xml.sax.SAXException;

/**
 * A stand-in for one account of Storage Queue. It is ours, written from the request and response shapes of the REST reference, and has never been
 * compared with the service: what passes on it is not verified against Azure. It checks no signatures and keeps no leases.
 */
final class StorageQueueFake implements AutoCloseable {
    private static final String ACCOUNT = "acme";
    private static final String DATE = "Fri, 01 Mar 2030 10:00:00 GMT";

    /** A request as it came in: an operation, its query, the text of its message, empty for none. */
    record Request(String operation, String queue, Map<String, String> query, String text) {}

    /** Something that happens to a request in place of its answer. */
    @FunctionalInterface
    interface Fault {
        void on(HttpExchange exchange) throws IOException;
    }

    static {
        // read when the first server is made: without it each answer waits 40 ms for an acknowledgement
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "azure-fake");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<String, Queue<Fault>> faults = new HashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<String> messages = new ArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private boolean missing;
    private int ids;

    StorageQueueFake() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/" + ACCOUNT);
    }

    Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("midplatform.provider", "azure");
        settings.put("midplatform.providers.azure.endpoint", endpoint().toString());
        settings.put(
                "midplatform.providers.azure.credentials.account-key",
                Base64.getEncoder().encodeToString(Planted.SECRET.getBytes(StandardCharsets.UTF_8)));
        return settings;
    }

    List<Request> requests(String operation) {
        return requests.stream()
                .filter(request -> request.operation().equals(operation))
                .toList();
    }

    List<String> operations() {
        return requests.stream().map(Request::operation).toList();
    }

    void forgetRequests() {
        requests.clear();
    }

    /** Puts a message of another program into the queue. */
    synchronized void deliver(String text) {
        messages.add(text);
    }

    synchronized void missing(boolean isMissing) {
        missing = isMissing;
    }

    /** Lets something happen to the next requests of an operation. */
    synchronized void fail(String operation, int times, Fault fault) {
        for (int i = 0; i < times; i++) {
            faults.computeIfAbsent(operation, any -> new ArrayDeque<>()).add(fault);
        }
    }

    /** An error answer, with further headers. */
    static Fault error(int status, String code, String... headers) {
        return exchange -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
            }
            refuse(exchange, status, code);
        };
    }

    /** The connection ends without an answer. */
    static Fault reset() {
        return HttpExchange::close;
    }

    /** The connection ends in the middle of the body. */
    static Fault truncated() {
        return exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/xml");
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody()
                    .write("<?xml version=\"1.0\"?><QueueMessagesList><QueueMes".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        };
    }

    /** It is done, but nobody learns of it. */
    Fault doneUnseen() {
        return exchange -> {
            String path = exchange.getRequestURI().getPath();
            if (exchange.getRequestMethod().equals("DELETE") && path.contains("/messages/")) {
                fail("delete", 1, error(404, "MessageNotFound"));
            }
            exchange.close();
        };
    }

    /** The answer does not come before this server is closed. */
    Fault silence() {
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
        byte[] body = exchange.getRequestBody().readAllBytes();
        String[] path = exchange.getRequestURI().getPath().split("/", -1);
        Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
        String operation = operation(exchange.getRequestMethod(), path.length, query);
        Request request = new Request(operation, path[2], query, text(body));
        Fault fault;
        synchronized (this) {
            requests.add(request);
            Queue<Fault> due = faults.get(operation);
            fault = due == null ? null : due.poll();
        }
        if (fault == null) {
            answer(exchange, request);
        } else {
            fault.on(exchange);
        }
    }

    private static String operation(String method, int depth, Map<String, String> query) {
        boolean one = depth == 5;
        if (depth == 3) {
            return method.equals("PUT") ? "create" : "properties";
        }
        return switch (method) {
            case "POST" -> "send";
            case "GET" -> query.containsKey("peekonly") ? "peek" : "receive";
            case "PUT" -> "update";
            default -> one ? "delete" : "clear";
        };
    }

    private synchronized void answer(HttpExchange exchange, Request request) throws IOException {
        if (request.operation().equals("create")) {
            missing = false;
            send(exchange, 201, "");
            return;
        }
        if (missing) {
            refuse(exchange, 404, "QueueNotFound");
            return;
        }
        switch (request.operation()) {
            case "send" -> send(exchange, 201, list(List.of(message(null))));
            case "receive", "peek" -> {
                int most = Integer.parseInt(request.query().getOrDefault("numofmessages", "1"));
                List<String> given = List.copyOf(messages.subList(0, Math.min(most, messages.size())));
                if (request.operation().equals("receive")) {
                    messages.subList(0, given.size()).clear();
                }
                send(exchange, 200, list(given.stream().map(this::message).toList()));
            }
            case "update" -> {
                exchange.getResponseHeaders().set("x-ms-popreceipt", "receipt" + ids++);
                exchange.getResponseHeaders().set("x-ms-time-next-visible", DATE);
                send(exchange, 204, "");
            }
            case "properties" -> {
                exchange.getResponseHeaders().set("x-ms-approximate-messages-count", Integer.toString(messages.size()));
                send(exchange, 200, "");
            }
            default -> send(exchange, 204, "");
        }
    }

    private String message(String text) {
        String id = "id" + ids++;
        return "<QueueMessage><MessageId>" + id + "</MessageId><InsertionTime>" + DATE
                + "</InsertionTime><ExpirationTime>"
                + DATE + "</ExpirationTime><PopReceipt>receipt" + ids++ + "</PopReceipt><TimeNextVisible>" + DATE
                + "</TimeNextVisible>"
                + (text == null ? "" : "<DequeueCount>3</DequeueCount><MessageText>" + escaped(text) + "</MessageText>")
                + "</QueueMessage>";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String list(List<String> messages) {
        return "<?xml version=\"1.0\" encoding=\"utf-8\"?><QueueMessagesList>" + String.join("", messages)
                + "</QueueMessagesList>";
    }

    private static void refuse(HttpExchange exchange, int status, String code) throws IOException {
        exchange.getResponseHeaders().set("x-ms-error-code", code);
        send(
                exchange,
                status,
                "<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>" + code + "</Code><Message>fake: " + code
                        + "</Message></Error>");
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "application/xml");
            exchange.getResponseHeaders().set("x-ms-request-id", "fake-request");
            String asked = exchange.getRequestHeaders().getFirst("x-ms-client-request-id");
            if (asked != null) {
                exchange.getResponseHeaders().set("x-ms-client-request-id", asked);
            }
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            if (bytes.length > 0) {
                exchange.getResponseBody().write(bytes);
            }
        }
    }

    private static Map<String, String> query(String raw) {
        return raw == null
                ? Map.of()
                : Arrays.stream(raw.split("&"))
                        .map(pair -> pair.split("=", 2))
                        .collect(Collectors.toMap(
                                pair -> pair[0],
                                pair -> pair.length == 1 ? "" : URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    }

    private static String text(byte[] body) throws IOException {
        if (body.length == 0) {
            return "";
        }
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(body))
                    .getElementsByTagName("MessageText")
                    .item(0)
                    .getTextContent();
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
