package io.midplatform.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.Platform;
import io.midplatform.cache.Cache;
import io.midplatform.cache.CachePutOptions;
import io.midplatform.cache.CacheStatus;
import io.midplatform.cache.Counters;
import io.midplatform.redis.testing.Call;
import io.midplatform.redis.testing.Eventually;
import io.midplatform.redis.testing.Failures;
import io.midplatform.redis.testing.Platforms;
import io.midplatform.redis.testing.RedisCluster;
import io.midplatform.redis.testing.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A cluster whose slots move and whose masters die. */
@Execution(ExecutionMode.CONCURRENT)
class RedisClusterFaultTest {
    @RegisterExtension
    final Platforms platforms = new Platforms();

    /** No failure is tolerated here: a slot that moves is no trouble that a caller may see. */
    @Test
    void slotsMove_underTraffic_nobodyNotices() throws Exception {
        RedisCluster cluster = platforms.with(RedisCluster.start());
        Platform platform = platforms.open(cluster.settings(), "cache.cache.failure-policy", "fail-fast");
        Cache<String> cache = platform.cache("cache", String.class);
        Counters counters = platform.counters("counters");
        AtomicBoolean stop = new AtomicBoolean();
        AtomicLong rounds = new AtomicLong();
        List<Call<Long>> traffic = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            String name = "t" + t;
            traffic.add(Call.start(() -> {
                long n = 0;
                for (; !stop.get(); n++) {
                    round(cache, counters, name, n);
                    rounds.incrementAndGet();
                }
                return n;
            }));
        }
        for (String key : List.of(
                "midplatform:cache:t0-a",
                "midplatform:cache:t1-a",
                "midplatform:cache#",
                "midplatform:cache#t2",
                "midplatform:counters:t3",
                "midplatform:cache:t0-b")) {
            int slot = cluster.slot(key);
            RedisServer from = cluster.ownerOf(slot);
            RedisServer to = cluster.masters().stream()
                    .filter(node -> node != from)
                    .findFirst()
                    .orElseThrow();
            cluster.move(slot, to, () -> awaitMore(rounds));
            awaitMore(rounds);
        }
        stop.set(true);
        long sum = 0;
        for (Call<Long> call : traffic) {
            sum += call.result();
        }
        long counted = 0;
        for (int t = 0; t < 4; t++) {
            counted += counters.get("t" + t);
        }
        System.out.println("slots moved during " + sum + " rounds");
        assertThat(counted).isEqualTo(sum);
    }

    private static void awaitMore(AtomicLong rounds) {
        long before = rounds.get();
        Eventually.until("traffic goes on", () -> rounds.get() > before + 40);
    }

    /** Everything a caller may do, on keys of one thread: what it reads is what it wrote. */
    private static void round(Cache<String> cache, Counters counters, String name, long n) {
        String value = name + "-" + n;
        cache.put(name + "-a", value);
        cache.put(name + "-b", value, CachePutOptions.defaults().tags(name));
        assertThat(cache.find(name + "-a")).contains(value);
        assertThat(cache.find(name + "-b")).contains(value);
        Map<String, String> many = new TreeMap<>();
        for (int i = 0; i < 6; i++) {
            many.put(name + "-m" + i, value + i);
        }
        cache.putAll(many).throwIfAny();
        assertThat(cache.findAll(many.keySet())).isEqualTo(many);
        String version = cache.lookup(name + "-a").version().orElseThrow();
        assertThat(cache.replace(name + "-a", version, value + "'")).isTrue();
        assertThat(cache.replace(name + "-a", version, value + "''")).isFalse();
        assertThat(cache.find(name + "-a")).contains(value + "'");
        cache.removeAll(many.keySet()).throwIfAny();
        assertThat(cache.findAll(many.keySet())).isEmpty();
        cache.invalidateTag(name);
        assertThat(cache.find(name + "-b")).isEmpty();
        assertThat(counters.increment(name)).isEqualTo(n + 1);
    }

    @Test
    void masterKilled_theOthersServeOn_andItsReplicaTakesOver() throws Exception {
        RedisCluster cluster = platforms.with(RedisCluster.startWithReplicas());
        Platform platform = platforms.open(cluster.settings(), "cache.cache.failure-policy", "fail-fast");
        Cache<String> cache = platform.cache("cache", String.class);
        // the marker's master stays, so that reads of keys elsewhere can go on
        RedisServer marker = cluster.ownerOf(cluster.slot("midplatform:cache#"));
        RedisServer victim = cluster.masters().stream()
                .filter(node -> node != marker)
                .findFirst()
                .orElseThrow();
        String lost = keyOn(cluster, victim);
        String kept = keyOn(cluster, marker);
        cache.putAll(Map.of(lost, lost + "-0", kept, kept + "-0")).throwIfAny();
        AtomicBoolean stop = new AtomicBoolean();
        AtomicLong done = new AtomicLong();
        List<Call<Void>> traffic = new ArrayList<>();
        for (String key : List.of(lost, kept)) {
            Set<String> values = new HashSet<>(Set.of(key + "-0"));
            traffic.add(Call.run(() -> {
                for (int n = 1; !stop.get(); n++) {
                    String value = key + "-" + n;
                    values.add(value);
                    if (key.equals(kept)) {
                        cache.put(key, value);
                        assertThat(cache.find(key)).contains(value);
                        done.incrementAndGet();
                    } else {
                        Failures.tolerated(() -> {
                            cache.put(key, value);
                            cache.find(key).ifPresent(read -> assertThat(values).contains(read));
                            return true;
                        });
                    }
                }
            }));
        }
        victim.kill();
        cluster.awaitTakeoverOf(victim);
        long before = done.get();
        Eventually.succeeds("writes go to the new master", () -> {
            cache.put(lost + "x", "1");
            return true;
        });
        Eventually.until(
                "the other goes on",
                () -> done.get() > before + 10 || traffic.stream().anyMatch(Call::isDone));
        stop.set(true);
        for (Call<Void> call : traffic) {
            call.result();
        }
        Eventually.succeeds("all keys are served", () -> {
            cache.put(lost, "new");
            assertThat(cache.find(lost)).contains("new");
            return true;
        });
    }

    private static String keyOn(RedisCluster cluster, RedisServer node) {
        for (int i = 0; ; i++) {
            if (cluster.ownerOf(cluster.slot("midplatform:cache:k" + i)) == node) {
                return "k" + i;
            }
        }
    }

    @Test
    void masterHangs_keysElsewhereAreServed_itsOwnEndAtTheirDeadline() throws Exception {
        RedisCluster cluster = platforms.with(RedisCluster.start());
        Platform platform = platforms.open(
                cluster.settings(), "cache.cache.timeout", "6s", "cache.cache.failure-policy", "fail-fast");
        Cache<String> cache = platform.cache("cache", String.class);
        RedisServer marker = cluster.ownerOf(cluster.slot("midplatform:cache#"));
        RedisServer hanging = cluster.masters().stream()
                .filter(node -> node != marker)
                .findFirst()
                .orElseThrow();
        String there = keyOn(cluster, hanging);
        String elsewhere = keyOn(cluster, marker);
        // the first call waits for connections, which may take longer than the time-out
        Eventually.succeeds(
                "connects",
                () -> cache.putAll(Map.of(there, "1", elsewhere, "1")).throwIfAny());
        hanging.pause();
        Call<Boolean> read = Call.start(() -> Failures.tolerated(() -> cache.find(there)));
        Call<CacheStatus> other = Call.start(() -> cache.lookup(elsewhere).status());
        assertThat(other.result()).isEqualTo(CacheStatus.HIT);
        assertThat(other.took()).as("beside it").isLessThan(Duration.ofMillis(5_500));
        assertThat(read.result()).isFalse();
        assertThat(read.took()).isLessThan(Duration.ofSeconds(16));
        // one outcome of a bulk write fails, the other does not
        var outcomes = cache.putAll(Map.of(there, "2", elsewhere, "2"));
        assertThat(outcomes.failed()).hasSize(1);
        hanging.resume();
        cluster.awaitReady();
        Eventually.until("it is served again", () -> {
            cache.put(there, "3");
            return cache.find(there).isPresent();
        });
    }
}
