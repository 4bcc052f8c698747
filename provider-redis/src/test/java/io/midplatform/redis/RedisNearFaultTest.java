package io.midplatform.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.midplatform.HealthReport.Status;
import io.midplatform.Platform;
import io.midplatform.cache.Cache;
import io.midplatform.cache.CacheGetOptions;
import io.midplatform.cache.CachePutOptions;
import io.midplatform.redis.testing.Eventually;
import io.midplatform.redis.testing.Platforms;
import io.midplatform.redis.testing.RedisBackend;
import io.midplatform.redis.testing.RedisServer;
import io.midplatform.redis.testing.TcpProxy;
import io.midplatform.redis.testing.TcpProxy.Direction;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Values near while the server dies, and while notices do not arrive. */
@Execution(ExecutionMode.CONCURRENT)
class RedisNearFaultTest {
    private static final Duration TTL = Duration.ofSeconds(5);
    private static final String SHORTLY = "5s";
    /** Of timers on a machine with other things to do. */
    private static final Duration SLACK = Duration.ofSeconds(10);

    private static final String FOR_LONG = "1h";

    @RegisterExtension
    final Platforms platforms = new Platforms();

    private final RedisServer server = platforms.with(RedisServer.start());
    private final TcpProxy proxy = platforms.with(TcpProxy.to(server.port()));
    private final Map<String, String> network = RedisBackend.settings("127.0.0.1", proxy.port());

    private Platform platform(Map<String, String> settings, String nearTtl) {
        return platforms.openWatched(
                settings,
                "cache.cache.near.max-entries",
                "1000",
                "cache.cache.near.ttl",
                nearTtl,
                "cache.cache.timeout",
                "10s");
    }

    private Cache<String> listening(Platform platform) {
        Cache<String> cache = platform.cache("cache", String.class);
        awaitListening(cache);
        return cache;
    }

    private static void awaitListening(Cache<String> cache) {
        Eventually.until("it listens", () -> cache.stats().staleWindow().isZero());
    }

    private static void awaitInterruption(Cache<String> cache) {
        Eventually.until(
                "it knows that notices do not arrive",
                () -> !cache.stats().staleWindow().isZero());
    }

    private static void awaitValue(Cache<String> cache, String key, String value) {
        Eventually.until(key + " is " + value, () -> cache.find(key).equals(Optional.of(value)));
    }

    /** So that a value is near, and stays there. */
    private void keep(Cache<String> cache, String key, String value) {
        platforms.awaitNotices();
        assertThat(cache.find(key)).contains(value);
        long before = cache.stats().nearHits();
        assertThat(cache.find(key)).contains(value);
        assertThat(cache.stats().nearHits()).isEqualTo(before + 1);
    }

    private static void put(Cache<String> cache, String key, String value) {
        Eventually.succeeds("writes", () -> {
            cache.put(key, value);
            return true;
        });
    }

    /** Every value that is read until this one is. */
    private static Set<String> valuesUntil(Cache<String> cache, String key, String last) {
        Set<String> seen = new HashSet<>();
        Eventually.until(key + " is " + last, () -> {
            cache.find(key).ifPresent(seen::add);
            return seen.contains(last);
        });
        return seen;
    }

    @Test
    void serverRestarted_nearIsEmptied_andNothingOldIsServed() {
        Platform watched = platform(server.settings(), FOR_LONG);
        Cache<String> one = listening(platform(server.settings(), FOR_LONG));
        Cache<String> two = listening(watched);
        for (int i = 0; i < 3; i++) {
            String old = "old" + i;
            put(one, "a", old);
            put(one, "kept" + i, "1");
            keep(two, "a", old);
            keep(two, "kept" + i, "1");
            server.kill();
            awaitInterruption(one);
            awaitInterruption(two);
            assertThat(two.find("a")).as("near is all there is").contains(old);
            assertThat(watched.health().status()).isEqualTo(Status.DEGRADED);
            server.restart();
            awaitListening(one);
            awaitListening(two);
            assertThat(two.find("kept" + i)).as("what was there is gone").isEmpty();
            put(one, "a", "new" + i);
            assertThat(valuesUntil(two, "a", "new" + i)).containsExactly("new" + i);
            Eventually.until("all is well", () -> {
                two.find("a");
                return watched.health().status() == Status.UP;
            });
        }
    }

    @Test
    void serverHangs_nearIsServedForItsTime_andNoLonger() {
        Cache<String> cache = listening(platform(server.settings(), SHORTLY));
        long before = System.nanoTime();
        cache.put("a", "1");
        long written = System.nanoTime();
        keep(cache, "a", "1");
        server.pause();
        CacheGetOptions briefly = CacheGetOptions.defaults().timeout(Duration.ofMillis(50));
        Eventually.until("its time is over", () -> cache.find("a", briefly).isEmpty());
        long over = System.nanoTime();
        assertThat(Duration.ofNanos(over - before)).isGreaterThanOrEqualTo(TTL);
        assertThat(Duration.ofNanos(over - written)).isLessThan(TTL.plus(SLACK));
        server.resume();
        Eventually.until("the store is asked again", () -> cache.find("a").isPresent());
    }

