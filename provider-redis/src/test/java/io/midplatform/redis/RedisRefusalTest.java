package io.midplatform.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.Platform;
import io.midplatform.PlatformException;
import io.midplatform.cache.Cache;
import io.midplatform.cache.CacheGetOptions;
import io.midplatform.cache.CounterOptions;
import io.midplatform.cache.Counters;
import io.midplatform.redis.testing.Call;
import io.midplatform.redis.testing.Eventually;
import io.midplatform.redis.testing.Failures;
import io.midplatform.redis.testing.Platforms;
import io.midplatform.redis.testing.RedisBackend;
import io.midplatform.redis.testing.RedisServer;
import io.midplatform.redis.testing.Resp;
import io.midplatform.redis.testing.TcpProxy;
import io.midplatform.redis.testing.TcpProxy.Direction;
import io.midplatform.redis.testing.TestCertificate;
import io.midplatform.testkit.Planted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;

/** A server that is there and refuses. */
@Isolated("it looks at threads of the whole process")
class RedisRefusalTest {
    private static final String[] FAIL_FAST = {"cache.cache.failure-policy", "fail-fast"};

    @RegisterExtension
    final Platforms platforms = new Platforms();

    private final RedisServer server = platforms.with(RedisServer.start());

    /** As behind a name that is given to another machine, whose old one stays reachable. */
    @Test
    void demoted_theConnectionIsMadeAnew() {
        TcpProxy name = platforms.with(TcpProxy.to(server.port()));
        Platform platform = platforms.open(RedisBackend.settings("127.0.0.1", name.port()), FAIL_FAST);
        Cache<String> cache = platform.cache("cache", String.class);
        Counters counters = platform.counters("counters");
        cache.put("a", "1");
        counters.increment("a");
        RedisServer next = platforms.with(RedisServer.startReplicaOf(server));
        next.call("REPLICAOF", "NO", "ONE");
        name.retarget(next.port());
        server.call("REPLICAOF", "127.0.0.1", String.valueOf(next.port()));
        PlatformException failure = failure(() -> counters.increment("a"));
        assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(failure.retryable()).isTrue();
        assertThat(failure.ambiguous()).isFalse();
        long value = Eventually.succeeds("writes", () -> counters.increment("a"));
        assertThat(value).isEqualTo(2);
        assertThat(next.call("GET", "midplatform:counters:a")).isEqualTo("2");
        cache.put("a", "2");
        assertThat(cache.find("a")).contains("2");
    }

    @Test
    void full_writesAreRefused_readsGoOn() {
        Platform platform = platforms.open(server.settings(), FAIL_FAST);
        Cache<String> cache = platform.cache("cache", String.class);
        Counters counters = platform.counters("counters");
        cache.put("a", "1");
        counters.increment("a");
        server.call("CONFIG", "SET", "maxmemory", "1");
        for (Call.Action write : List.<Call.Action>of(
                () -> cache.put("b", "1"), () -> cache.putAll(Map.of("b", "1")).throwIfAny())) {
            PlatformException failure = failure(write);
            assertThat(failure.code()).as(failure.getMessage()).isEqualTo(ErrorCode.UNAVAILABLE);
            assertThat(failure.ambiguous()).as(failure.getMessage()).isFalse();
        }
        PlatformException failure = failure(() -> counters.increment("b"));
        assertThat(failure.code()).as(failure.getMessage()).isEqualTo(ErrorCode.LIMIT_EXCEEDED);
        assertThat(failure.ambiguous()).as(failure.getMessage()).isFalse();
        Cache<String> open = platforms.open(server.settings()).cache("cache", String.class);
        assertThat(open.get("c", key -> "loaded")).isEqualTo("loaded");
        assertThat(open.stats().droppedWrites()).isEqualTo(1);
        assertThat(cache.find("a")).contains("1");
        cache.remove("a");
        server.call("CONFIG", "SET", "maxmemory", "0");
        cache.put("b", "2");
        assertThat(counters.increment("a")).isEqualTo(2);
    }

    @Test
    void scriptsForgotten_nobodyNotices() throws Exception {
        Platform platform = platforms.open(server.settings(), FAIL_FAST);
        Cache<String> cache = platform.cache("cache", String.class);
        Counters counters = platform.counters("counters");
        AtomicBoolean stop = new AtomicBoolean();
        AtomicLong done = new AtomicLong();
        Call<Void> forgetful = Call.run(() -> {
            while (!stop.get()) {
                server.call("SCRIPT", "FLUSH");
            }
        });
        // a ttl, a condition: what single commands cannot do
        CounterOptions options = CounterOptions.defaults().ttl(Duration.ofHours(1));
        List<Call<Void>> callers = Call.times(4, () -> {
            String own = "k" + Thread.currentThread().getId();
            for (int i = 0; i < 200; i++) {
                counters.increment("a", 1, options);
                cache.put(own, "1");
                String version = cache.lookup(own).version().orElseThrow();
                assertThat(cache.replace(own, version, "2")).isTrue();
                done.incrementAndGet();
            }
        });
        for (Call<Void> caller : callers) {
            caller.result();
        }
        stop.set(true);
        forgetful.result();
        assertThat(counters.get("a")).isEqualTo(done.get()).isEqualTo(800);
    }

