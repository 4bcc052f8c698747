package io.midplatform.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.cache.Cache;
import io.midplatform.redis.testing.Call;
import io.midplatform.redis.testing.Eventually;
import io.midplatform.redis.testing.Failures;
import io.midplatform.redis.testing.Platforms;
import io.midplatform.redis.testing.RedisSentinels;
import io.midplatform.redis.testing.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Sentinels that put a replica in the place of its master. */
class RedisSentinelFaultTest {
    private static final Duration RECOVERY = Duration.ofSeconds(20);

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
                "the old master follows",
                RECOVERY,
                () -> String.valueOf(old.call("ROLE")).startsWith("[slave"));
        Cache<String> cache = platforms.open(set.settings()).cache("cache", String.class);
        cache.put("after", "1");
        assertThat(set.master().call("EXISTS", "midplatform:cache:after")).isEqualTo(1L);
    }

    @Test
    void aSentinelThatIsDown_doesNotMatter() {
        set.sentinels().get(0).kill();
        Cache<String> cache = platforms.open(set.settings()).cache("cache", String.class);
        Eventually.succeeds("connects through the others", RECOVERY, () -> {
            cache.put("a", "1");
            return true;
        });
        assertThat(cache.find("a")).contains("1");
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
        Eventually.until("traffic", RECOVERY, () -> cache.find("k0").isPresent());
        RedisServer old = set.master();
        fault.accept(old);
        set.awaitMasterOtherThan(old);
        long moment = System.nanoTime();
        Eventually.succeeds("the new master is used", RECOVERY, () -> {
            cache.put("new", "1");
            return true;
        });
        System.out.println("the new master was used after " + (System.nanoTime() - moment) / 1_000_000 + " ms");
        assertThat(set.master().call("EXISTS", "midplatform:cache:new")).isEqualTo(1L);
        stop.set(true);
        for (Call<Void> call : traffic) {
            call.result();
        }
        cache.put("k0", "last");
        assertThat(cache.find("k0")).contains("last");
        return old;
    }
}
