package io.midplatform.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.cache.Cache;
import io.midplatform.cache.CacheGetOptions;
import io.midplatform.cache.CachePutOptions;
import io.midplatform.cache.CacheResult;
import io.midplatform.cache.CacheStatus;
import io.midplatform.redis.testing.RedisBackend;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Random sequences of operations, each through any of three instances, agree with a plain map; with near once notices have arrived. */
class RedisModelTest {
    private enum Kind {
        PUT,
        PUT_TAGGED,
        PUT_TWO_TAGS,
        PUT_ALL,
        PUT_IF_ABSENT,
        REPLACE,
        REPLACE_OLD,
        REMOVE,
        REMOVE_ALL,
        LOAD,
        LOAD_TAGGED,
        LOAD_NOTHING,
        LOAD_ALL,
        INVALIDATE_T,
        INVALIDATE_U,
        CLEAR,
        COUNT,
        COUNT_DOWN,
        RESET
    }

    private record Step(Kind kind, int instance, String key, String other) {}

    /** An entry of the model; no value for remembered absence. */
    private record Entry(Optional<String> value, List<String> tags) {}

    private static final List<Instances> SERVERS = new ArrayList<>();

    private Instances instances = SERVERS.get(0);
    private final Map<String, Entry> model = new TreeMap<>();
    private final Map<String, Long> counts = new HashMap<>();
    private final Map<String, String> versions = new HashMap<>();

    @BeforeContainer
    static void open() {
        for (RedisBackend redis : RedisBackend.all()) {
            redis.clear();
            SERVERS.add(new Instances(3, redis.settings(), "negative-ttl", "1h"));
            SERVERS.add(new Instances(
                    3,
                    redis.settings(),
                    "prefix",
                    "midplatform-near",
                    "negative-ttl",
                    "1h",
                    "near.max-entries",
                    "100",
                    "near.ttl",
                    "1h"));
        }
    }

    @AfterContainer
    static void close() {
        SERVERS.forEach(Instances::close);
    }

    @Property(tries = 150)
    void anySequence_agreesWithAMap(@ForAll("steps") List<Step> steps) {
        for (Instances each : SERVERS) {
            instances = each;
            run(steps);
        }
    }

    private void run(List<Step> steps) {
        model.clear();
        counts.clear();
        versions.clear();
        instances.cache(0).clear();
        instances.awaitNotices();
        for (String key : List.of("a", "b", "c")) {
            instances.counters(0).reset(key);
        }
        int n = 0;
        for (Step step : steps) {
            apply(instances.cache(step.instance), step, step.kind + "-" + n++);
            checkOwn(step);
            instances.awaitNotices();
            check(step);
        }
    }

