package io.midplatform.benchmarks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.midplatform.Platform;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A hit near, beside {@code getIfPresent} of a Caffeine cache with the same room: one whose values live for ever, one whose values end as ours do. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class NearBenchmark {
    private static final int KEYS = 1024;
    private static final long ROOM = 10_000;

    private final String[] keys = new String[KEYS];
    private Platform platform;
    private io.midplatform.cache.Cache<String> near;
    private Cache<String, String> caffeine;
    private Cache<String, String> expiring;
    private int next;

    /** For JMH. */
    public NearBenchmark() {}

    /** Fills the three. */
    @Setup
    public void fill() {
        platform = Platform.builder()
                .isolated()
                .settings(Map.of(
                        "midplatform.cache.bench.near.max-entries",
                        Long.toString(ROOM),
                        "midplatform.cache.bench.near.ttl",
                        "1h",
                        "midplatform.cache.bench.ttl",
                        "2h"))
                .build();
        near = platform.cache("bench", String.class);
        caffeine = Caffeine.newBuilder().maximumSize(ROOM).build();
        expiring = Caffeine.newBuilder()
                .maximumSize(ROOM)
                .expireAfterWrite(Duration.ofHours(1))
                .build();
        for (int i = 0; i < KEYS; i++) {
            keys[i] = "customer-" + i;
            near.put(keys[i], "value-" + i);
            caffeine.put(keys[i], "value-" + i);
            expiring.put(keys[i], "value-" + i);
        }
    }

    /** Closes the platform. */
    @TearDown
    public void close() {
        platform.close();
    }

    private String key() {
        next = (next + 1) & (KEYS - 1);
        return keys[next];
    }

    /** Ours, absence being normal. */
    @Benchmark
    public Optional<String> find() {
        return near.find(key());
    }

    /** Ours, with a loader. */
    @Benchmark
    public String get() {
        return near.get(key(), key -> "loaded");
    }

    /** Caffeine without expiry. */
    @Benchmark
    public @Nullable String caffeine() {
        return caffeine.getIfPresent(key());
    }

    /** Caffeine with expiry. */
    @Benchmark
    public @Nullable String caffeineExpiring() {
        return expiring.getIfPresent(key());
    }
}
