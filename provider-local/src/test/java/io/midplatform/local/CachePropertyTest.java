package io.midplatform.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.Platform;
import io.midplatform.cache.Cache;
import io.midplatform.cache.CacheGetOptions;
import io.midplatform.cache.CachePutOptions;
import io.midplatform.cache.CacheResult;
import io.midplatform.cache.CacheStatus;
import io.midplatform.testkit.TestTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Random sequences of operations agree with a plain map. */
class CachePropertyTest {
    private static final Duration TTL = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofSeconds(3);
    private static final Duration SOFT = Duration.ofSeconds(6);
    private static final Duration NEGATIVE = Duration.ofSeconds(4);

    private enum Kind {
        PUT,
        PUT_SHORT,
        PUT_TAGGED,
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
        LOAD_WHILE_REMOVING,
        INVALIDATE_TAG,
        CLEAR,
        ADVANCE,
        /** On disk only: the platform ends, and another begins. */
        REOPEN
    }

    private record Step(Kind kind, String key, String other, int number) {}

    /** An entry of the model; no value for remembered absence. */
    private record Entry(Optional<String> value, String tag, long softAt, long until) {}

    private final TestTime time = new TestTime();
    private final Map<String, Entry> model = new TreeMap<>();
    private final Map<String, String> versions = new HashMap<>();

    private static final Path FOLDER = Path.of("target", "cache-property");
    private static int namespace;

    @Property(tries = 400)
    void anySequence_agreesWithAMap(@ForAll("steps") List<Step> steps) {
        check(steps, Map.of(), false);
    }

    @Property(tries = 100)
    void anySequence_onDisk_agreesWithAMap(@ForAll("steps") List<Step> steps) {
        check(
                steps,
                Map.of(
                        "midplatform.providers.local.mode",
                        "disk",
                        "midplatform.providers.local.durability",
                        "process",
                        "midplatform.providers.local.path",
                        FOLDER.toString(),
                        "midplatform.cache.c.prefix",
                        "try-" + namespace++),
                true);
    }