    /** Whoever did it sees it at once. */
    private void checkOwn(Step step) {
        Cache<String> cache = instances.cache(step.instance);
        for (String key : List.of(step.key, step.other, step.other + "x")) {
            assertThat(cache.find(key)).as(key).isEqualTo(value(key));
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<String> keys = Arbitraries.of("a", "b", "c");
        return Combinators.combine(
                        Arbitraries.of(Kind.class), Arbitraries.integers().between(0, 2), keys, keys)
                .as(Step::new)
                .list()
                .ofMaxSize(40);
    }

    private void apply(Cache<String> cache, Step step, String value) {
        String key = step.key;
        switch (step.kind) {
            case PUT -> {
                cache.put(key, value);
                write(key, value);
            }
            case PUT_TAGGED -> {
                cache.put(key, value, CachePutOptions.defaults().tags("t"));
                write(key, value, "t");
            }
            case PUT_TWO_TAGS -> {
                cache.put(key, value, CachePutOptions.defaults().tags("t", "u"));
                write(key, value, "t", "u");
            }
            case PUT_ALL -> {
                cache.putAll(Map.of(key, value, step.other + "x", value)).throwIfAny();
                write(key, value);
                write(step.other + "x", value);
            }
            case PUT_IF_ABSENT -> {
                boolean absent = value(key).isEmpty();
                assertThat(cache.putIfAbsent(key, value)).isEqualTo(absent);
                if (absent) {
                    write(key, value);
                }
            }
            case REPLACE ->
                cache.lookup(key).version().ifPresent(version -> {
                    assertThat(cache.replace(key, version, value)).isTrue();
                    write(key, value);
                    assertThat(cache.replace(key, version, "lost")).isFalse();
                });
            case REPLACE_OLD -> {
                String old = versions.get(key);
                if (old != null && !Optional.of(old).equals(cache.lookup(key).version())) {
                    assertThat(cache.replace(key, old, value)).isFalse();
                }
            }
            case COUNT, COUNT_DOWN, RESET -> count(step);
            case LOAD, LOAD_TAGGED, LOAD_NOTHING, LOAD_ALL -> load(cache, step, value);
            default -> take(cache, step);
        }
    }

    private void take(Cache<String> cache, Step step) {
        switch (step.kind) {
            case REMOVE -> {
                cache.remove(step.key);
                model.remove(step.key);
            }
            case REMOVE_ALL -> {
                cache.removeAll(List.of(step.key, step.other)).throwIfAny();
                model.remove(step.key);
                model.remove(step.other);
            }
            case INVALIDATE_T -> {
                cache.invalidateTag("t");
                model.values().removeIf(entry -> entry.tags.contains("t"));
            }
            case INVALIDATE_U -> {
                cache.invalidateTag("u");
                model.values().removeIf(entry -> entry.tags.contains("u"));
            }
            default -> {
                cache.clear();
                model.clear();
            }
        }
    }

    private void count(Step step) {
        var counters = instances.counters(step.instance);
        switch (step.kind) {
            case COUNT -> assertThat(counters.increment(step.key, 3)).isEqualTo(counts.merge(step.key, 3L, Long::sum));
            case COUNT_DOWN ->
                assertThat(counters.increment(step.key, -5)).isEqualTo(counts.merge(step.key, -5L, Long::sum));
            default -> {
                counters.reset(step.key);
                counts.remove(step.key);
            }
        }
    }

    private void load(Cache<String> cache, Step step, String value) {
        String key = step.key;
        Entry known = model.get(key);
        switch (step.kind) {
            case LOAD -> {
                assertThat(cache.find(key, k -> value)).isEqualTo(known == null ? Optional.of(value) : known.value);
                loaded(key, value);
            }
            case LOAD_TAGGED -> {
                cache.find(key, k -> value, CacheGetOptions.defaults().tags("t"));
                loaded(key, value, "t");
            }
            case LOAD_NOTHING -> {
                assertThat(cache.find(key, k -> null)).isEqualTo(known == null ? Optional.empty() : known.value);
                if (known == null) {
                    model.put(key, new Entry(Optional.empty(), List.of()));
                }
            }
            default -> {
                cache.getAll(List.of(key, step.other), missing -> {
                    Map<String, String> loaded = new HashMap<>();
                    missing.forEach(each -> loaded.put(each, value));
                    return loaded;
                });
                loaded(key, value);
                loaded(step.other, value);
            }
        }
    }

    /** Every instance sees the same. */
    private void check(Step step) {
        for (int i = 0; i < instances.count(); i++) {
            Cache<String> cache = instances.cache(i);
            Map<String, String> all = new HashMap<>();
            for (String key : List.of(step.key, step.other, step.other + "x")) {
                CacheResult<String> result = cache.lookup(key);
                assertThat(result.value()).as(key).isEqualTo(value(key));
                assertThat(result.status()).as(key).isEqualTo(status(key));
                result.version().ifPresent(version -> versions.putIfAbsent(key, version));
                value(key).ifPresent(value -> all.put(key, value));
            }
            assertThat(cache.findAll(List.of(step.key, step.other, step.other + "x")))
                    .isEqualTo(all);
            assertThat(cache.find(step.key)).isEqualTo(value(step.key));
            assertThat(instances.counters(i).get(step.key)).isEqualTo(counts.getOrDefault(step.key, 0L));
        }
    }

    private CacheStatus status(String key) {
        Entry entry = model.get(key);
        return entry == null ? CacheStatus.MISS : entry.value.isEmpty() ? CacheStatus.NEGATIVE : CacheStatus.HIT;
    }

    private void write(String key, String value, String... tags) {
        model.put(key, new Entry(Optional.of(value), List.of(tags)));
    }

    private void loaded(String key, String value, String... tags) {
        model.putIfAbsent(key, new Entry(Optional.of(value), List.of(tags)));
    }

    private Optional<String> value(String key) {
        return Optional.ofNullable(model.get(key)).flatMap(Entry::value);
    }
}
