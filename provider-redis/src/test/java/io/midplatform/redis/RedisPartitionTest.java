package io.midplatform.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.Platform;
import io.midplatform.PlatformException;
import io.midplatform.cache.Cache;
import io.midplatform.cache.CacheGetOptions;
import io.midplatform.cache.CachePutOptions;
import io.midplatform.cache.CounterOptions;
import io.midplatform.cache.Counters;
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
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A server that is well behind a network that is not. */
@Execution(ExecutionMode.CONCURRENT)
class RedisPartitionTest {
    /** Long enough that a call is sent before it ends, whatever else the machine does: what was never sent is not ambiguous. */
    private static final Duration SHORT = Duration.ofSeconds(2);
    /** Longer than a busy machine pauses, and shorter than the time-out of calls that have none of their own. */
    private static final Duration LONG = Duration.ofSeconds(10);

    private static final String[] PATIENT = {"cache.cache.failure-policy", "fail-fast"};

    @RegisterExtension
    final Platforms platforms = new Platforms();

    private final RedisServer server = platforms.with(RedisServer.start());
    private final TcpProxy proxy = platforms.with(TcpProxy.to(server.port()));
    private final Map<String, String> network = RedisBackend.settings("127.0.0.1", proxy.port());

    @Test
    void cutAgainAndAgain_countersCountWhatTheySay() throws Exception {
        Counters counters = platforms.open(network).counters("counters");
        AtomicLong done = new AtomicLong();
        AtomicLong ambiguous = new AtomicLong();
        AtomicLong refused = new AtomicLong();
        AtomicBoolean stop = new AtomicBoolean();
        List<Call<Void>> callers = Call.times(4, () -> {
            while (!stop.get()) {
                try {
                    counters.increment("a");
                    done.incrementAndGet();
                } catch (PlatformException e) {
                    assertThat(Failures.of(e).code()).isIn(ErrorCode.UNAVAILABLE, ErrorCode.DEADLINE_EXCEEDED);
                    (e.ambiguous() ? ambiguous : refused).incrementAndGet();
                }
            }
        });
        for (int i = 0; i < 25; i++) {
            long before = done.get();
            Eventually.until("increments go on", () -> done.get() > before + 20);
            if (i % 2 == 0) {
                proxy.cut();
            } else {
                // in the middle of a reply
                proxy.cutAfter(Direction.TO_CLIENT, 1 + i);
            }
        }
        stop.set(true);
        for (Call<Void> caller : callers) {
            caller.result();
        }
        long value = Long.parseLong(String.valueOf(server.call("GET", "midplatform:counters:a")));
        System.out.println("cut 25 times: " + done + " done, " + ambiguous + " ambiguous, " + refused + " refused, "
                + value + " counted");
        assertThat(value).isBetween(done.get(), done.get() + ambiguous.get());
        assertThat(ambiguous.get()).as("nothing was under way when it was cut").isPositive();
    }

