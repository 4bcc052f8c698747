package io.midplatform.azure.fake;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The management API of the fake, as far as it reads and makes queues: Atom entries over HTTP. */
final class BusHttp {
    private static final String CONNECT = "http://schemas.microsoft.com/netservices/2010/10/servicebus/connect";
    private static final String COUNTS = "http://schemas.microsoft.com/netservices/2011/06/servicebus";

    static {
        // as HttpFake does: it holds for all servers of the process, and the first may be this one
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final ServiceBusFake fake;
    private final HttpServer server;

    BusHttp(ServiceBusFake fake) {
        this.fake = fake;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.setExecutor(Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "service-bus-fake-http");
            thread.setDaemon(true);
            return thread;
        }));
        server.start();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    void close() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        String name = exchange.getRequestURI().getPath().substring(1);
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        int status = 200;
        String answer;
        try {
            if (exchange.getRequestMethod().equals("PUT")) {
                status = make(name, body) ? 201 : 409;
            }
            answer = status == 409 ? error(409, "SubCode=40900. Conflict.") : fake.describe(name, BusHttp::entry);
        } catch (BusFailure e) {
            status = e.status() == 404 ? 200 : e.status();
            answer = e.status() == 404
                    ? "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title type=\"text\">Publicly Listed Services</title></feed>"
                    : error(status, e.getMessage());
        }
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/atom+xml;type=entry;charset=utf-8");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private boolean make(String name, String body) {
        if (fake.exists(name)) {
            return false;
        }
        BusOptions options = Boolean.parseBoolean(value(body, "RequiresSession", "false"))
                ? BusOptions.withSessions()
                : BusOptions.plain();
        if (Boolean.parseBoolean(value(body, "RequiresDuplicateDetection", "false"))) {
            options = options.duplicateWindow(
                    Duration.parse(value(body, "DuplicateDetectionHistoryTimeWindow", "PT10M")));
        }
        fake.queue(
                name,
                options.lock(Duration.parse(value(body, "LockDuration", "PT1M")))
                        .maxDeliveries(Integer.parseInt(value(body, "MaxDeliveryCount", "10"))));
        return true;
    }

    private static String value(String body, String name, String otherwise) {
        Matcher found = Pattern.compile("<(?:\\w+:)?" + name + "[^>]*>([^<]+)<").matcher(body);
        return found.find() ? found.group(1) : otherwise;
    }

    private static String error(int code, String detail) {
        return "<Error><Code>" + code + "</Code><Detail>" + detail + "</Detail></Error>";
    }

    private static String entry(BusQueue queue) {
        BusQueue dead = queue.deadLetters();
        BusOptions options = queue.options;
        long scheduled = queue.messages.values().stream()
                .filter(message -> message.state == BusMessage.State.SCHEDULED)
                .count();
        return "<entry xmlns=\"http://www.w3.org/2005/Atom\"><title type=\"text\">" + queue.name
                + "</title><content type=\"application/xml\"><QueueDescription xmlns=\"" + CONNECT
                + "\" xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\">"
                + tag("LockDuration", options.lock())
                + tag("RequiresDuplicateDetection", !options.duplicateWindow().isZero())
                + tag("RequiresSession", options.sessions())
                + tag("DefaultMessageTimeToLive", "P10675199DT2H48M5.4775807S")
                + tag(
                        "DuplicateDetectionHistoryTimeWindow",
                        options.duplicateWindow().isZero() ? "PT10M" : options.duplicateWindow())
                + tag("MaxDeliveryCount", options.maxDeliveries())
                + tag("SizeInBytes", 0)
                + tag("MessageCount", queue.messages.size())
                + "<CountDetails xmlns:d2p1=\"" + COUNTS + "\">"
                + tag("d2p1:ActiveMessageCount", queue.messages.size() - scheduled)
                + tag("d2p1:DeadLetterMessageCount", dead == null ? 0 : dead.messages.size())
                + tag("d2p1:ScheduledMessageCount", scheduled)
                + tag("d2p1:TransferMessageCount", 0)
                + tag("d2p1:TransferDeadLetterMessageCount", 0)
                + "</CountDetails>"
                + tag("Status", "Active")
                + tag("CreatedAt", "2030-01-01T00:00:00Z")
                + tag("UpdatedAt", "2030-01-01T00:00:00Z")
                + tag("AccessedAt", "2030-01-01T00:00:00Z")
                + "</QueueDescription></content></entry>";
    }

    private static String tag(String name, Object value) {
        return "<" + name + ">" + value + "</" + name + ">";
    }
}
