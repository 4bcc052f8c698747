package io.midplatform.redis.testing;

import io.midplatform.cache.spi.CacheDriver;
import io.midplatform.testkit.TestTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The server that a suite runs on: one that the environment names, else a container where a Docker engine answers, else a process. A suite that
 * finds none fails. Which one it is stands in the output and in {@code target/backends.txt}. As an extension it empties the server before each
 * test: on one that is not ours, of all keys that start with {@code midplatform}.
 *
 * <p>The environment: {@code MIDPLATFORM_TEST_REDIS_HOST}, and {@code …_PORT} (6379), {@code …_USERNAME}, {@code …_PASSWORD}, {@code …_TLS}
 * ({@code true}; the JDK must trust it) of a standalone Redis or Valkey that is there for tests. {@code MIDPLATFORM_TEST_REDIS_IMAGE} is another image for the
 * container, or {@code none}.
 */
public final class RedisBackend implements BeforeEachCallback {
    private static final String PREFIX = "MIDPLATFORM_TEST_REDIS_";
    private static final Path LIST = Path.of("target", "backends.txt");
    private static final Set<String> SAID = ConcurrentHashMap.newKeySet();
    private static final Map<Path, RedisServer> PROCESSES = new ConcurrentHashMap<>();

    private final String kind;
    private final String host;
    private final int port;
    private final Map<String, String> env;
    private final Set<TestTime> followed = ConcurrentHashMap.newKeySet();

    private RedisBackend(String kind, String host, int port, Map<String, String> env) {
        this.kind = kind;
        this.host = host;
        this.port = port;
        this.env = env;
    }

    /** The server for suites that need one. */
    public static RedisBackend redis() {
        RedisBackend backend = choose(System.getenv(), RedisContainer::find, () -> process(RedisBinary.server()));
        announce("Redis: " + backend);
        return backend;
    }

    /** The server for suites that need one, and Valkey's where this machine has it: as a container or on its path. */
    public static List<RedisBackend> all() {
        List<RedisBackend> all = new ArrayList<>(List.of(redis()));
        if (!all.get(0).kind.equals("environment")) {
            container(System.getenv(), "valkey/valkey:8.1-alpine", RedisContainer::find)
                    .or(() -> RedisBinary.onPath("valkey-server").map(RedisBackend::process))
                    .ifPresent(valkey -> {
                        announce("Valkey: " + valkey);
                        all.add(valkey);
                    });
        }
        return all;
    }

    /** Finds or starts a container. */
    interface Containers {
        Optional<RedisContainer.Address> find(String image, boolean must);
    }

    static RedisBackend choose(Map<String, String> env, Containers containers, Supplier<RedisBackend> process) {
        String host = env.getOrDefault(PREFIX + "HOST", "");
        if (!host.isEmpty()) {
            return new RedisBackend(
                    "environment", host, Integer.parseInt(env.getOrDefault(PREFIX + "PORT", "6379")), env);
        }
        return container(env, "redis:7.4-alpine", containers).orElseGet(process);
    }

    private static Optional<RedisBackend> container(Map<String, String> env, String usual, Containers containers) {
        String given = env.getOrDefault(PREFIX + "IMAGE", "");
        if (given.equals("none")) {
            return Optional.empty();
        }
        String image = given.isEmpty() ? usual : given;
        return containers
                .find(image, !given.isEmpty())
                .map(address -> new RedisBackend("container " + image, address.host(), address.port(), Map.of()));
    }

    private static RedisBackend process(Path program) {
        RedisServer server = PROCESSES.computeIfAbsent(program, RedisServer::of);
        return new RedisBackend("process " + program, server.host(), server.port(), Map.of());
    }

    private static void announce(String line) {
        // a process has another port each time
        String known = line.replaceFirst(":\\d+$", "");
        if (!SAID.add(known)) {
            return;
        }
        System.out.println("Backend of " + line);
        try {
            Files.createDirectories(LIST.getParent());
            Files.writeString(
                    LIST, line + "\n", StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The settings of the provider {@code redis} on this server. */
    public Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(settings(host, port));
        String instance = "midplatform.providers.redis.";
        Optional.ofNullable(env.get(PREFIX + "USERNAME")).ifPresent(name -> settings.put(instance + "username", name));
        Optional.ofNullable(env.get(PREFIX + "PASSWORD")).ifPresent(word -> settings.put(instance + "password", word));
        if (hasTls()) {
            settings.put(instance + "tls", "true");
        }
        return settings;
    }

    /** The settings of the provider {@code redis} on a server. */
    public static Map<String, String> settings(String host, int port) {
        return Map.of(
                "midplatform.provider",
                "redis",
                "midplatform.providers.redis.host",
                host,
                "midplatform.providers.redis.port",
                String.valueOf(port),
                "midplatform.providers.redis.connect-timeout",
                "10s"); // a busy machine may need more than the usual two
    }

    private boolean hasTls() {
        return Boolean.parseBoolean(env.get(PREFIX + "TLS"));
    }

    /** A connection for the fixtures. */
    public Resp connect() {
        Resp resp = Resp.open(host, port, hasTls());
        Optional.ofNullable(env.get(PREFIX + "PASSWORD"))
                .ifPresent(password -> resp.call("AUTH", env.getOrDefault(PREFIX + "USERNAME", "default"), password));
        return resp;
    }

    /** Makes the ends of keys follow the test's time; asked again for the same time, it does nothing more. */
    public void follow(TestTime time) {
        if (followed.add(time)) {
            RedisTime.follow(time, () -> List.of(connect()));
        }
    }

    /** The driver as a suite uses it whose time this server follows, see {@code CacheSuite.wrap}. */
    public CacheDriver wrap(CacheDriver driver) {
        return RedisTime.longLived(driver);
    }

    /** Removes what earlier tests left. */
    public void clear() {
        try (Resp resp = connect()) {
            if (kind.equals("environment")) {
                List<String> keys = RedisTime.keys(resp, "midplatform*");
                resp.callAll(keys.stream().map(key -> List.of("DEL", key)).toList());
            } else {
                resp.call("FLUSHALL");
            }
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        followed.clear();
        clear();
    }

    @Override
    public String toString() {
        return kind + " at " + host + ":" + port;
    }
}