    @Test
    void requestLost_replyLost_bothAreAmbiguous_andAreNotSentAgain() {
        Counters counters = platforms.open(network).counters("counters");
        CounterOptions briefly = CounterOptions.defaults().timeout(SHORT);
        for (Direction lost : Direction.values()) {
            String key = lost.name();
            Eventually.succeeds("connected", () -> counters.increment(key));
            long before = counters.get(key);
            proxy.hold(lost);
            PlatformException failure = failure(() -> counters.increment(key, 1, briefly));
            assertThat(failure.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
            assertThat(failure.ambiguous()).isTrue();
            if (lost == Direction.TO_CLIENT) {
                Eventually.until(
                        "it is counted",
                        () -> String.valueOf(before + 1).equals(server.call("GET", "midplatform:counters:" + key)));
            }
            proxy.cut();
            proxy.heal();
            long expected = lost == Direction.TO_SERVER ? before : before + 1;
            long now = Eventually.succeeds("reconnected", () -> counters.increment(key, 0));
            assertThat(now).as(lost + " was lost").isEqualTo(expected);
        }
    }

    @Test
    void cutWithinAReply_isNoValue() {
        Cache<String> cache = platforms.open(network, PATIENT).cache("cache", String.class);
        String value = "0123456789".repeat(20_000);
        cache.put("a", value);
        for (int bytes : new int[] {0, 1, 4, 9, 40, 60, 100, 16_384, 65_536, 199_999, 200_030}) {
            Eventually.until("connected", () -> cache.find("a").isPresent());
            proxy.cutAfter(Direction.TO_CLIENT, bytes);
            assertThat(failure(() -> cache.find("a")).code())
                    .as(bytes + " bytes")
                    .isEqualTo(ErrorCode.UNAVAILABLE);
            proxy.heal();
        }
        assertThat(Eventually.succeeds("connected", () -> cache.find("a").orElseThrow()))
                .isEqualTo(value);
    }

    @Test
    void cutWithinARequest_writesNothingByHalves() {
        Cache<String> cache = platforms.open(network, PATIENT).cache("cache", String.class);
        String value = "0123456789".repeat(20_000);
        String other = "9876543210".repeat(20_000);
        cache.put("a", value);
        for (int bytes : new int[] {0, 1, 20, 100, 16_384, 100_000, 199_000}) {
            Eventually.succeeds("connected", () -> cache.find("a"));
            proxy.cutAfter(Direction.TO_SERVER, bytes);
            PlatformException failure = failure(() -> cache.put("a", other));
            assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
            assertThat(failure.ambiguous()).isTrue();
            proxy.heal();
            assertThat(Eventually.succeeds("connected", () -> cache.find("a")))
                    .as(bytes + " bytes of the request arrived")
                    .contains(value);
        }
    }

    @Test
    void slow_lateRepliesReachNobodyElse() throws Exception {
        Cache<String> cache = platforms.open(network, PATIENT).cache("cache", String.class);
        for (int i = 0; i < 40; i++) {
            cache.put("k" + i, "v" + i);
        }
        proxy.delay(Direction.TO_CLIENT, Duration.ofMillis(25));
        AtomicLong late = new AtomicLong();
        AtomicLong found = new AtomicLong();
        List<Call<Void>> readers = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            int first = t * 10;
            readers.add(Call.run(() -> {
                for (int i = 0; i < 100; i++) {
                    int n = first + i % 10;
                    // some give up before the reply is there, some do not
                    CacheGetOptions options = CacheGetOptions.defaults().timeout(Duration.ofMillis(5 + i * 7 % 80));
                    try {
                        assertThat(cache.find("k" + n, options)).contains("v" + n);
                        found.incrementAndGet();
                    } catch (PlatformException e) {
                        assertThat(Failures.of(e).code()).isIn(ErrorCode.DEADLINE_EXCEEDED, ErrorCode.UNAVAILABLE);
                        late.incrementAndGet();
                    }
                }
            }));
        }
        for (Call<Void> reader : readers) {
            reader.result();
        }
        assertThat(late.get()).isPositive();
        assertThat(found.get()).isPositive();
        proxy.heal();
        for (int i = 0; i < 40; i++) {
            int n = i;
            assertThat(Eventually.succeeds("reads", () -> cache.find("k" + n))).contains("v" + n);
        }
    }

    @Test
    void blackHole_everyCallEndsAtItsDeadline_inEitherDirection() throws Exception {
        Platform platform = platforms.open(network, PATIENT);
        Cache<String> cache = platform.cache("cache", String.class);
        for (Direction held : Direction.values()) {
            Eventually.succeeds("connected", () -> {
                cache.put("a", "1");
                return true;
            });
            proxy.hold(held);
            List<Call<Void>> calls = new ArrayList<>();
            calls.addAll(Call.times(
                    8, () -> cache.find("a", CacheGetOptions.defaults().timeout(SHORT))));
            calls.addAll(Call.times(
                    8, () -> cache.put("a", "1", CachePutOptions.defaults().timeout(SHORT))));
            for (Call<Void> call : calls) {
                assertThat(Failures.of(call).code()).isIn(ErrorCode.DEADLINE_EXCEEDED, ErrorCode.UNAVAILABLE);
                assertThat(call.took()).isLessThan(LONG);
            }
            proxy.heal();
        }
        Eventually.succeeds("recovers", () -> cache.find("a").orElseThrow());
    }

