package io.midplatform.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.midplatform.Platform;
import io.midplatform.cache.Cache;
import io.midplatform.redis.testing.Call;
import io.midplatform.redis.testing.Eventually;
import io.midplatform.redis.testing.Failures;
import io.midplatform.redis.testing.Platforms;
import io.midplatform.redis.testing.RedisSentinels;
import io.midplatform.redis.testing.RedisServer;
import io.midplatform.redis.testing.Resp;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Sentinels that put a replica in the place of its master. */
@Execution(ExecutionMode.CONCURRENT)
class RedisSentinelFaultTest {
    @RegisterExtension
    final Platforms platforms = new Platforms();

    private final RedisSentinels set = platforms.with(RedisSentinels.start());

    @Test
    void masterKilled_theNewOneIsFound() throws Exception {
        failOver(RedisServer::kill);
    }

    @Test
    void masterHangs_theNewOneIsFound_andTheOldOneIsNotUsedWhenItGoesOn() throws Exception {
        RedisServer old = failOver(RedisServer::pause);
        old.resume();
        Eventually.until(
                "the old master follows", () -> String.valueOf(old.call("ROLE")).startsWith("[slave"));
        Cache<String> cache = platforms.open(set.settings()).cache("cache", String.class);
        // the sentinel that it asks may be the last to know
        Eventually.succeeds("the new master is used", () -> {
            cache.put("after", "1");
            return true;
        });
        assertThat(set.master().call("EXISTS", "midplatform:cache:after")).isEqualTo(1L);
    }

    @Test
    void aSentinelThatIsDown_doesNotMatter() {
        set.sentinels().get(0).kill();
        Cache<String> cache = platforms.open(set.settings()).cache("cache", String.class);
        Eventually.succeeds("connects through the others", () -> {
            cache.put("a", "1");
            return true;
        });
        assertThat(cache.find("a")).contains("1");
    }

    /** Each sentinel tells of it, some late. */
    @Test
    void mastersSwapped_everyConnectionIsMadeAnewOnce() throws Exception {
        List<Boolean> made = new CopyOnWriteArrayList<>();
        Platform platform = platforms.open(set.settings(), "cache.cache.near.max-entries", "10");
        Cache<String> cache = platform.cache("cache", String.class);
        Eventually.until("it listens", () -> {
            cache.put("a", "1");
            return cache.stats().staleWindow().isZero();
        });
        List<Resp> watches = new ArrayList<>();
        for (RedisServer sentinel : set.sentinels()) {
            Resp watch = platforms.with(sentinel.connect());
            watch.call("SUBSCRIBE", "+switch-master");
            watches.add(watch);
        }
        cache.unwrap(RedisClient.class).orElseThrow().addListener(new RedisConnectionStateListener() {
            @Override
            public void onRedisConnected(RedisChannelHandler<?, ?> connection, SocketAddress address) {
                if (connection instanceof StatefulRedisConnection<?, ?>) { // no sentinel that is asked
                    made.add(connection instanceof StatefulRedisPubSubConnection<?, ?>);
                }
            }
        });
        RedisServer old = set.master();
        RedisServer late = set.sentinels().get(2);
        late.pause();
        // the sentinel that is asked first, so that nobody is sent to the old master once more
        Eventually.succeeds(
                "it fails over", () -> set.sentinels().get(0).call("SENTINEL", "FAILOVER", RedisSentinels.MASTER));
        assertThat(String.valueOf(watches.get(0).next())).contains(RedisSentinels.MASTER);
        assertThat(String.valueOf(watches.get(1).next())).contains(RedisSentinels.MASTER);
        Eventually.until("both are made anew", () -> made.containsAll(List.of(false, true)));
        late.resume();
        assertThat(String.valueOf(watches.get(2).next())).contains(RedisSentinels.MASTER);
        set.awaitMasterOtherThan(old);
        for (int i = 0; i < 10; i++) {
            Eventually.succeeds("the new master is used", () -> {
                cache.put("a", "2");
                return true;
            });
            Eventually.until("it listens", () -> cache.stats().staleWindow().isZero());
            LockSupport.parkNanos(50_000_000); // what must not happen takes a moment to happen
        }
        assertThat(made).as("one for data, one for notices").containsExactlyInAnyOrder(false, true);
        assertThat(set.master().call("EXISTS", "midplatform:cache:a")).isEqualTo(1L);
    }

    private RedisServer failOver(java.util.function.Consumer<RedisServer> fault) throws Exception {
        Cache<String> cache = platforms
                .open(set.settings(), "cache.cache.timeout", "1s", "cache.cache.failure-policy", "fail-fast")
                .cache("cache", String.class);
        AtomicBoolean stop = new AtomicBoolean();
        List<Call<Void>> traffic = new ArrayList<>();
        for (int t = 0; t < 2; t++) {
            String key = "k" + t;
            Set<String> values = new HashSet<>();
            traffic.add(Call.run(() -> {
                for (int n = 0; !stop.get(); n++) {
                    String value = key + "-" + n;
                    values.add(value);
                    Failures.tolerated(() -> {
                        cache.put(key, value);
                        cache.find(key).ifPresent(read -> assertThat(values).contains(read));
                        return true;
                    });
                }
            }));
        }
        Eventually.until("traffic", () -> cache.find("k0").isPresent());
        RedisServer old = set.master();
        fault.accept(old);
        set.awaitMasterOtherThan(old);
        long moment = System.nanoTime();
        Eventually.succeeds("the new master is used", () -> {
            cache.put("new", "1");
            return true;
        });
        System.out.println("the new master was used after " + (System.nanoTime() - moment) / 1_000_000 + " ms");
        assertThat(set.master().call("EXISTS", "midplatform:cache:new")).isEqualTo(1L);
        stop.set(true);
        for (Call<Void> call : traffic) {
            call.result();
        }
        Eventually.succeeds("the last is read", () -> {
            cache.put("k0", "last");
            return assertThat(cache.find("k0")).contains("last");
        });
        return old;
    }
}
