package io.midplatform.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.cache.Cache;
import io.midplatform.cache.Counters;
import io.midplatform.redis.testing.Call;
import io.midplatform.redis.testing.Eventually;
import io.midplatform.redis.testing.Failures;
import io.midplatform.redis.testing.Platforms;
import io.midplatform.redis.testing.RedisCluster;
import io.midplatform.redis.testing.RedisServer;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A cluster that grows, hangs, hands over, and loses its majority. */
@Execution(ExecutionMode.CONCURRENT)
class RedisClusterChangeTest {
    @RegisterExtension
    final Platforms platforms = new Platforms();

    private Cache<String> cache(RedisCluster cluster) {
        return platforms
                .open(cluster.settings(), "cache.cache.failure-policy", "fail-fast", "cache.cache.timeout", "5s")
                .cache("cache", String.class);
    }

    /** The first calls wait for connections, which may take longer than the time-out. */
    private static void connect(Cache<String> cache) {
        Eventually.succeeds("connects", () -> {
            cache.putAll(Map.of("x0", "1", "x1", "1", "x2", "1", "x3", "1")).throwIfAny();
            return true;
        });
    }

    @Test
    void aNodeJoins_andTakesSlots_nobodyNotices() {
        RedisCluster cluster = platforms.with(RedisCluster.start());
        Cache<String> cache = cache(cluster);
        Map<String, String> values = new TreeMap<>();
        for (int i = 0; i < 50; i++) {
            values.put("k" + i, "v" + i);
        }
        connect(cache);
        cache.putAll(values).throwIfAny();
        RedisServer fresh = cluster.join();
        for (String key : new String[] {"midplatform:cache:k0", "midplatform:cache:k1", "midplatform:cache#"}) {
            cluster.move(cluster.slot(key), fresh, () -> {
                assertThat(cache.findAll(values.keySet())).isEqualTo(values);
                cache.put("k0", "v0");
            });
            assertThat(cache.findAll(values.keySet())).isEqualTo(values);
            cache.put("k1", "v1");
            assertThat(cache.find("k1")).contains("v1");
        }
        assertThat(fresh.call("EXISTS", "midplatform:cache:k0")).isEqualTo(1L);
    }

    @Test
    void masterHangs_itsReplicaTakesOver_andIsFound() {
        RedisCluster cluster = platforms.with(RedisCluster.startWithReplicas());
        Cache<String> cache = cache(cluster);
        connect(cache);
        cache.put("a", "1");
        RedisServer hanging = cluster.ownerOf(cluster.slot("midplatform:cache:a"));
        hanging.pause();
        cluster.awaitTakeoverOf(hanging);
        long moment = System.nanoTime();
        Eventually.succeeds("the new master is used", () -> {
            cache.put("a", "2");
            return cache.find("a").orElseThrow();
        });
        System.out.println("a hanging master was left after " + (System.nanoTime() - moment) / 1_000_000 + " ms");
        hanging.resume();
        Eventually.until(
                "the old master follows",
                () -> String.valueOf(hanging.call("ROLE")).startsWith("[slave"));
        for (int i = 0; i < 20; i++) {
            String value = "n" + i;
            Eventually.succeeds("writes", () -> {
                cache.put("a", value);
                return true;
            });
            assertThat(cache.find("a")).contains(value);
        }
    }

    @Test
    void mastersHandOver_underTraffic_countersCountWhatTheySay() throws Exception {
        RedisCluster cluster = platforms.with(RedisCluster.startWithReplicas());
        Counters counters = platforms.open(cluster.settings()).counters("counters");
        counters.increment("a", 0);
        AtomicBoolean stop = new AtomicBoolean();
        AtomicLong done = new AtomicLong();
        AtomicLong failed = new AtomicLong();
        Call<Void> traffic = Call.run(() -> {
            while (!stop.get()) {
                (Failures.tolerated(() -> counters.increment("a")) ? done : failed).incrementAndGet();
            }
        });
        RedisServer master = cluster.ownerOf(cluster.slot("midplatform:counters:a"));
        RedisServer replica = cluster.replicaOf(master);
        for (int i = 0; i < 3; i++) {
            RedisServer next = i % 2 == 0 ? replica : master;
            cluster.handOver(next);
            RedisServer other = next == replica ? master : replica;
            Eventually.until("the other follows", () -> {
                String role = String.valueOf(other.call("ROLE"));
                return role.startsWith("[slave") && role.contains("connected");
            });
            long before = done.get();
            Eventually.until("traffic goes on", () -> done.get() > before + 20);
        }
        stop.set(true);
        traffic.result();
        System.out.println("handed over 3 times: " + done + " done, " + failed + " failed");
        assertThat(counters.get("a")).isBetween(done.get(), done.get() + failed.get());
    }

    @Test
    void majorityLost_isUnavailable_andRecovers() {
        RedisCluster cluster = platforms.with(RedisCluster.start());
        Cache<String> cache = cache(cluster);
        Map<String, String> values = new TreeMap<>();
        for (int i = 0; i < 20; i++) {
            values.put("k" + i, "v" + i);
        }
        connect(cache);
        cache.putAll(values).throwIfAny();
        cluster.masters().get(1).pause();
        cluster.masters().get(2).pause();
        Eventually.until(
                "the cluster is down",
                () -> String.valueOf(cluster.masters().get(0).call("CLUSTER", "INFO"))
                        .contains("cluster_state:fail"));
        for (String key : values.keySet()) {
            Call<Boolean> call = Call.start(() -> Failures.tolerated(() -> cache.find(key)));
            Eventually.until("it ends", Duration.ofSeconds(15), call::isDone);
        }
        cluster.masters().get(1).resume();
        cluster.masters().get(2).resume();
        cluster.awaitReady();
        Eventually.succeeds("serves again", () -> {
            assertThat(cache.findAll(values.keySet())).isEqualTo(values);
            return true;
        });
    }
}
