package io.midplatform.cloudtests;

import com.sun.net.httpserver.HttpExchange;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A service that knows its own state, remembers what it was asked, and fails when a test says so.
 *
 * @param <R> a request as this service understands it
 */
public abstract class ServiceFake<R extends ServiceFake.Asked> extends HttpFake {
    protected static final JsonMapper JSON = JsonMapper.shared();

    /** Nothing happens to a request: it is answered. */
    public static final Reply NONE = exchange -> {};

    /** A request as it came in. */
    public interface Asked {
        /** What it asks for. */
        String operation();
    }

    /**
     * What is answered.
     *
     * @param status the status
     * @param headers the headers
     * @param body the body, empty for none
     */
    public record Answer(int status, Map<String, String> headers, String body) {
        /** What was asked for. */
        public static Answer json(Object body) {
            return new Answer(200, Map.of(), JSON.writeValueAsString(body));
        }

        /** The same, sent. */
        public Reply reply() {
            return HttpFake.status(status, headers, body);
        }
    }

    private final Queue<Reply> faults = new ArrayDeque<>();
    private final List<R> requests = new CopyOnWriteArrayList<>();

    /**
     * A server that runs.
     *
     * @param secure what it proves itself with, null for plain HTTP
     * @param headers what each answer has that does not say otherwise
     */
    protected ServiceFake(@Nullable SSLContext secure, Map<String, String> headers) {
        super(secure, headers);
    }

    /** Understands a request. */
    protected abstract R request(HttpExchange exchange, String body);

    /** Answers one request; called for one at a time. */
    protected abstract Answer answer(R request, HttpExchange exchange);

    @Override
    public List<R> requests() {
        return List.copyOf(requests);
    }

    /** The operations of the requests so far. */
    public List<String> operations() {
        return requests.stream().map(Asked::operation).toList();
    }

    public void forgetRequests() {
        requests.clear();
    }

    /** Lets something happen to the next requests. */
    public synchronized void fail(int times, Reply fault) {
        for (int i = 0; i < times; i++) {
            faults.add(fault);
        }
    }

    /** Lets nothing happen to requests any more. */
    public synchronized void mend() {
        faults.clear();
    }

    /** The connection ends in the middle of the body. */
    public static Reply truncated() {
        return truncated(200, Map.of(), "{\"items\": [", 1_000);
    }

    /** Nothing comes after the first byte of the body before this server is closed. */
    public Reply stalled() {
        return stalled(200, Map.of(), "{", 1_000);
    }

    @Override
    protected final Reply reply(HttpExchange exchange, String body) {
        R request = request(exchange, body);
        synchronized (this) {
            requests.add(request);
            Reply fault = faults.poll();
            return fault == null || fault.equals(NONE)
                    ? answer(request, exchange).reply()
                    : fault;
        }
    }
}