    @Test
    void noRoomForOneMoreClient_isUnavailable_andRecovers() {
        server.call("CONFIG", "SET", "maxclients", "2");
        List<Resp> others = new ArrayList<>(List.of(server.connect(), server.connect()));
        Cache<String> cache = platforms.open(server.settings(), FAIL_FAST).cache("cache", String.class);
        PlatformException failure = failure(() -> cache.put("a", "1"));
        assertThat(failure.code()).as(failure.getMessage()).isIn(ErrorCode.UNAVAILABLE, ErrorCode.THROTTLED);
        assertThat(failure.ambiguous()).isFalse();
        others.forEach(Resp::close);
        Eventually.succeeds("connects", () -> {
            cache.put("a", "1");
            return true;
        });
    }

    @Test
    void clientsKilledByTheServer_areBack() {
        Platform platform = platforms.open(server.settings(), FAIL_FAST);
        Counters counters = platform.counters("counters");
        for (int i = 0; i < 5; i++) {
            Eventually.succeeds("counts", () -> counters.increment("a"));
            server.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
        }
        Eventually.succeeds("counts", () -> counters.increment("a"));
        assertThat(Long.parseLong(String.valueOf(server.call("GET", "midplatform:counters:a"))))
                .isBetween(6L, 20L);
    }

    @Test
    void passwordChanged_isUnauthenticated_untilItIsBack() {
        server.call("CONFIG", "SET", "requirepass", Planted.SECRET);
        Cache<String> cache = platforms.open(server.settings(), FAIL_FAST).cache("cache", String.class);
        assertThat(failure(() -> cache.put("a", "1")).code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
        try (Resp resp = server.connect()) {
            resp.call("AUTH", "default", Planted.SECRET);
            resp.call("CONFIG", "SET", "requirepass", "");
        }
        Eventually.succeeds("connects", () -> {
            cache.put("a", "1");
            return true;
        });
    }

    @Test
    void tls_cutHangingAndWithTheWrongCertificate() throws Exception {
        TestCertificate certificate = TestCertificate.ofThisMachine();
        RedisServer secure = platforms.with(RedisServer.startWithTls(certificate, "~* &* +@all"));
        TcpProxy proxy = platforms.with(TcpProxy.to(secure.tlsPort()));
        Map<String, String> settings = new HashMap<>(secure.tlsSettings(certificate));
        settings.put("midplatform.providers.redis.port", String.valueOf(proxy.port()));
        Cache<String> cache = platforms.open(settings, FAIL_FAST).cache("cache", String.class);
        cache.put("a", "1");
        for (int bytes : new int[] {0, 3, 20, 200, 900}) {
            proxy.cutAfter(
                    Direction.TO_CLIENT, bytes); // first within the answer, then perhaps within the next handshake
            Eventually.succeeds("recovers", () -> cache.find("a").orElseThrow());
        }
        proxy.heal();
        proxy.cut();
        proxy.hold(); // within the next handshake
        Call<Boolean> held = Call.start(() -> Failures.tolerated(
                () -> cache.find("a", CacheGetOptions.defaults().timeout(Duration.ofMillis(300)))));
        assertThat(held.result()).isFalse();
        assertThat(held.took()).isLessThan(Duration.ofSeconds(10));
        proxy.heal();
        Eventually.succeeds("recovers", () -> cache.find("a").orElseThrow());
        TestCertificate other = TestCertificate.ofThisMachine();
        Cache<String> distrusting =
                platforms.open(secure.tlsSettings(other), FAIL_FAST).cache("cache", String.class);
        PlatformException failure = failure(() -> distrusting.put("a", "2"));
        assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(failure.advice().orElse("")).contains("tls-ca");
        assertThat(cache.find("a")).contains("1");
    }

    @Test
    void closedPlatforms_leaveNeitherConnectionsNorThreads() {
        Set<Thread> before = Thread.getAllStackTraces().keySet(); // those of other tests may still be ending
        for (int i = 0; i < 5; i++) {
            Platform platform =
                    Platform.builder().isolated().settings(server.settings()).build();
            platform.cache("cache", String.class).put("a", "1");
            platform.counters("counters").increment("a");
            platform.close(Duration.ofSeconds(5));
        }
        Eventually.until(
                "connections are closed",
                () -> String.valueOf(server.call("CLIENT", "LIST")).lines().count() == 1);
        Eventually.until(
                "threads have ended",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> !before.contains(thread))
                        .noneMatch(thread -> thread.getName().startsWith("lettuce-")));
    }

    private static PlatformException failure(Call.Action action) {
        try {
            action.run();
        } catch (Exception e) {
            return Failures.of(e);
        }
        throw new AssertionError("it returned");
    }
}
