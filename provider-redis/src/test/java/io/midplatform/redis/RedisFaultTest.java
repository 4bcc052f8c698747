package io.midplatform.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.Platform;
import io.midplatform.PlatformException;
import io.midplatform.cache.Cache;
import io.midplatform.cache.CacheGetOptions;
import io.midplatform.cache.CachePutOptions;
import io.midplatform.cache.CacheStatus;
import io.midplatform.cache.CounterOptions;
import io.midplatform.cache.Counters;
import io.midplatform.redis.testing.Call;
import io.midplatform.redis.testing.Eventually;
import io.midplatform.redis.testing.Failures;
import io.midplatform.redis.testing.Platforms;
import io.midplatform.redis.testing.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A server that is killed, hangs, or comes back empty. */
class RedisFaultTest {
    /** Long enough that a call is sent before it ends, whatever else the machine does: what was never sent is not ambiguous. */
    private static final Duration SHORT = Duration.ofSeconds(2);
    /** Longer than a busy machine pauses, and shorter than the time-out of calls that have none of their own. */
    private static final Duration LONG = Duration.ofSeconds(10);

    @RegisterExtension
    final Platforms platforms = new Platforms();

    private final RedisServer server = platforms.with(RedisServer.start());
    private final Platform platform = platforms.open(server.settings());
    private final Cache<String> cache = platform.cache("cache", String.class);
    private final Counters counters = platform.counters("counters");

    @Test
    void killed_callsUnderWay_endAtOnce() throws Exception {
        cache.put("a", "1");
        counters.increment("a");
        server.pause();
        Call<CacheStatus> read = Call.start(() -> cache.lookup("a").status());
        Call<String> load = Call.start(() -> cache.get("b", key -> "loaded"));
        List<Call<Void>> writes = writes();
        read.awaitWaiting();
        load.awaitWaiting();
        writes.forEach(Call::awaitWaiting);
        long killed = System.nanoTime();
        server.kill();
        assertThat(read.result()).isEqualTo(CacheStatus.DEGRADED);
        assertThat(load.result()).isEqualTo("loaded");
        assertThat(read.tookSince(killed)).isLessThan(LONG);
        for (Call<Void> write : writes) {
            PlatformException failure = Failures.of(write);
            assertThat(failure.code()).as(failure.getMessage()).isEqualTo(ErrorCode.UNAVAILABLE);
            assertThat(failure.ambiguous()).as(failure.getMessage()).isTrue();
            assertThat(write.tookSince(killed)).isLessThan(LONG);
        }
    }

    private List<Call<Void>> writes() {
        return List.of(
                Call.run(() -> cache.put("a", "2")),
                Call.run(() -> cache.putIfAbsent("c", "2")),
                Call.run(() -> cache.putAll(Map.of("a", "2", "b", "2")).throwIfAny()),
                Call.run(() -> cache.remove("a")),
                Call.run(() -> cache.removeAll(List.of("a", "b")).throwIfAny()),
                Call.run(() -> cache.invalidateTag("t")),
                Call.run(cache::clear),
                Call.run(() -> counters.increment("a")),
                Call.run(() -> counters.reset("a")));
    }

