package io.midplatform.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.cache.Cache;
import io.midplatform.cache.CachePutOptions;
import io.midplatform.cache.CacheResult;
import io.midplatform.redis.testing.Call;
import io.midplatform.redis.testing.RedisBackend;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever several threads of several instances do at once, each key is a register, each version is replaced once, and counters add up. */
class RedisHistoryTest {
    private static final List<String> KEYS = List.of("a", "b", "c");
    private static final String TAG = "t";
    private static final int THREADS = 6;
    private static final int STEPS = 150;

    /** So short that it ends many times in a history. */
    private static final Duration NEAR_TTL = Duration.ofMillis(20);
    /** Between the end of a value's time and the look at the clock. */
    private static final Duration SLACK = Duration.ofMillis(5);

    private static final List<Instances> OPEN = new ArrayList<>();

    private Instances instances = OPEN.get(0);

    private Map<String, Register> registers = Map.of();
    private final Set<String> replaced = ConcurrentHashMap.newKeySet();
    private final AtomicLong counted = new AtomicLong();

    @BeforeContainer
    static void open() {
        RedisBackend redis = RedisBackend.redis();
        redis.clear();
        OPEN.add(new Instances(3, redis.settings()));
        OPEN.add(new Instances(3, redis.settings(), "near.max-entries", "100", "near.ttl", NEAR_TTL.toMillis() + "ms"));
        OPEN.add(new Instances(3, redis.settings(), "near.max-entries", "100", "near.ttl", "1h"));
    }

    @AfterContainer
    static void close() {
        OPEN.forEach(Instances::close);
    }

    @Property(tries = 15)
    void anyHistory_isOneOfRegisters(@ForAll Random random) throws Exception {
        run(OPEN.get(0), Duration.ZERO, random);
    }

    /** Each instance's own writes are seen at once by itself, those of others after the time near at most. */
    @Property(tries = 15)
    void anyHistory_withNear_isOneOfRegisters_thatOthersSeeLater(@ForAll Random random) throws Exception {
        run(OPEN.get(1), NEAR_TTL.plus(SLACK), random);
    }

    /** Whatever was near while all wrote: once notices have arrived, nothing of it is left. */
    @Property(tries = 15)
    void anyHistory_withNear_endsInAgreement(@ForAll Random random) throws Exception {
        run(OPEN.get(2), Duration.ofHours(1), random);
        instances.awaitNotices();
        for (String key : KEYS) {
            Optional<String> stored = instances.cache(0).lookup(key).value();
            for (int i = 0; i < instances.count(); i++) {
                assertThat(instances.cache(i).find(key)).as(key + " of " + i).isEqualTo(stored);
                assertThat(instances.cache(i).findAll(KEYS).get(key)).isEqualTo(stored.orElse(null));
            }
        }
        assertThat(instances.cache(0).stats().nearHits()).isPositive();
    }

