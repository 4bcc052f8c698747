package io.midplatform.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midplatform.ErrorCode;
import io.midplatform.Platform;
import io.midplatform.PlatformException;
import io.midplatform.Secret;
import io.midplatform.cache.Cache;
import io.midplatform.cache.spi.CacheCapabilities;
import io.midplatform.cache.spi.CacheDriver;
import io.midplatform.cache.spi.CacheProvider;
import io.midplatform.redis.RedisTarget.ReadFrom;
import io.midplatform.redis.RedisTarget.Topology;
import io.midplatform.redis.RedisTokens.Token;
import io.midplatform.redis.testing.Eventually;
import io.midplatform.redis.testing.Platforms;
import io.midplatform.redis.testing.RedisCluster;
import io.midplatform.redis.testing.RedisServer;
import io.midplatform.spi.ProviderContext;
import io.midplatform.testkit.Planted;
import io.midplatform.testkit.TestTime;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Credentials that end: open connections are given the new ones, those made later use them. */
class RedisTokensTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @RegisterExtension
    final Platforms platforms = new Platforms();

    private final TestTime time = new TestTime();
    private final AtomicReference<String> word = new AtomicReference<>(Planted.SECRET + "1");
    private final AtomicReference<Exception> failing = new AtomicReference<>();
    private final AtomicInteger asked = new AtomicInteger();
    private Platform platform;

    /** What a cloud's provider does. */
    public final class TokenProvider implements CacheProvider {
        private final RedisTarget target;

        TokenProvider(Topology topology, List<RedisServer> servers, RedisTuning tuning) {
            this.target = new RedisTarget(
                    topology,
                    servers.stream()
                            .map(server -> new RedisTarget.Node(server.host(), server.port()))
                            .toList(),
                    Optional.empty(),
                    0,
                    Optional.empty(),
                    Optional.empty(),
                    RedisTls.off(),
                    ReadFrom.MASTER,
                    tuning);
        }

        /** It has no settings. */
        public record None() {}

        @Override
        public String type() {
            return "cloud";
        }

        @Override
        public Class<? extends Record> settings() {
            return None.class;
        }

        @Override
        public CacheCapabilities capabilities(ProviderContext context) {
            return RedisCaches.CAPABILITIES;
        }

        @Override
        public CacheDriver open(ProviderContext context) {
            return RedisCaches.open(context, target, Optional.empty(), RedisTokensTest.this::token);
        }
    }

    private Token token() throws Exception {
        asked.incrementAndGet();
        Exception thrown = failing.get();
        if (thrown != null) {
            throw thrown;
        }
        return new Token("app", Secret.of(word.get()), time.instant().plus(Duration.ofMinutes(15)));
    }

    private Cache<String> cache(Topology topology, List<RedisServer> servers) {
        Duration patience = Duration.ofSeconds(10); // to connect, on a busy machine
        RedisTuning tuning = new RedisTuning(
                RedisTuning.Protocol.RESP3, patience, Duration.ofSeconds(30), patience, 10_000, "midplatform");
        return cache(topology, servers, tuning);
    }

    private Cache<String> cache(Topology topology, List<RedisServer> servers, RedisTuning tuning) {
        platform = Platform.builder()
                .isolated()
                .settings(Map.of("midplatform.provider", "cloud", "midplatform.cache.c.failure-policy", "fail-fast"))
                .time(time)
                .provider(new TokenProvider(topology, servers, tuning))
                .build();
        return platform.cache("c", String.class);
    }

    @AfterEach
    void close() {
        if (platform != null) {
            platform.close(Duration.ofSeconds(5));
        }
    }

    private static void allow(RedisServer server, String... words) {
        String[] command = new String[6 + words.length];
        List<String> rights = List.of("ACL", "SETUSER", "app", "reset", "on", "+@all");
        rights.toArray(command);
        for (int i = 0; i < words.length; i++) {
            command[6 + i] = words[i];
        }
        server.call(command);
        server.call("ACL", "SETUSER", "app", "~*", "&*");
    }

    /** How many of the user's connections the server has. */
    private static long connections(RedisServer server) {
        return String.valueOf(server.call("CLIENT", "LIST"))
                .lines()
                .filter(line -> line.contains("user=app"))
                .count();
    }

    @Test
    void tokens_areRenewed_onOpenConnections() {
        RedisServer server = platforms.with(RedisServer.start());
        allow(server, ">" + word.get());
        Cache<String> cache = cache(Topology.STANDALONE, List.of(server));
        cache.put("a", "1");
        long before = authentications(server);
        time.advance(Duration.ofMinutes(9));
        assertThat(asked).hasValue(1);
        word.set(Planted.SECRET + "2");
        allow(server, ">" + word.get());
        time.advance(Duration.ofMinutes(1));
        Eventually.until("the connection is given the new token", () -> authentications(server) > before);
        assertThat(cache.find("a")).contains("1");
        // a connection that is made now uses it, too
        server.call("CLIENT", "KILL", "USER", "app");
        Eventually.succeeds("connected again", () -> cache.find("a"));
        assertThat(connections(server)).isEqualTo(1);
    }

    private static long authentications(RedisServer server) {
        return String.valueOf(server.call("INFO", "commandstats"))
                .lines()
                .filter(line -> line.startsWith("cmdstat_auth:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll(".*?calls=(\\d+).*", "$1")))
                .sum();
    }

    @Test
    void clusters_areGivenThem_onEveryNode() {
        RedisCluster cluster = platforms.with(RedisCluster.start());
        cluster.nodes().forEach(node -> allow(node, ">" + word.get()));
        Cache<String> cache = cache(Topology.CLUSTER, cluster.nodes());
        for (int i = 0; i < 50; i++) {
            cache.put("k" + i, "1");
        }
        List<Long> before =
                cluster.nodes().stream().map(RedisTokensTest::authentications).toList();
        time.advance(Duration.ofMinutes(10));
        for (int i = 0; i < before.size(); i++) {
            RedisServer node = cluster.nodes().get(i);
            long known = before.get(i);
            Eventually.until("node is given the new token", () -> authentications(node) > known);
        }
    }

    @Test
    void failingSource_isTriedAgain_andTheLastTokenServes() {
        RedisServer server = platforms.with(RedisServer.start());
        allow(server, ">" + word.get());
        Cache<String> cache = cache(Topology.STANDALONE, List.of(server));
        cache.put("a", "1");
        failing.set(new IOException("no"));
        time.advance(Duration.ofMinutes(10));
        Eventually.until("asked", () -> asked.get() == 2);
        server.call("CLIENT", "KILL", "USER", "app");
        Eventually.succeeds("connected again with the last token", () -> cache.find("a"));

        Eventually.until("a retry is due", () -> {
            time.advance(Duration.ofSeconds(30));
            return asked.get() >= 4;
        });
        time.advance(Duration.ofMinutes(15));
        server.call("CLIENT", "KILL", "USER", "app");
        Eventually.until("the last token has ended", () -> {
            try {
                cache.find("a");
                return false;
            } catch (PlatformException e) {
                return e.code() == ErrorCode.UNAUTHENTICATED;
            }
        });
        failing.set(null);
        Eventually.until("there is a new token", () -> {
            time.advance(Duration.ofSeconds(30));
            try {
                return cache.find("a").isPresent();
            } catch (PlatformException e) {
                return false;
            }
        });
    }

    @Test
    void noToken_isUnauthenticated_untilThereIsOne() {
        RedisServer server = platforms.with(RedisServer.start());
        allow(server, ">" + word.get());
        failing.set(new IOException("no"));
        Cache<String> cache = cache(Topology.STANDALONE, List.of(server));
        assertThatThrownBy(() -> cache.find("a"))
                .isInstanceOfSatisfying(
                        PlatformException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAUTHENTICATED));
        failing.set(null);
        Eventually.until("there is a token", () -> {
            time.advance(Duration.ofSeconds(1));
            try {
                cache.find("a");
                return true;
            } catch (PlatformException e) {
                return false;
            }
        });
    }

    /** Lettuce could not give a connection for notices a new one. */
    @Test
    void resp2_isRefused() {
        RedisServer server = platforms.with(RedisServer.start());
        RedisTuning old = new RedisTuning(RedisTuning.Protocol.RESP2, PATIENCE, PATIENCE, PATIENCE, 100, "midplatform");
        assertThatThrownBy(() -> cache(Topology.STANDALONE, List.of(server), old))
                .isInstanceOfSatisfying(PlatformException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION);
                    assertThat(e.getMessage()).contains("resp3");
                });
        assertThat(asked).hasValue(0);
    }

    /** Also a token that never ends is renewed, as services end connections that were given no new one for long. */
    @Test
    void endlessToken_isRenewed() {
        AtomicInteger made = new AtomicInteger();
        try (TokenStream stream = new TokenStream(
                () -> {
                    made.incrementAndGet();
                    return new Token("app", Secret.of("x"), Instant.MAX);
                },
                time,
                Runnable::run)) {
            stream.open();
            time.advance(Duration.ofHours(8).minusMillis(1));
            assertThat(made).hasValue(1);
            time.advance(Duration.ofMillis(1));
            assertThat(made).hasValue(2);
        }
        time.advance(Duration.ofDays(1));
        assertThat(made).hasValue(2);
    }
}
