package io.midplatform.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.cache.Cache;
import io.midplatform.redis.testing.Eventually;
import io.midplatform.redis.testing.Platforms;
import io.midplatform.redis.testing.RedisCluster;
import io.midplatform.redis.testing.RedisSentinels;
import io.midplatform.redis.testing.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Values near on servers that take each other's place: notices find their way, and what was replaced is not read for longer than near keeps it. */
@Execution(ExecutionMode.CONCURRENT)
class RedisNearFailoverTest {
    private static final Duration TTL = Duration.ofSeconds(2);

    @RegisterExtension
    final Platforms platforms = new Platforms();

    private List<Cache<String>> instances(int count, Map<String, String> settings, String nearTtl) {
        return instances(count, "cache", settings, nearTtl);
    }

    private List<Cache<String>> instances(int count, String name, Map<String, String> settings, String nearTtl) {
        List<Cache<String>> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Cache<String> cache = platforms
                    .openWatched(
                            settings,
                            "cache." + name + ".near.max-entries",
                            "1000",
                            "cache." + name + ".near.ttl",
                            nearTtl,
                            "cache." + name + ".timeout",
                            "2s")
                    .cache(name, String.class);
            all.add(cache);
        }
        all.forEach(RedisNearFailoverTest::awaitListening);
        return all;
    }

    private static void awaitListening(Cache<String> cache) {
        Eventually.until("it listens", () -> cache.stats().staleWindow().isZero());
    }

    private static void awaitValue(Cache<String> cache, String key, String value) {
        Eventually.until(key + " is " + value, () -> cache.find(key).equals(Optional.of(value)));
    }

    private static void put(Cache<String> cache, String key, String value) {
        Eventually.succeeds("writes", () -> {
            cache.put(key, value);
            return true;
        });
    }

    /** Each instance hears on one node, whichever, and writes to all. */
    @Test
    void cluster_everyInstanceHearsOfEveryWrite() {
        RedisCluster cluster = platforms.with(RedisCluster.start());
        List<Cache<String>> all = instances(4, cluster.settings(), "1h");
        for (int round = 0; round < 40; round++) {
            Cache<String> writer = all.get(round % all.size());
            String key = "k" + round / 4; // each key is written by each instance
            String value = "v" + round;
            put(writer, key, value);
            assertThat(writer.find(key)).as("its own, at once").contains(value);
            platforms.awaitNotices();
            for (Cache<String> cache : all) {
                assertThat(cache.find(key)).contains(value);
                assertThat(cache.find(key)).contains(value);
            }
        }
        for (Cache<String> cache : all) {
            assertThat(cache.stats().nearHits()).isPositive();
        }
        all.get(0).clear();
        platforms.awaitNotices();
        for (Cache<String> cache : all) {
            assertThat(cache.find("k9")).isEmpty();
        }
    }

    /** The channel has a slot, and a node, as keys do; yet every node passes notices on. */
    @Test
    void cluster_nodeOfTheNoticesDead_noticesOfOtherKeysArrive() {
        RedisCluster cluster = platforms.with(RedisCluster.start());
        String name = "n0";
        for (int i = 1; owner(cluster, name) == owner(cluster, name + "#"); i++) {
            name = "n" + i;
        }
        RedisServer marker = owner(cluster, name + "#");
        String key = "k0";
        for (int i = 1; owner(cluster, name + ":" + key) != marker; i++) {
            key = "k" + i;
        }
        String written = key;
        List<Cache<String>> all = instances(3, name, cluster.settings(), "1h");
        all.get(0).put(written, "0");
        owner(cluster, name).kill();
        for (int round = 1; round <= 9; round++) {
            // it may have listened on the node that died
            all.forEach(RedisNearFailoverTest::awaitListening);
            Cache<String> writer = all.get(round % all.size());
            String value = "v" + round;
            put(writer, key, value);
            if (round <= all.size()) {
                // a writer may learn of the dead node only now: its notice is lost, and the next beat says so
                all.forEach(cache -> awaitValue(cache, written, value));
            } else {
                platforms.awaitNotices();
                all.forEach(cache -> assertThat(cache.find(written)).contains(value));
            }
        }
    }

    private static RedisServer owner(RedisCluster cluster, String key) {
        return cluster.ownerOf(cluster.slot("midplatform:" + key));
    }

    /** The slot of the notices' channel moves too: whoever publishes there is sent elsewhere. */
    @Test
    void cluster_slotsMove_theBoundHolds() throws Exception {
        RedisCluster cluster = platforms.with(RedisCluster.start());
        List<Cache<String>> all = instances(3, cluster.settings(), "2s");
        List<Cache<String>> forLong = instances(2, cluster.settings(), "1h");
        NearTraffic traffic = NearTraffic.start(all.get(0), all, "a", TTL);
        for (String key : List.of("midplatform:cache:a", "midplatform:cache", "midplatform:cache#")) {
            int slot = cluster.slot(key);
            RedisServer from = cluster.ownerOf(slot);
            RedisServer to = cluster.masters().stream()
                    .filter(node -> node != from)
                    .findFirst()
                    .orElseThrow();
            cluster.move(slot, to, traffic::awaitMore);
            traffic.awaitMore();
        }
        traffic.stop("slots moved");
        assertNoticesArrive(forLong);
    }

    @Test
    void cluster_mastersHandOver_theBoundHolds() throws Exception {
        RedisCluster cluster = platforms.with(RedisCluster.startWithReplicas());
        List<Cache<String>> all = instances(3, cluster.settings(), "2s");
        List<Cache<String>> forLong = instances(2, cluster.settings(), "1h");
        NearTraffic traffic = NearTraffic.start(all.get(0), all, "a", TTL);
        for (String key : List.of("midplatform:cache:a", "midplatform:cache")) {
            RedisServer master = cluster.ownerOf(cluster.slot(key));
            if (cluster.masters().contains(master)) {
                cluster.handOver(cluster.replicaOf(master));
            }
            traffic.awaitMore();
        }
        traffic.stop("masters handed over");
        assertNoticesArrive(forLong);
    }

    @Test
    void cluster_masterOfTheNoticesKilled_theBoundHolds() throws Exception {
        RedisCluster cluster = platforms.with(RedisCluster.startWithReplicas());
        List<Cache<String>> all = instances(4, cluster.settings(), "2s");
        List<Cache<String>> forLong = instances(2, cluster.settings(), "1h");
        NearTraffic traffic = NearTraffic.start(all.get(0), all, "a", TTL);
        RedisServer victim = cluster.ownerOf(cluster.slot("midplatform:cache"));
        traffic.pauseWrites();
        awaitReplication(victim);
        victim.kill();
        traffic.resumeWrites();
        cluster.awaitTakeoverOf(victim);
        traffic.awaitMore();
        traffic.stop("master killed");
        assertNoticesArrive(forLong);
    }

    @Test
    void sentinels_masterKilled_theBoundHolds() throws Exception {
        RedisSentinels set = platforms.with(RedisSentinels.start());
        List<Cache<String>> all = instances(3, set.settings(), "2s");
        List<Cache<String>> forLong = instances(2, set.settings(), "1h");
        NearTraffic traffic = NearTraffic.start(all.get(0), all, "a", TTL);
        RedisServer old = set.master();
        traffic.pauseWrites();
        awaitReplication(old);
        old.kill();
        traffic.resumeWrites();
        set.awaitMasterOtherThan(old);
        traffic.awaitMore();
        traffic.stop("master replaced");
        assertNoticesArrive(forLong);
    }

    /** Nothing that was confirmed is lost when the master dies now. */
    private static void awaitReplication(RedisServer master) {
        Eventually.until("the replica has everything", () -> {
            String info = String.valueOf(master.call("INFO", "replication"));
            String offset = info.replaceAll("(?s).*master_repl_offset:(\\d+).*", "$1");
            return info.contains(",offset=" + offset + ",");
        });
    }

    /** All is as before: what one tells the others see, though what they have near would last. */
    private void assertNoticesArrive(List<Cache<String>> all) {
        all.forEach(RedisNearFailoverTest::awaitListening);
        platforms.awaitNotices(); // each may learn of what happened only when it tells something
        for (int round = 0; round < 2 * all.size(); round++) {
            Cache<String> writer = all.get(round % all.size());
            String value = "after" + round;
            put(writer, "b", value);
            platforms.awaitNotices();
            all.forEach(cache -> assertThat(cache.find("b")).contains(value));
        }
    }
}