    private void run(Instances used, Duration near, Random random) throws Exception {
        instances = used;
        registers = new TreeMap<>();
        KEYS.forEach(key -> registers.put(key, new Register(key, near.toNanos())));
        replaced.clear();
        counted.set(0);
        instances.cache(0).clear();
        RedisBackend.redis().clear(); // without the cache's marker, too: the instances must agree on a new one
        instances.awaitNotices();
        CyclicBarrier start = new CyclicBarrier(THREADS);
        List<Call<Void>> threads = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            int thread = t;
            Random own = new Random(random.nextLong());
            threads.add(Call.run(() -> {
                start.await();
                for (int i = 0; i < STEPS; i++) {
                    step(thread, own, "v" + thread + "-" + i);
                }
            }));
        }
        for (Call<Void> thread : threads) {
            thread.result();
        }
        List<String> wrong = new ArrayList<>();
        registers.values().forEach(register -> wrong.addAll(register.violations()));
        assertThat(wrong).isEmpty();
        for (int i = 0; i < instances.count(); i++) {
            assertThat(instances.counters(i).get("n")).isEqualTo(counted.get());
        }
    }

    private void step(int thread, Random random, String value) {
        int instance = thread % instances.count();
        Cache<String> cache = instances.cache(instance);
        String key = KEYS.get(random.nextInt(KEYS.size()));
        Register register = registers.get(key);
        // every entry has the tag: to invalidate it is to remove all of them
        CachePutOptions tagged = CachePutOptions.defaults().tags(TAG);
        long start = System.nanoTime();
        switch (random.nextInt(12)) {
            case 0, 1 -> {
                cache.put(key, value, tagged);
                register.wrote(instance, Optional.of(value), true, start, System.nanoTime());
            }
            case 2 -> {
                Map<String, String> all = new HashMap<>();
                KEYS.forEach(each -> all.put(each, value + each));
                cache.putAll(all, tagged).throwIfAny();
                long end = System.nanoTime();
                all.forEach(
                        (each, written) -> registers.get(each).wrote(instance, Optional.of(written), true, start, end));
            }
            case 3 -> putIfAbsent(instance, key, value, tagged);
            case 4 -> replace(instance, key, value, tagged);
            case 5 -> {
                cache.remove(key);
                register.wrote(instance, Optional.empty(), true, start, System.nanoTime());
            }
            case 6 -> {
                if (random.nextBoolean()) {
                    cache.clear();
                } else {
                    cache.invalidateTag(TAG);
                }
                long end = System.nanoTime();
                registers.values().forEach(each -> each.wrote(instance, Optional.empty(), true, start, end));
            }
            case 7 -> load(instance, key, value, start);
            case 8 -> {
                Map<String, String> found = cache.findAll(KEYS);
                long end = System.nanoTime();
                KEYS.forEach(
                        each -> registers.get(each).read(instance, Optional.ofNullable(found.get(each)), start, end));
            }
            case 9 -> {
                long by = random.nextInt(20) - 5L;
                instances.counters(instance).increment("n", by);
                counted.addAndGet(by);
            }
            default -> register.read(instance, cache.find(key), start, System.nanoTime());
        }
    }

    private void putIfAbsent(int instance, String key, String value, CachePutOptions options) {
        Cache<String> cache = instances.cache(instance);
        long start = System.nanoTime();
        boolean written = cache.putIfAbsent(key, value, options);
        long end = System.nanoTime();
        if (written) {
            registers.get(key).read(instance, Optional.empty(), start, end);
            registers.get(key).wrote(instance, Optional.of(value), true, start, end);
        }
    }

    private void replace(int instance, String key, String value, CachePutOptions options) {
        Cache<String> cache = instances.cache(instance);
        long start = System.nanoTime();
        CacheResult<String> seen = cache.lookup(key);
        registers.get(key).read(instance, seen.value(), start, System.nanoTime());
        if (seen.version().isEmpty()) {
            return;
        }
        String version = seen.version().get();
        long from = System.nanoTime();
        if (cache.replace(key, version, value, options)) {
            long end = System.nanoTime();
            registers.get(key).read(instance, seen.value(), from, end);
            registers.get(key).wrote(instance, Optional.of(value), true, from, end);
            assertThat(replaced.add(key + version)).as("replaced twice").isTrue();
        }
    }

    private void load(int instance, String key, String value, long start) {
        Cache<String> cache = instances.cache(instance);
        AtomicBoolean loaded = new AtomicBoolean();
        Optional<String> found = cache.find(
                key,
                k -> {
                    loaded.set(true);
                    return value;
                },
                io.midplatform.cache.CacheGetOptions.defaults().tags(TAG));
        long end = System.nanoTime();
        if (loaded.get()) {
            // not cached when something else was written meanwhile
            registers.get(key).wrote(instance, Optional.of(value), false, start, end);
        } else {
            registers.get(key).read(instance, found, start, end);
        }
    }
}
