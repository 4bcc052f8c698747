package io.midplatform.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.cache.Cache;
import io.midplatform.cache.CachePutOptions;
import io.midplatform.redis.testing.Call;
import io.midplatform.redis.testing.Eventually;
import io.midplatform.redis.testing.Failures;
import io.midplatform.redis.testing.Platforms;
import io.midplatform.redis.testing.RedisBackend;
import io.midplatform.redis.testing.RedisServer;
import io.midplatform.redis.testing.TcpProxy;
import io.midplatform.redis.testing.TcpProxy.Direction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Whatever instances do while their networks are cut: soon after, all that they keep near is what is stored, though it would last for an hour. */
@Execution(ExecutionMode.CONCURRENT)
class RedisNearCutTest {
    private static final List<String> KEYS = List.of("a", "b", "c");
    private static final int INSTANCES = 3;
    private static final int ROUNDS = 24;
    private static final int STEPS = 300;
    /** A notice that was lost is found by the next beat, after five seconds at most; silence would be found after fifteen. */
    private static final Duration FOUND = Duration.ofSeconds(13);

    @RegisterExtension
    final Platforms platforms = new Platforms();

    private final RedisServer server = platforms.with(RedisServer.start());
    private final List<TcpProxy> networks = new ArrayList<>();
    private final List<Cache<String>> caches = new ArrayList<>();

    @Test
    void everyRound_endsInAgreement() throws Exception {
        for (int i = 0; i < INSTANCES; i++) {
            networks.add(platforms.with(TcpProxy.to(server.port())));
            caches.add(platforms
                    .openWatched(
                            RedisBackend.settings("127.0.0.1", networks.get(i).port()),
                            "cache.cache.near.max-entries",
                            "1000",
                            "cache.cache.near.ttl",
                            "1h",
                            "cache.cache.timeout",
                            "1s",
                            "cache.cache.failure-policy",
                            "fail-fast")
                    .cache("cache", String.class));
        }
        Cache<String> truth = platforms.open(server.settings()).cache("cache", String.class);
        long seed = System.nanoTime();
        Random random = new Random(seed);
        long slowest = 0;
        for (int round = 0; round < ROUNDS; round++) {
            platforms.awaitNotices();
            round(round, random);
            long moment = System.nanoTime();
            for (int i = 0; i < INSTANCES; i++) {
                Cache<String> cache = caches.get(i);
                Eventually.until("it is connected", () -> {
                    cache.put("probe", "1");
                    return cache.stats().staleWindow().isZero();
                });
            }
            for (int i = 0; i < INSTANCES; i++) {
                String who = "seed " + seed + ", round " + round + ", instance " + i;
                Cache<String> cache = caches.get(i);
                Eventually.succeeds(who, FOUND, () -> {
                    for (String key : KEYS) {
                        Optional<String> stored = truth.lookup(key).value();
                        assertThat(cache.find(key)).as(key).isEqualTo(stored);
                        assertThat(cache.find(key)).as(key).isEqualTo(stored);
                    }
                    return true;
                });
            }
            slowest = Math.max(slowest, System.nanoTime() - moment);
        }
        System.out.println("agreement after " + slowest / 1_000_000 + " ms at most");
        assertThat(caches)
                .allSatisfy(cache -> assertThat(cache.stats().nearHits()).isPositive());
    }

    private void round(int round, Random random) throws Exception {
        CyclicBarrier start = new CyclicBarrier(INSTANCES + 1);
        List<Call<Void>> calls = new ArrayList<>();
        for (int i = 0; i < INSTANCES; i++) {
            Cache<String> cache = caches.get(i);
            String value = round + "-" + i + "-";
            Random own = new Random(random.nextLong());
            calls.add(Call.run(() -> {
                start.await();
                for (int step = 0; step < STEPS; step++) {
                    step(cache, own, value + step);
                }
            }));
        }
        start.await();
        TcpProxy network = networks.get(random.nextInt(INSTANCES));
        switch (round % 4) {
            case 0 -> network.cut();
            case 1 -> network.cutAfter(Direction.TO_CLIENT, random.nextInt(2_000));
            case 2 -> network.cutAfter(Direction.TO_SERVER, random.nextInt(2_000));
            default -> server.call("CLIENT", "KILL", "TYPE", "pubsub");
        }
        for (Call<Void> call : calls) {
            call.result();
        }
        networks.forEach(TcpProxy::heal);
    }

    private static void step(Cache<String> cache, Random random, String value) throws Exception {
        String key = KEYS.get(random.nextInt(KEYS.size()));
        int what = random.nextInt(8);
        Failures.tolerated(() -> {
            switch (what) {
                case 0, 1 -> cache.put(key, value);
                case 2 -> cache.put(key, value, CachePutOptions.defaults().tags("t"));
                case 3 -> cache.remove(key);
                case 4 -> cache.invalidateTag("t");
                case 5 -> cache.get(key, k -> value);
                default -> cache.find(key);
            }
            return true;
        });
    }
}
