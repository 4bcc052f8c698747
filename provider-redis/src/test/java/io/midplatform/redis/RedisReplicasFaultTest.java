package io.midplatform.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.cache.Cache;
import io.midplatform.redis.testing.Eventually;
import io.midplatform.redis.testing.Failures;
import io.midplatform.redis.testing.Platforms;
import io.midplatform.redis.testing.RedisSentinels;
import io.midplatform.redis.testing.RedisServer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A master and a replica that change places. */
@Execution(ExecutionMode.CONCURRENT)
class RedisReplicasFaultTest {
    @RegisterExtension
    final Platforms platforms = new Platforms();

    private final RedisServer master = platforms.with(RedisServer.start());
    private final RedisServer replica = platforms.with(RedisServer.startReplicaOf(master));

    private Map<String, String> settings(String readFrom) {
        return Map.of(
                "midplatform.provider",
                "redis",
                "midplatform.cache.cache.failure-policy",
                "fail-fast",
                "midplatform.cache.cache.timeout",
                "2s",
                "midplatform.providers.redis.topology",
                "replicas",
                "midplatform.providers.redis.read-from",
                readFrom,
                "midplatform.providers.redis.nodes",
                "127.0.0.1:" + master.port() + ",127.0.0.1:" + replica.port());
    }

    @Test
    void masterKilled_andTheReplicaMadeMaster_isFound() {
        Cache<String> cache = platforms.open(settings("master")).cache("cache", String.class);
        begin(cache);
        assertThat(cache.find("a")).contains("1");
        master.kill();
        replica.call("REPLICAOF", "NO", "ONE");
        recovers(cache, "2");
        assertThat(replica.call("EXISTS", "midplatform:cache:a")).isEqualTo(1L);
    }

    @Test
    void nobodyIsMasterForAWhile_callsFailAtOnce_andTheNextOneIsFound() throws Exception {
        Cache<String> cache =
                platforms.open(settings("master"), "cache.cache.timeout", "20s").cache("cache", String.class);
        begin(cache);
        master.kill();
        long end = System.nanoTime() + Duration.ofSeconds(3).toNanos();
        while (System.nanoTime() < end) {
            long start = System.nanoTime();
            assertThat(Failures.tolerated(() -> {
                        cache.put("a", "lost");
                        return true;
                    }))
                    .isFalse();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        }
        replica.call("REPLICAOF", "NO", "ONE");
        recovers(cache, "2");
    }

    @Test
    void mastersSwapped_whileBothLive_areFound() {
        Cache<String> cache = platforms.open(settings("master")).cache("cache", String.class);
        begin(cache);
        replica.call("REPLICAOF", "NO", "ONE");
        master.call("REPLICAOF", "127.0.0.1", String.valueOf(replica.port()));
        recovers(cache, "2");
        assertThat(cache.find("a")).contains("2");
    }

    @Test
    void replicaKilled_readsGoToTheMaster_whereThatIsAllowed() throws Exception {
        Cache<String> cache = platforms.open(settings("replica-preferred")).cache("cache", String.class);
        begin(cache);
        Eventually.until("the replica has it", () -> cache.find("a").isPresent());
        replica.kill();
        Eventually.succeeds("reads from the master", () -> {
            assertThat(cache.find("a")).contains("1");
            return true;
        });
        replica.restart();
        Eventually.succeeds("reads again", () -> {
            cache.put("a", "2");
            assertThat(cache.find("a")).contains("2");
            return true;
        });
    }

    @Test
    void sentinelsSwapThem_withReadsFromTheReplica_areFound() throws Exception {
        RedisSentinels set = platforms.with(RedisSentinels.start());
        Map<String, String> settings = new HashMap<>(set.settings());
        settings.put("midplatform.providers.redis.read-from", "replica-preferred");
        settings.put("midplatform.cache.cache.failure-policy", "fail-fast");
        settings.put("midplatform.cache.cache.timeout", "2s");
        Cache<String> cache = platforms.open(settings).cache("cache", String.class);
        begin(cache);
        Eventually.until("the replica has it", () -> cache.find("a").isPresent());
        RedisServer old = set.master();
        old.kill();
        Failures.tolerated(() -> {
            cache.put("a", "lost");
            return true;
        });
        set.awaitMasterOtherThan(old);
        recovers(cache, "2");
    }

    /** Connecting for the first time takes longer than a call may, on a machine with other things to do. */
    private static void begin(Cache<String> cache) {
        Eventually.succeeds("the master is there", () -> {
            cache.put("a", "1");
            return true;
        });
    }

    private static void recovers(Cache<String> cache, String value) {
        long moment = System.nanoTime();
        Eventually.succeeds("writes and reads", () -> {
            cache.put("a", value);
            assertThat(cache.find("a")).contains(value);
            return true;
        });
        System.out.println("recovered after " + (System.nanoTime() - moment) / 1_000_000 + " ms");
    }
}
