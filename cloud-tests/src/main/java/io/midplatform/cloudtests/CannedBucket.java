package io.midplatform.cloudtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import io.midplatform.ErrorCode;
import io.midplatform.Platform;
import io.midplatform.PlatformException;
import io.midplatform.storage.Bucket;
import io.midplatform.testkit.Planted;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Object storage that answers one request after the other as a test says, and remembers what it was asked. */
public abstract class CannedBucket extends HttpFake {
    /** How often the SDK tries. */
    public static final int ATTEMPTS = 3;

    /**
     * A request as it came in.
     *
     * @param method the method
     * @param target path and query
     * @param headers the first value of each header, by its name in lower case
     * @param body the body
     */
    public record Request(String method, String target, Map<String, String> headers, String body) {
        public String header(String name) {
            return headers.getOrDefault(name, "");
        }

        @Override
        public String toString() {
            return method + " " + target;
        }
    }

    private final String provider;
    private final Queue<Reply> replies = new ConcurrentLinkedQueue<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Queue<Platform> platforms = new ConcurrentLinkedQueue<>();

    /**
     * A server that runs.
     *
     * @param provider the type of the provider
     * @param requestId the header with the request's id, which is {@code wire-1}
     */
    protected CannedBucket(String provider, String requestId) {
        super(null, Map.of(requestId, "wire-1"));
        this.provider = provider;
    }

    /**
     * The settings of the provider that bring its requests here.
     *
     * @param own what the test sets itself
     * @return further ones, of which those of the test win
     */
    protected abstract Map<String, String> instance(Map<String, String> own);

    /** A bucket 'bucket' on this server; further settings of the provider, in turn a key and its value. */
    public Bucket bucket(String... keysAndValues) {
        return platform(keysAndValues).bucket("bucket");
    }

    /** A platform on this server; further settings of the provider, or whole ones of {@code midplatform}. */
    public Platform platform(String... keysAndValues) {
        Map<String, String> own = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            own.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        Map<String, String> instance = new HashMap<>(instance(Collections.unmodifiableMap(own)));
        instance.put("retry.attempts", Integer.toString(ATTEMPTS));
        instance.putAll(own);
        Map<String, String> settings = new HashMap<>();
        settings.put("midplatform.provider", provider);
        settings.put("midplatform.leak-detection", "full");
        instance.forEach((key, value) -> settings.put(
                key.startsWith("midplatform.") ? key : "midplatform.providers." + provider + "." + key, value));
        Platform platform = Platform.builder().isolated().settings(settings).build();
        platforms.add(platform);
        return platform;
    }

    /** What happens to the next requests. */
    public CannedBucket next(Reply... next) {
        Collections.addAll(replies, next);
        return this;
    }

    /** The same to that many requests. */
    public CannedBucket next(int times, Reply reply) {
        replies.addAll(Collections.nCopies(times, reply));
        return this;
    }

    @Override
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /** The methods of the requests so far. */
    public List<String> methods() {
        return requests.stream().map(Request::method).toList();
    }

    /** Something with an ETag. */
    public static Reply ok(String body) {
        return status(200, Map.of("ETag", "\"e1\""), body);
    }

    /** What a call fails with, which has this code and shows nothing that is secret. */
    public static PlatformException fails(ErrorCode code, ThrowingCallable call) {
        PlatformException thrown = catchThrowableOfType(PlatformException.class, call);
        assertThat(thrown).as("expected " + code).isNotNull();
        assertThat(thrown.code()).as(thrown.getMessage()).isEqualTo(code);
        Planted.assertHidden(thrown);
        return thrown;
    }

    @Override
    protected final Reply reply(HttpExchange exchange, String body) {
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
        requests.add(new Request(
                exchange.getRequestMethod(), exchange.getRequestURI().toString(), headers, body));
        return Objects.requireNonNullElse(replies.poll(), status(418, Map.of(), "no answer planned"));
    }

    @Override
    public void close() {
        platforms.forEach(Platform::close);
        super.close();
    }
}