    @Test
    void blackHole_valuesAreNoOlderThanTheirTimeNear_andTheNewOneIsReadAfterIt() {
        Cache<String> writer = listening(platform(server.settings(), FOR_LONG));
        Cache<String> cutOff = listening(platform(network, SHORTLY));
        CacheGetOptions briefly = CacheGetOptions.defaults().timeout(Duration.ofMillis(50));
        writer.put("a", "old");
        keep(cutOff, "a", "old");
        proxy.hold();
        writer.put("a", "new");
        long replaced = System.nanoTime();
        assertThat(writer.find("a")).as("its own write").contains("new");
        assertThat(cutOff.find("a")).as("nobody told it").contains("old");
        Eventually.until("old values end", () -> cutOff.find("a", briefly).isEmpty());
        assertThat(Duration.ofNanos(System.nanoTime() - replaced)).isLessThan(TTL.plus(SLACK));
        // the driver asks the server every five seconds, and is patient once
        awaitInterruption(cutOff);
        Duration window = cutOff.stats().staleWindow();
        Eventually.until("it grows", () -> cutOff.stats().staleWindow().compareTo(window) > 0);
        assertThat(cutOff.find("a", briefly)).isEmpty();
        proxy.heal();
        awaitListening(cutOff);
        assertThat(valuesUntil(cutOff, "a", "new")).containsExactly("new");
        writer.put("a", "newer");
        awaitValue(cutOff, "a", "newer");
    }

    /** The server hears this instance, which hears nothing: what it writes all others see, what they write it does not. */
    @Test
    void onlyAnswersAreLost_othersHearOfItsWrites() {
        Cache<String> other = listening(platform(server.settings(), FOR_LONG));
        Cache<String> deaf = listening(platform(network, SHORTLY));
        other.put("a", "old");
        deaf.put("b", "1"); // it knows the cache's marker now: what it writes needs no answer before
        keep(other, "a", "old");
        keep(deaf, "a", "old");
        proxy.hold(Direction.TO_CLIENT);
        CachePutOptions briefly = CachePutOptions.defaults().timeout(Duration.ofSeconds(3));
        assertThat(catchThrowable(() -> deaf.put("a", "late", briefly))).isNotNull();
        assertThat(deaf.find("a", CacheGetOptions.defaults().timeout(Duration.ofMillis(50))))
                .as("what became of it, only the store knows")
                .isEmpty();
        awaitValue(other, "a", "late");
        proxy.heal();
        awaitValue(deaf, "a", "late");
    }

    @Test
    void cut_whatChangedMeanwhile_isSeenAtOnce() {
        Cache<String> writer = listening(platform(server.settings(), FOR_LONG));
        Cache<String> cutOff = listening(platform(network, FOR_LONG));
        for (int i = 0; i < 3; i++) {
            String old = "old" + i;
            writer.put("a", old);
            writer.put("b", old);
            keep(cutOff, "a", old);
            keep(cutOff, "b", old);
            proxy.refuse();
            awaitInterruption(cutOff);
            writer.put("a", "new" + i);
            writer.remove("b");
            assertThat(cutOff.find("a")).as("nobody can tell it").contains(old);
            proxy.welcome();
            awaitListening(cutOff);
            assertThat(cutOff.find("b")).isEmpty();
            assertThat(valuesUntil(cutOff, "a", "new" + i)).containsExactly("new" + i);
        }
    }

    @Test
    void cutAgainAndAgain_underTraffic_theNewestIsReadInTheEnd() throws Exception {
        Cache<String> writer = listening(platform(server.settings(), FOR_LONG));
        Cache<String> cutOff = listening(platform(network, "1s"));
        NearTraffic traffic = NearTraffic.start(writer, List.of(writer, cutOff, cutOff), "a", Duration.ofSeconds(1));
        for (int i = 0; i < 15; i++) {
            if (i % 3 == 2) {
                // in the middle of a notice, or of a reply
                proxy.cutAfter(Direction.TO_CLIENT, 10 + i);
            } else {
                proxy.cut();
            }
            traffic.awaitMore();
        }
        traffic.stop("cut 15 times");
        awaitListening(cutOff);
        writer.put("a", "last");
        awaitValue(cutOff, "a", "last");
    }

    @Test
    void listenersKilled_bySomebodyElse_missNothingForLong() throws Exception {
        Cache<String> one = listening(platform(server.settings(), FOR_LONG));
        Cache<String> two = listening(platform(server.settings(), FOR_LONG));
        for (int i = 0; i < 20; i++) {
            String before = "before" + i;
            String after = "after" + i;
            one.put("a", before);
            keep(two, "a", before);
            server.call("CLIENT", "KILL", "TYPE", "pubsub");
            one.put("a", after);
            // whether it was told or not: it is never for an hour
            awaitValue(two, "a", after);
            two.put("b", after);
            awaitValue(one, "b", after);
        }
        NearTraffic traffic = NearTraffic.start(one, List.of(one, two, two), "c", TTL);
        for (int i = 0; i < 20; i++) {
            server.call("CLIENT", "KILL", "TYPE", "pubsub");
            traffic.awaitMore();
        }
        traffic.stop("listeners killed 20 times");
    }
}
