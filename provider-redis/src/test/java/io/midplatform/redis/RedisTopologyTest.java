package io.midplatform.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.midplatform.ErrorCode;
import io.midplatform.Platform;
import io.midplatform.PlatformException;
import io.midplatform.cache.Cache;
import io.midplatform.cache.Counters;
import io.midplatform.redis.testing.Eventually;
import io.midplatform.redis.testing.Platforms;
import io.midplatform.redis.testing.RedisCluster;
import io.midplatform.redis.testing.RedisSentinels;
import io.midplatform.redis.testing.RedisServer;
import io.midplatform.redis.testing.TcpProxy;
import io.midplatform.testkit.Planted;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Servers that stand together: who is written to, who is read from, and with which rights. */
@Execution(ExecutionMode.CONCURRENT)
class RedisTopologyTest {
    private static final String INSTANCE = "midplatform.providers.redis.";

    @RegisterExtension
    final Platforms platforms = new Platforms();

    private static Map<String, String> replicas(RedisServer... servers) {
        return Map.of(
                "midplatform.provider",
                "redis",
                INSTANCE + "topology",
                "replicas",
                INSTANCE + "nodes",
                Stream.of(servers)
                        .map(server -> server.host() + ":" + server.port())
                        .collect(Collectors.joining(",")));
    }

    private static Map<String, String> with(Map<String, String> settings, String... keysAndValues) {
        Map<String, String> more = new HashMap<>(settings);
        for (int i = 0; i < keysAndValues.length; i += 2) {
            more.put(INSTANCE + keysAndValues[i], keysAndValues[i + 1]);
        }
        return more;
    }

    private static long calls(RedisServer server, String command) {
        return String.valueOf(server.call("INFO", "commandstats"))
                .lines()
                .filter(line -> line.startsWith("cmdstat_" + command + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll(".*?calls=(\\d+).*", "$1")))
                .sum();
    }

    private static void allow(RedisServer server, String more) {
        String[] rights = ("ACL SETUSER app reset on " + RedisTlsContractTest.LEAST_RIGHTS + " " + more).split(" ");
        String[] command = Stream.concat(
                        Stream.of(rights).filter(word -> !word.isEmpty()), Stream.of(">" + Planted.SECRET))
                .toArray(String[]::new);
        server.call(command);
    }

    private static Map<String, String> asApp(Map<String, String> settings) {
        return with(settings, "username", "app", "password", Planted.SECRET);
    }

    @Test
    void replicas_areReadFrom_theMasterIsWrittenTo() {
        RedisServer master = platforms.with(RedisServer.start());
        RedisServer replica = platforms.with(RedisServer.startReplicaOf(master));
        allow(master, "+role");
        allow(replica, "+role");
        Platform platform = platforms.open(asApp(with(replicas(replica, master), "read-from", "replica")));
        Cache<String> cache = platform.cache("c", String.class);
        cache.put("a", "1");
        Eventually.until("the replica has it", () -> cache.find("a").isPresent());
        assertThat(calls(master, "set")).isPositive();
        assertThat(calls(master, "mget")).isZero();
        assertThat(calls(replica, "mget")).isPositive();
        cache.putAll(Map.of("b", "1", "c", "2"));
        Eventually.until(
                "the replica has them",
                () -> cache.findAll(List.of("a", "b", "c")).size() == 3);
        assertThat(platform.counters("n").increment("a")).isEqualTo(1);
    }

    @Test
    void swappedRoles_areFound_byWhatTheOldMasterSays() {
        RedisServer master = platforms.with(RedisServer.start());
        RedisServer replica = platforms.with(RedisServer.startReplicaOf(master));
        Counters counters = platforms.open(replicas(master, replica)).counters("n");
        counters.increment("a");
        replica.call("REPLICAOF", "NO", "ONE");
        master.call("REPLICAOF", replica.host(), String.valueOf(replica.port()));
        Eventually.succeeds("written to the new master", () -> counters.increment("b"));
        assertThat(replica.call("GET", "midplatform:n:b")).hasToString("1");
    }