    @BeforeContainer
    @AfterContainer
    static void removeFolder() throws IOException {
        if (Files.exists(FOLDER)) {
            try (Stream<Path> all = Files.walk(FOLDER)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }

    private void check(List<Step> steps, Map<String, String> store, boolean reopening) {
        model.clear();
        versions.clear();
        Platform platform = open(store);
        try {
            int n = 0;
            for (Step step : steps) {
                if (step.kind == Kind.REOPEN && reopening) {
                    platform.close();
                    platform = open(store);
                }
                Cache<String> cache = platform.cache("c", String.class);
                apply(cache, step, step.kind + "-" + n++);
                check(cache, step);
            }
        } finally {
            platform.close();
        }
    }

    private Platform open(Map<String, String> store) {
        Map<String, String> settings = new HashMap<>(store);
        settings.putAll(Map.of(
                "midplatform.provider", "local",
                "midplatform.cache.c.ttl", "10s",
                "midplatform.cache.c.soft-ttl", "6s",
                "midplatform.cache.c.negative-ttl", "4s",
                "midplatform.cache.c.jitter", "0"));
        return Platform.builder().isolated().time(time).settings(settings).build();
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<String> keys = Arbitraries.of("a", "b", "c", "\u00e9".repeat(150));
        return Combinators.combine(
                        Arbitraries.of(Kind.class),
                        keys,
                        keys,
                        Arbitraries.integers().between(0, 5_000))
                .as(Step::new)
                .list()
                .ofMaxSize(40);
    }

    private void apply(Cache<String> cache, Step step, String value) {
        String key = step.key;
        switch (step.kind) {
            case PUT -> {
                cache.put(key, value);
                write(key, value, "", TTL);
            }
            case PUT_SHORT -> {
                cache.put(key, value, CachePutOptions.defaults().ttl(SHORT));
                write(key, value, "", SHORT);
            }
            case PUT_TAGGED -> {
                cache.put(key, value, CachePutOptions.defaults().tags("t"));
                write(key, value, "t", TTL);
            }
            case PUT_ALL -> {
                cache.putAll(Map.of(key, value, step.other + "x", value)).throwIfAny();
                write(key, value, "", TTL);
                write(step.other + "x", value, "", TTL);
            }
            case PUT_IF_ABSENT -> {
                boolean absent = value(key).isEmpty();
                assertThat(cache.putIfAbsent(key, value)).isEqualTo(absent);
                if (absent) {
                    write(key, value, "", TTL);
                }
            }
            case REPLACE -> {
                Optional<String> version = cache.lookup(key).version();
                assertThat(version.isPresent()).isEqualTo(value(key).isPresent());
                version.ifPresent(v -> {
                    assertThat(cache.replace(key, v, value)).isTrue();
                    write(key, value, "", TTL);
                    assertThat(cache.replace(key, v, "lost")).isFalse();
                });
            }
            case REPLACE_OLD -> {
                String old = versions.get(key);
                if (old != null && !Optional.of(old).equals(cache.lookup(key).version())) {
                    assertThat(cache.replace(key, old, value)).isFalse();
                }
            }
            case REMOVE, REMOVE_ALL, INVALIDATE_TAG, CLEAR -> take(cache, step);
            case REOPEN -> {}
            case ADVANCE -> time.advance(Duration.ofMillis(step.number));
            default -> load(cache, step, value);
        }
    }

    private void take(Cache<String> cache, Step step) {
        String key = step.key;
        switch (step.kind) {
            case REMOVE -> {
                cache.remove(key);
                model.remove(key);
            }
            case REMOVE_ALL -> {
                cache.removeAll(List.of(key, step.other)).throwIfAny();
                model.remove(key);
                model.remove(step.other);
            }
            case INVALIDATE_TAG -> {
                cache.invalidateTag("t");
                model.values().removeIf(entry -> entry.tag.equals("t"));
            }
            default -> {
                cache.clear();
                model.clear();
            }
        }
    }

    private void load(Cache<String> cache, Step step, String value) {
        String key = step.key;
        if (isStale(key) || isStale(step.other)) {
            return; // it would be refreshed in the background, at a moment that the model does not know
        }
        Optional<Entry> known = alive(key);
        switch (step.kind) {
            case LOAD -> {
                Optional<String> found = cache.find(key, k -> value);
                assertThat(found).isEqualTo(known.map(Entry::value).orElse(Optional.of(value)));
                if (known.isEmpty()) {
                    write(key, value, "", TTL);
                }
            }
            case LOAD_TAGGED -> {
                cache.find(key, k -> value, CacheGetOptions.defaults().tags("t"));
                if (known.isEmpty()) {
                    write(key, value, "t", TTL);
                }
            }
            case LOAD_NOTHING -> {
                assertThat(cache.find(key, k -> null)).isEqualTo(known.flatMap(Entry::value));
                if (known.isEmpty()) {
                    model.put(key, new Entry(Optional.empty(), "", Long.MAX_VALUE, now() + NEGATIVE.toMillis()));
                }
            }
            case LOAD_ALL -> {
                Optional<Entry> other = alive(step.other);
                cache.getAll(List.of(key, step.other), missing -> {
                    Map<String, String> loaded = new HashMap<>();
                    missing.forEach(each -> loaded.put(each, value));
                    return loaded;
                });
                if (known.isEmpty()) {
                    write(key, value, "", TTL);
                }
                if (other.isEmpty()) {
                    write(step.other, value, "", TTL);
                }
            }
            default -> {
                cache.find(key, k -> {
                    cache.remove(k);
                    return value;
                });
                if (known.isEmpty()) {
                    model.remove(key);
                }
            }
        }
    }

    private void check(Cache<String> cache, Step step) {
        for (String key : List.of(step.key, step.other, step.other + "x")) {
            CacheResult<String> result = cache.lookup(key);
            assertThat(result.value()).as(key).isEqualTo(value(key));
            assertThat(cache.find(key)).isEqualTo(value(key));
            CacheStatus expected = alive(key)
                    .map(e -> e.value.isEmpty()
                            ? CacheStatus.NEGATIVE
                            : now() >= e.softAt ? CacheStatus.STALE : CacheStatus.HIT)
                    .orElse(CacheStatus.MISS);
            assertThat(result.status()).as(key).isEqualTo(expected);
            assertThat(result.remaining()).isEqualTo(alive(key).map(e -> Duration.ofMillis(e.until - now())));
            result.version().ifPresent(version -> versions.putIfAbsent(key, version));
        }
        Map<String, String> all = new HashMap<>();
        Stream.of(step.key, step.other).forEach(key -> value(key).ifPresent(value -> all.put(key, value)));
        assertThat(cache.findAll(List.of(step.key, step.other))).isEqualTo(all);
    }

    private void write(String key, String value, String tag, Duration ttl) {
        long softAt = SOFT.compareTo(ttl) < 0 ? now() + SOFT.toMillis() : Long.MAX_VALUE;
        model.put(key, new Entry(Optional.of(value), tag, softAt, now() + ttl.toMillis()));
    }

    private Optional<Entry> alive(String key) {
        return Optional.ofNullable(model.get(key)).filter(entry -> now() < entry.until);
    }

    private Optional<String> value(String key) {
        return alive(key).flatMap(Entry::value);
    }

    private boolean isStale(String key) {
        return alive(key).filter(entry -> now() >= entry.softAt).isPresent();
    }

    private long now() {
        return time.instant().toEpochMilli();
    }
}
