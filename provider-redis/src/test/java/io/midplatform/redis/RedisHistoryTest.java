package io.midplatform.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.cache.Cache;
import io.midplatform.cache.CachePutOptions;
import io.midplatform.cache.CacheResult;
import io.midplatform.redis.testing.Call;
import io.midplatform.redis.testing.RedisBackend;
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

    private static Instances instances;

    private Map<String, Register> registers = Map.of();
    private final Set<String> replaced = ConcurrentHashMap.newKeySet();
    private final AtomicLong counted = new AtomicLong();

    @BeforeContainer
    static void open() {
        RedisBackend redis = RedisBackend.redis();
        redis.clear();
        instances = new Instances(3, redis.settings());
    }

    @AfterContainer
    static void close() {
        instances.close();
    }

    @Property(tries = 15)
    void anyHistory_isOneOfRegisters(@ForAll Random random) throws Exception {
        registers = new TreeMap<>();
        KEYS.forEach(key -> registers.put(key, new Register(key)));
        replaced.clear();
        counted.set(0);
        RedisBackend.redis().clear(); // without the cache's marker, too: the instances must agree on a new one
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
        Cache<String> cache = instances.cache(thread % instances.count());
        String key = KEYS.get(random.nextInt(KEYS.size()));
        Register register = registers.get(key);
        // every entry has the tag: to invalidate it is to remove all of them
        CachePutOptions tagged = CachePutOptions.defaults().tags(TAG);
        long start = System.nanoTime();
        switch (random.nextInt(12)) {
            case 0, 1 -> {
                cache.put(key, value, tagged);
                register.wrote(Optional.of(value), true, start, System.nanoTime());
            }
            case 2 -> {
                Map<String, String> all = new HashMap<>();
                KEYS.forEach(each -> all.put(each, value + each));
                cache.putAll(all, tagged).throwIfAny();
                long end = System.nanoTime();
                all.forEach((each, written) -> registers.get(each).wrote(Optional.of(written), true, start, end));
            }
            case 3 -> putIfAbsent(cache, key, value, tagged);
            case 4 -> replace(cache, key, value, tagged);
            case 5 -> {
                cache.remove(key);
                register.wrote(Optional.empty(), true, start, System.nanoTime());
            }
            case 6 -> {
                if (random.nextBoolean()) {
                    cache.clear();
                } else {
                    cache.invalidateTag(TAG);
                }
                long end = System.nanoTime();
                registers.values().forEach(each -> each.wrote(Optional.empty(), true, start, end));
            }
            case 7 -> load(cache, key, value, start);
            case 8 -> {
                Map<String, String> found = cache.findAll(KEYS);
                long end = System.nanoTime();
                KEYS.forEach(each -> registers.get(each).read(Optional.ofNullable(found.get(each)), start, end));
            }
            case 9 -> {
                long by = random.nextInt(20) - 5L;
                instances.counters(thread % instances.count()).increment("n", by);
                counted.addAndGet(by);
            }
            default -> register.read(cache.find(key), start, System.nanoTime());
        }
    }

    private void putIfAbsent(Cache<String> cache, String key, String value, CachePutOptions options) {
        long start = System.nanoTime();
        boolean written = cache.putIfAbsent(key, value, options);
        long end = System.nanoTime();
        if (written) {
            registers.get(key).read(Optional.empty(), start, end);
            registers.get(key).wrote(Optional.of(value), true, start, end);
        }
    }

    private void replace(Cache<String> cache, String key, String value, CachePutOptions options) {
        long start = System.nanoTime();
        CacheResult<String> seen = cache.lookup(key);
        registers.get(key).read(seen.value(), start, System.nanoTime());
        if (seen.version().isEmpty()) {
            return;
        }
        String version = seen.version().get();
        long from = System.nanoTime();
        if (cache.replace(key, version, value, options)) {
            long end = System.nanoTime();
            registers.get(key).read(seen.value(), from, end);
            registers.get(key).wrote(Optional.of(value), true, from, end);
            assertThat(replaced.add(key + version)).as("replaced twice").isTrue();
        }
    }

    private void load(Cache<String> cache, String key, String value, long start) {
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
            registers.get(key).wrote(Optional.of(value), false, start, end);
        } else {
            registers.get(key).read(found, start, end);
        }
    }
}
