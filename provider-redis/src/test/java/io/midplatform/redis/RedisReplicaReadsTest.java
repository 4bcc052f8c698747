package io.midplatform.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.Platform;
import io.midplatform.cache.Cache;
import io.midplatform.cache.Counters;
import io.midplatform.redis.testing.Call;
import io.midplatform.redis.testing.Eventually;
import io.midplatform.redis.testing.Failures;
import io.midplatform.redis.testing.Platforms;
import io.midplatform.redis.testing.RedisServer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Replicas that are read from, and hang or are away: reads end, find another server where that is allowed, and come back; writes go on. */
@Execution(ExecutionMode.CONCURRENT)
class RedisReplicaReadsTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    /** What a call may take beyond its deadline on a machine with other things to do. */
    private static final Duration SLACK = Duration.ofSeconds(8);

    @RegisterExtension
    final Platforms platforms = new Platforms();

    private final RedisServer master = platforms.with(RedisServer.start());
    private final RedisServer replica = platforms.with(RedisServer.startReplicaOf(master));

    private Cache<String> cache;
    private Counters counters;

    private void open(String readFrom, RedisServer... servers) {
        Platform platform = platforms.open(
                Map.of(
                        "midplatform.provider",
                        "redis",
                        "midplatform.providers.redis.topology",
                        "replicas",
                        "midplatform.providers.redis.nodes",
                        Stream.of(servers)
                                .map(server -> "127.0.0.1:" + server.port())
                                .collect(Collectors.joining(","))),
                "providers.redis.read-from",
                readFrom,
                "cache.cache.failure-policy",
                "fail-fast",
                "cache.cache.timeout",
                TIMEOUT.toMillis() + "ms");
        cache = platform.cache("cache", String.class);
        counters = platform.counters("counters");
        Eventually.succeeds("the master is there", () -> counters.increment("written"));
    }

    private void put(String value) {
        Eventually.succeeds("writes " + value, () -> {
            cache.put("a", value);
            return true;
        });
    }

    private void awaitValue(String value) {
        Eventually.succeeds("reads " + value, () -> assertThat(cache.find("a")).contains(value));
    }

    /** How many reads a server has answered. */
    private static long reads(RedisServer server) {
        long sum = 0;
        for (String line :
                String.valueOf(server.call("INFO", "commandstats")).lines().toList()) {
            if (line.startsWith("cmdstat_get:") || line.startsWith("cmdstat_mget:")) {
                sum += Long.parseLong(line.replaceAll(".*?calls=(\\d+).*", "$1"));
            }
        }
        return sum;
    }

    private void awaitReadsFrom(RedisServer server) {
        long before = reads(server);
        Eventually.until(server + " is read from", () -> {
            cache.find("a");
            return reads(server) > before;
        });
    }

    /** Reads for a while; every call ends, one way or the other. */
    private void readsEnd() throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(6).toNanos();
        while (System.nanoTime() < end) {
            long start = System.nanoTime();
            Failures.tolerated(() -> {
                cache.find("a");
                return true;
            });
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(TIMEOUT.plus(SLACK));
        }
    }

    /** Writes all the time, and fails with the first write that does; the master has nothing to do with its replicas' troubles. */
    private final class Writes {
        private static final String KEY = "written"; // which needs no read before it, unlike an entry
        private final AtomicBoolean stop = new AtomicBoolean();
        private final Call<Void> call;

        private Writes() {
            call = Call.run(() -> {
                while (!stop.get()) {
                    counters.increment(KEY);
                }
            });
        }

        private void stop() throws Exception {
            stop.set(true);
            call.result();
        }
    }

    @Test
    void replicaHangs_theMasterIsReadFrom_andTheReplicaAgainLater() throws Exception {
        open("replica-preferred", master, replica);
        put("1");
        awaitValue("1");
        awaitReadsFrom(replica);
        replica.pause();
        Writes writes = new Writes();
        put("2");
        awaitValue("2");
        readsEnd();
        awaitValue("2");
        replica.resume();
        awaitReadsFrom(replica);
        writes.stop();
        awaitValue("2");
    }

    @Test
    void theOnlyReplicaHangs_readsEnd_andComeBack() throws Exception {
        open("replica", master, replica);
        put("1");
        awaitValue("1");
        replica.pause();
        Writes writes = new Writes();
        readsEnd();
        Eventually.until("it is known to hang, and nobody waits for it", () -> {
            long start = System.nanoTime();
            assertThat(Failures.tolerated(() -> cache.find("a").isPresent())).isFalse();
            return Duration.ofNanos(System.nanoTime() - start).compareTo(TIMEOUT) < 0;
        });
        replica.resume();
        awaitValue("1");
        writes.stop();
    }

    @Test
    void oneReplicaHangs_theOtherIsReadFrom() throws Exception {
        RedisServer other = platforms.with(RedisServer.startReplicaOf(master));
        open("replica", master, replica, other);
        put("1");
        awaitValue("1");
        long before = reads(replica);
        cache.find("a");
        RedisServer hanging = reads(replica) > before ? replica : other;
        hanging.pause();
        Writes writes = new Writes();
        put("2");
        awaitValue("2");
        hanging.resume();
        writes.stop();
        awaitValue("2");
    }

    @Test
    void oneOfAnyHangs_readsAreAnsweredByTheOthers() throws Exception {
        open("any", master, replica);
        put("1");
        awaitValue("1");
        replica.pause();
        Writes writes = new Writes();
        readsEnd();
        Eventually.succeeds("it is known to hang", () -> {
            for (int i = 0; i < 20; i++) {
                assertThat(cache.find("a")).contains("1");
            }
            return true;
        });
        replica.resume();
        writes.stop();
        awaitReadsFrom(replica);
    }

    @Test
    void theOnlyReplicaKilled_readsFail_andComeBack_whileWritesGoOn() throws Exception {
        open("replica", master, replica);
        put("1");
        awaitValue("1");
        replica.kill();
        Writes writes = new Writes();
        readsEnd();
        replica.restart();
        awaitValue("1");
        writes.stop();
    }

    /** There is none to read from at the start, which Lettuce alone would never look for again. */
    @Test
    void replicaThatIsAwayAtTheStart_isReadFrom_onceItIsThere_whileWritesGoOn() throws Exception {
        replica.kill();
        open("replica", master, replica);
        Writes writes = new Writes();
        readsEnd();
        replica.restart();
        put("1");
        awaitValue("1");
        writes.stop();
    }

    /** Nothing fails without it; yet it is there to be read from. */
    @Test
    void preferredReplicaThatIsAwayAtTheStart_isReadFrom_onceItIsThere() throws Exception {
        replica.kill();
        open("replica-preferred", master, replica);
        put("1");
        awaitValue("1");
        Writes writes = new Writes();
        replica.restart();
        awaitReadsFrom(replica);
        writes.stop();
    }
}
