package io.midplatform.azure.storagequeue;

import com.sun.net.httpserver.HttpExchange;
import io.midplatform.cloudtests.HttpFake;
import io.midplatform.testkit.Planted;
import java.io.IOException;
import java.io.StringReader;
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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * A stand-in for one account of Storage Queue. It is ours, written from the request and response shapes of the REST reference, and has never been
 * compared with the service: what passes on it is not verified against Azure. It checks no signatures and keeps no leases.
 */
final class StorageQueueFake extends HttpFake {
    private static final String ACCOUNT = "acme";
    private static final String DATE = "Fri, 01 Mar 2030 10:00:00 GMT";

    /** A request as it came in: an operation, its query, the text of its message, empty for none. */
    record Request(String operation, String queue, Map<String, String> query, String text) {}

    private final Map<String, Queue<Reply>> faults = new HashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<String> messages = new ArrayList<>();
    private final Set<String> callers = ConcurrentHashMap.newKeySet();
    private boolean missing;
    private int ids;

    StorageQueueFake() {
        this(null);
    }

    StorageQueueFake(@Nullable SSLContext secure) {
        super(secure, Map.of("Content-Type", "application/xml", "x-ms-request-id", "fake-request"));
    }

    @Override
    public URI endpoint() {
        return super.endpoint().resolve("/" + ACCOUNT);
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

    @Override
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    List<Request> requests(String operation) {
        return requests.stream()
                .filter(request -> request.operation().equals(operation))
                .toList();
    }

    /** The headers by which requests said who calls. */
    Set<String> callers() {
        return Set.copyOf(callers);
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
    synchronized void fail(String operation, int times, Reply fault) {
        for (int i = 0; i < times; i++) {
            faults.computeIfAbsent(operation, any -> new ArrayDeque<>()).add(fault);
        }
    }

    /** An error answer, with further headers. */
    static Reply error(int status, String code, String... headers) {
        Map<String, String> all = new HashMap<>();
        all.put("x-ms-error-code", code);
        for (int i = 0; i < headers.length; i += 2) {
            all.put(headers[i], headers[i + 1]);
        }
        return status(
                status,
                all,
                "<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>" + code + "</Code><Message>fake: " + code
                        + "</Message></Error>");
    }

    /** The connection ends in the middle of the body. */
    static Reply truncated() {
        return truncated(200, Map.of(), "<?xml version=\"1.0\"?><QueueMessagesList><QueueMes", 1_000);
    }

    /** It is done, but nobody learns of it. */
    Reply doneUnseen() {
        return exchange -> {
            String path = exchange.getRequestURI().getPath();
            if (exchange.getRequestMethod().equals("DELETE") && path.contains("/messages/")) {
                fail("delete", 1, error(404, "MessageNotFound"));
            }
            exchange.close();
        };
    }

    @Override
    protected Reply reply(HttpExchange exchange, String body) {
        String asked = exchange.getRequestHeaders().getFirst("x-ms-client-request-id");
        if (asked != null) {
            exchange.getResponseHeaders().set("x-ms-client-request-id", asked);
        }
        callers.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        String[] path = exchange.getRequestURI().getPath().split("/", -1);
        Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
        String operation = operation(exchange.getRequestMethod(), path.length, query);
        Request request = new Request(operation, path[2], query, text(body));
        synchronized (this) {
            requests.add(request);
            Queue<Reply> due = faults.get(operation);
            Reply fault = due == null ? null : due.poll();
            return fault == null ? answer(request) : fault;
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

    private synchronized Reply answer(Request request) {
        if (request.operation().equals("create")) {
            missing = false;
            return status(201, Map.of(), "");
        }
        if (missing) {
            return error(404, "QueueNotFound");
        }
        return switch (request.operation()) {
            case "send" -> status(201, Map.of(), list(List.of(message(null))));
            case "receive", "peek" -> {
                int most = Integer.parseInt(request.query().getOrDefault("numofmessages", "1"));
                List<String> given = List.copyOf(messages.subList(0, Math.min(most, messages.size())));
                if (request.operation().equals("receive")) {
                    messages.subList(0, given.size()).clear();
                }
                yield status(
                        200, Map.of(), list(given.stream().map(this::message).toList()));
            }
            case "update" ->
                status(204, Map.of("x-ms-popreceipt", "receipt" + ids++, "x-ms-time-next-visible", DATE), "");
            case "properties" ->
                status(200, Map.of("x-ms-approximate-messages-count", Integer.toString(messages.size())), "");
            default -> status(204, Map.of(), "");
        };
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

    private static Map<String, String> query(String raw) {
        return raw == null
                ? Map.of()
                : Arrays.stream(raw.split("&"))
                        .map(pair -> pair.split("=", 2))
                        .collect(Collectors.toMap(
                                pair -> pair[0],
                                pair -> pair.length == 1 ? "" : URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    }

    private static String text(String body) {
        if (body.isEmpty()) {
            return "";
        }
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(body)))
                    .getElementsByTagName("MessageText")
                    .item(0)
                    .getTextContent();
        } catch (IOException | ParserConfigurationException | SAXException e) {
            throw new IllegalStateException(e);
        }
    }
}