    @Test
    void down_writesFailAtOnce_andHaveNotHappened() {
        cache.put("a", "1");
        server.kill();
        Eventually.until(
                "the client knows", () -> !failure(() -> cache.put("a", "2")).ambiguous());
        for (Call.Action write : List.<Call.Action>of(
                () -> cache.put("a", "2"),
                () -> cache.putAll(Map.of("a", "2", "b", "2")).throwIfAny(),
                () -> cache.remove("a"),
                () -> cache.clear(),
                () -> counters.increment("a"),
                () -> counters.get("a"))) {
            long start = System.nanoTime();
            PlatformException failure = failure(write);
            assertThat(failure.code()).as(failure.getMessage()).isEqualTo(ErrorCode.UNAVAILABLE);
            assertThat(failure.ambiguous()).as(failure.getMessage()).isFalse();
            assertThat(failure.retryable()).as(failure.getMessage()).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONG);
        }
        assertThat(cache.lookup("a").status()).isEqualTo(CacheStatus.DEGRADED);
        assertThat(cache.get("a", key -> "loaded")).isEqualTo("loaded");
    }

    @Test
    void backAndEmpty_everythingWorksAgain_andWhatWasThereIsGone() {
        cache.put("a", "1", CachePutOptions.defaults().tags("t"));
        counters.increment("a", 5);
        for (int i = 0; i < 3; i++) {
            server.kill();
            failure(() -> cache.put("b", "x"));
            server.restart();
            Eventually.succeeds("writes", () -> {
                cache.put("b", "2");
                return counters.increment("b");
            });
            Eventually.until("reads", () -> cache.lookup("b").status() == CacheStatus.HIT);
            assertThat(cache.lookup("a").status()).isEqualTo(CacheStatus.MISS);
            assertThat(counters.get("a")).isZero();
            assertThat(cache.putIfAbsent("c", "3")).isTrue();
            assertThat(cache.putIfAbsent("c", "4")).isFalse();
        }
    }

    @Test
    void downFromTheStart_opensAllTheSame_andWorksLater() {
        server.kill();
        Platform late = platforms.open(server.settings());
        Cache<String> degraded = late.cache("cache", String.class);
        assertThat(degraded.lookup("a").status()).isEqualTo(CacheStatus.DEGRADED);
        PlatformException failure = failure(() -> degraded.put("a", "1"));
        assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(failure.ambiguous()).isFalse();
        server.restart();
        Eventually.succeeds("writes", () -> {
            degraded.put("a", "1");
            return true;
        });
        Eventually.until("reads", () -> degraded.find("a").isPresent());
    }

    @Test
    void hanging_everyCallEndsAtItsDeadline_andTheServerThenGoesOn() throws Exception {
        cache.put("a", "1");
        counters.increment("a");
        server.pause();
        Call<CacheStatus> read = Call.start(() ->
                cache.lookup("a", CacheGetOptions.defaults().timeout(SHORT)).status());
        Call<Map<String, String>> bulk = Call.start(() ->
                cache.findAll(List.of("a", "b"), CacheGetOptions.defaults().timeout(SHORT)));
        Call<Void> put =
                Call.run(() -> cache.put("a", "2", CachePutOptions.defaults().timeout(SHORT)));
        Call<Void> increment = Call.run(
                () -> counters.increment("a", 1, CounterOptions.defaults().timeout(SHORT)));
        assertThat(read.result()).isEqualTo(CacheStatus.DEGRADED);
        assertThat(bulk.result()).isEmpty();
        for (Call<Void> write : List.of(put, increment)) {
            PlatformException failure = Failures.of(write);
            assertThat(failure.code()).as(failure.getMessage()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
            assertThat(failure.ambiguous()).as(failure.getMessage()).isTrue();
        }
        for (Call<?> call : List.of(read, bulk, put, increment)) {
            assertThat(call.took()).isBetween(SHORT.minusMillis(50), LONG);
        }
        server.resume();
        Eventually.until("reads", () -> cache.find("a").isPresent());
        assertThat(cache.find("a"))
                .as("what was given up happened all the same")
                .contains("2");
        assertThat(counters.get("a")).isEqualTo(2);
    }

    @Test
    void hanging_aPlatformThatOpens_endsAtItsDeadline() throws Exception {
        server.pause();
        Platform late = platforms.open(server.settings());
        Call<CacheStatus> read = Call.start(() -> late.cache("cache", String.class)
                .lookup("a", CacheGetOptions.defaults().timeout(SHORT))
                .status());
        Call<Void> put = Call.run(() -> late.cache("cache", String.class)
                .put("a", "1", CachePutOptions.defaults().timeout(SHORT)));
        assertThat(read.result()).isEqualTo(CacheStatus.DEGRADED);
        assertThat(read.took()).isLessThan(LONG);
        assertThat(Failures.of(put).code()).isIn(ErrorCode.DEADLINE_EXCEEDED, ErrorCode.UNAVAILABLE);
        assertThat(put.took()).isLessThan(LONG);
        server.resume();
        Eventually.succeeds("writes", () -> {
            late.cache("cache", String.class).put("a", "1");
            return true;
        });
    }

    @Test
    void hanging_interruptsAreHeardAtOnce() throws Exception {
        cache.put("a", "1");
        counters.increment("a");
        server.pause();
        AtomicBoolean flag = new AtomicBoolean();
        List<Call<Void>> calls = new ArrayList<>(writes());
        calls.add(Call.run(() -> cache.find("a")));
        calls.add(Call.run(() -> cache.findAll(List.of("a", "b"))));
        calls.add(Call.run(() -> {
            try {
                cache.find("a");
            } finally {
                flag.set(Thread.currentThread().isInterrupted());
            }
        }));
        calls.forEach(Call::awaitWaiting);
        long moment = System.nanoTime();
        calls.forEach(Call::interrupt);
        for (Call<Void> call : calls) {
            assertThat(Failures.of(call).code()).isEqualTo(ErrorCode.CANCELLED);
            assertThat(call.tookSince(moment)).isLessThan(LONG);
        }
        assertThat(flag).isTrue();
    }

    @Test
    void hanging_theStoreIsSpared_andCallsAreShort() {
        cache.put("a", "1");
        server.pause();
        CacheGetOptions briefly = CacheGetOptions.defaults().timeout(Duration.ofMillis(100));
        long start = System.nanoTime();
        for (int i = 0; i < 200; i++) {
            assertThat(cache.lookup("a", briefly).status()).isEqualTo(CacheStatus.DEGRADED);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONG); // 20 s if each waited
    }

    @Test
    void hanging_closeEnds_andSoDoTheCallsUnderWay() throws Exception {
        cache.put("a", "1");
        server.pause();
        List<Call<Void>> calls = new ArrayList<>(writes());
        calls.add(Call.run(() -> cache.find("a")));
        calls.forEach(Call::awaitWaiting);
        long moment = System.nanoTime();
        Call<Void> close = Call.run(() -> platform.close(Duration.ofSeconds(1)));
        assertThat(close.thrown()).isEmpty();
        assertThat(close.tookSince(moment)).isLessThan(LONG.multipliedBy(2));
        for (Call<Void> call : calls) {
            assertThat(call.tookSince(moment)).isLessThan(LONG.multipliedBy(2));
        }
    }

    @Test
    void markersLost_whatWasInvalidated_doesNotComeBack() {
        cache.put("dead", "1");
        cache.put("tagged", "1", CachePutOptions.defaults().tags("t"));
        cache.invalidateTag("t");
        cache.clear();
        cache.put("alive", "1");
        cache.put("aliveTagged", "1", CachePutOptions.defaults().tags("t"));
        server.call("DEL", "midplatform:cache#", "midplatform:cache#t");
        List<String> keys = List.of("dead", "tagged", "alive", "aliveTagged");
        assertThat(cache.findAll(keys)).isEmpty();
        cache.put("fresh", "1", CachePutOptions.defaults().tags("t"));
        assertThat(cache.findAll(keys)).isEmpty();
        assertThat(cache.find("fresh")).contains("1");
    }

    @Test
    void killedAndBack_underTraffic_nothingWrongIsRead() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        List<Call<Void>> traffic = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            String key = "k" + t;
            Set<String> values = ConcurrentHashMap.newKeySet();
            traffic.add(Call.run(() -> {
                for (int n = 0; !stop.get(); n++) {
                    String value = key + "-" + n;
                    values.add(value);
                    Failures.tolerated(() -> {
                        cache.put(key, value);
                        return counters.increment(key);
                    });
                }
            }));
            traffic.add(Call.run(() -> {
                while (!stop.get()) {
                    cache.find(key).ifPresent(value -> assertThat(values).contains(value));
                }
            }));
        }
        for (int i = 0; i < 3; i++) {
            server.kill();
            server.restart();
            Eventually.until(
                    "it is used again",
                    () -> String.valueOf(server.call("DBSIZE")).equals("9"));
        }
        stop.set(true);
        for (Call<Void> call : traffic) {
            call.result();
        }
        Eventually.until("reads", () -> cache.find("k0").isPresent());
    }

    private static PlatformException failure(Call.Action action) {
        try {
            action.run();
        } catch (Exception e) {
            return Failures.of(e);
        }
        throw new AssertionError("it returned");
    }
}