    /** A connection that says nothing any more must be given up by itself, long before TCP would: no reset ever arrives. */
    @Test
    void blackHoleThatStays_aNewConnectionIsTriedByItself() {
        Cache<String> cache = platforms.open(network, PATIENT).cache("cache", String.class);
        cache.put("a", "1");
        int before = proxy.accepted();
        proxy.hold(Direction.TO_CLIENT);
        CacheGetOptions briefly = CacheGetOptions.defaults().timeout(Duration.ofMillis(100));
        Eventually.until("it connects anew", () -> {
            failure(() -> cache.find("a", briefly));
            return proxy.accepted() > before;
        });
        proxy.heal();
        Eventually.succeeds("recovers", () -> cache.find("a").orElseThrow());
    }

    @Test
    void blackHole_theQueueIsBounded() throws Exception {
        String[] settings = {
            "cache.cache.failure-policy",
            "fail-fast",
            "providers.redis.request-queue",
            "16",
            "cache.cache.timeout",
            "4s"
        };
        Cache<String> cache = platforms.open(network, settings).cache("cache", String.class);
        cache.put("a", "1");
        proxy.hold();
        CountDownLatch all = new CountDownLatch(100);
        List<Call<Void>> calls = Call.times(100, () -> {
            all.countDown();
            all.await();
            cache.find("a");
        });
        int rejected = 0;
        for (Call<Void> call : calls) {
            PlatformException failure = Failures.of(call);
            if (failure.code() != ErrorCode.DEADLINE_EXCEEDED) {
                assertThat(failure.code()).as(failure.getMessage()).isIn(ErrorCode.UNAVAILABLE, ErrorCode.THROTTLED);
                assertThat(failure.ambiguous()).isFalse();
                assertThat(failure.retryable()).isTrue();
                rejected++;
            }
        }
        assertThat(rejected).isGreaterThanOrEqualTo(100 - 2 * 16);
        proxy.heal();
        Eventually.succeeds("recovers", () -> cache.find("a").orElseThrow());
    }

    /** What was given up must not pile up while nobody takes it: 400 writes of 1 MiB into a test JVM that has not that much. */
    @Test
    void blackHole_whatWasGivenUp_takesNoRoom() throws Exception {
        String[] settings = {"providers.redis.request-queue", "32"};
        Cache<String> cache = platforms.open(network, settings).cache("cache", String.class);
        cache.put("a", "1");
        proxy.hold(Direction.TO_SERVER);
        String large = "x".repeat(1 << 20);
        CachePutOptions briefly = CachePutOptions.defaults().timeout(Duration.ofMillis(20));
        long before = used();
        for (int i = 0; i < 400; i++) {
            assertThat(failure(() -> cache.put("a", large, briefly)).code())
                    .isIn(ErrorCode.DEADLINE_EXCEEDED, ErrorCode.UNAVAILABLE, ErrorCode.THROTTLED);
        }
        assertThat(used() - before).isLessThan(100L << 20);
        proxy.heal();
        Eventually.until("recovers", () -> {
            cache.put("a", "2");
            return true;
        });
    }

    private static long used() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory()
                - runtime.freeMemory()
                + io.netty.util.internal.PlatformDependent.usedDirectMemory();
    }

    @Test
    void refused_failsAtOnce_andRecovers() {
        Cache<String> cache = platforms.open(network, PATIENT).cache("cache", String.class);
        cache.put("a", "1");
        proxy.refuse();
        Eventually.until(
                "the client knows", () -> !failure(() -> cache.put("a", "2")).ambiguous());
        long start = System.nanoTime();
        assertThat(failure(() -> cache.find("a")).code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONG);
        proxy.welcome();
        Eventually.succeeds("recovers", () -> cache.find("a").orElseThrow());
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