    @Test
    void address_thatPointsToAReplica_isAskedAgain() {
        RedisServer master = platforms.with(RedisServer.start());
        RedisServer replica = platforms.with(RedisServer.startReplicaOf(master));
        TcpProxy name = platforms.with(TcpProxy.to(replica.port()));
        Counters counters = platforms
                .open(with(master.settings(), "port", String.valueOf(name.port())))
                .counters("n");
        assertThatThrownBy(() -> counters.increment("a")).isInstanceOfSatisfying(PlatformException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
            assertThat(e.ambiguous()).isFalse();
        });
        name.retarget(master.port());
        Eventually.succeeds("written to the master", () -> counters.increment("a"));
    }

    @Test
    void clusters_areReadFromReplicas_withFewRights() {
        RedisCluster cluster = platforms.with(RedisCluster.startWithReplicas());
        cluster.nodes()
                .forEach(node -> allow(node, "+cluster|nodes +cluster|slots +cluster|info +info +readonly +asking"));
        Platform platform = platforms.open(asApp(with(cluster.settings(), "read-from", "replica")));
        Cache<String> cache = platform.cache("c", String.class);
        Map<String, String> many = new HashMap<>();
        for (int i = 0; i < 200; i++) {
            many.put("k" + i, "v");
        }
        cache.putAll(many);
        Eventually.until(
                "the replicas have them", () -> cache.findAll(many.keySet()).size() == 200);
        for (RedisServer master : cluster.masters()) {
            assertThat(calls(cluster.replicaOf(master), "get")).isPositive();
        }
        cache.removeAll(many.keySet());
        assertThat(platform.counters("n").increment("a")).isEqualTo(1);
        assertThat(platform.verify().toString()).doesNotContain("FAILED");
        assertThat(cache.unwrap(StatefulRedisClusterConnection.class)).isPresent();
    }

    @Test
    void sentinels_nameTheMaster_andReplicasAreReadFrom() {
        RedisSentinels set = platforms.with(RedisSentinels.start());
        Cache<String> cache = platforms
                .open(with(set.settings(), "read-from", "replica-preferred"))
                .cache("c", String.class);
        cache.put("a", "1");
        Eventually.until("the replica has it", () -> cache.find("a").isPresent());
        assertThat(calls(set.replica(), "mget")).isPositive();
    }

    @Test
    void queue_thatIsFull_isThrottled() throws Exception {
        RedisServer server = platforms.with(RedisServer.start());
        Counters counters = platforms
                .open(with(server.settings(), "request-queue", "16"), "cache.n.timeout", "2s")
                .counters("n");
        Eventually.succeeds("connects", () -> counters.increment("a"));
        server.pause();
        List<Thread> waiting = Stream.generate(() -> new Thread(() -> {
                    try {
                        counters.increment("a");
                    } catch (PlatformException e) {
                        assertThat(e.ambiguous()).isTrue();
                    }
                }))
                .limit(16)
                .toList();
        waiting.forEach(Thread::start);
        Eventually.until("one too many", () -> {
            try {
                counters.increment("a");
                return false;
            } catch (PlatformException e) {
                return e.code() == ErrorCode.THROTTLED && !e.ambiguous();
            }
        });
        server.resume();
        for (Thread thread : waiting) {
            thread.join();
        }
    }

    @Test
    void moreThanAQueueHolds_isWrittenInParts() {
        RedisServer server = platforms.with(RedisServer.start());
        Cache<String> cache = platforms.open(server.settings()).cache("c", String.class);
        Map<String, String> many = new HashMap<>();
        for (int i = 0; i < 25_000; i++) {
            many.put("k" + i, "v" + i);
        }
        cache.putAll(many);
        assertThat(cache.findAll(many.keySet())).isEqualTo(many);
        cache.removeAll(many.keySet());
        assertThat(cache.findAll(many.keySet())).isEmpty();
    }

    @Test
    void scripts_thatTheServerForgot_areSentAgain() {
        RedisServer server = platforms.with(RedisServer.start());
        Cache<String> cache = platforms.open(server.settings()).cache("c", String.class);
        for (int i = 0; i < 3; i++) {
            cache.put("a", "1");
            String version = cache.lookup("a").version().orElseThrow();
            assertThat(cache.replace("a", version, "2")).isTrue();
            server.call("SCRIPT", "FLUSH");
        }
    }

    @Test
    void verify_tellsServerAndMemory_andLeavesNothing() {
        RedisServer server = platforms.with(RedisServer.start("maxmemory 64mb", "maxmemory-policy allkeys-lru"));
        Platform platform = platforms.open(server.settings());
        Cache<String> cache = platform.cache("c", String.class);
        String table = platform.verify().toString();
        assertThat(table)
                .contains("Redis 7", "standalone", "redis://127.0.0.1:" + server.port() + "/0", "allkeys-lru")
                .doesNotContain("FAILED");
        assertThat(server.call("DBSIZE")).hasToString("0");
        assertThat(platform.describe().toString()).contains("(version ");
        assertThat(cache.unwrap(RedisClient.class)).isPresent();
        assertThat(cache.unwrap(StatefulRedisConnection.class)).isPresent();
        assertThat(cache.unwrap(String.class)).isEmpty();
        server.call("CONFIG", "SET", "maxmemory-policy", "noeviction");
        assertThat(platform.verify().toString()).contains("WARNING", "noeviction");
    }

    @Test
    void verify_tellsWhatIsMissing() {
        RedisServer server = platforms.with(RedisServer.start());
        server.call("ACL", "SETUSER", "app", "reset", "on", ">" + Planted.SECRET, "~midplatform:*", "+get", "+ping");
        Platform platform = platforms.open(asApp(server.settings()));
        platform.cache("c", String.class);
        assertThat(platform.verify().toString()).contains("FAILED", "UNVERIFIED", "the user may not do this");
        server.kill();
        assertThat(platform.verify().toString()).contains("FAILED");
    }
}
