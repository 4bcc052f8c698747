package io.midplatform.engine.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.Secret;
import io.midplatform.config.DataSize;
import io.midplatform.config.Default;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecordBinderTest {
    enum Mode {
        FAST,
        VERY_SLOW
    }

    record Near(@Default("1000") int maxItems, Optional<Duration> ttl) {}

    record All(
            String text,
            int whole,
            long large,
            double real,
            boolean flag,
            Mode mode,
            Duration duration,
            DataSize size,
            URI uri,
            Path path,
            LocalDate date,
            Instant instant,
            Secret secret) {}

    record Lists(List<String> names, Set<Integer> ports, List<Near> nears) {}

    record Maps(Map<String, String> labels, Map<Mode, Integer> weights, Map<String, Near> nears) {}

    record Nested(Near near, Optional<Near> far) {}

    record Defaults(
            @Default("30s") Duration timeout,
            @Default("a, b") List<String> names,
            Optional<String> none) {}

    record Ordered(int low, int high) {
        Ordered {
            if (low > high) {
                throw new IllegalArgumentException("low must not be above high");
            }
        }
    }

    record Holder(Secret key, String host) {
        Holder {
            throw new IllegalArgumentException("cannot use " + key.reveal() + " at " + host);
        }
    }

    record Self(String name, Optional<Self> next) {}

    private final Problems problems = new Problems();

    private <R extends Record> Optional<R> bind(Class<R> type, MapLookup values, String... paths) {
        return new RecordBinder(values, problems).bind(type, paths.length == 0 ? List.of("") : List.of(paths));
    }

    private List<String> told() {
        return problems.list().stream().map(Problem::toString).toList();
    }

    @Test
    void bind_everySingleType_isRead() {
        MapLookup values = MapLookup.of(
                "text",
                " as it is ",
                "whole",
                " 8 ",
                "large",
                "9000000000",
                "real",
                "0.25",
                "flag",
                "TRUE",
                "mode",
                "very-slow",
                "duration",
                "1500ms",
                "size",
                "64KiB",
                "uri",
                "https://example.org/x",
                "path",
                "/tmp/x",
                "date",
                "2026-01-31",
                "instant",
                "2026-01-31T12:00:00Z",
                "secret",
                "hush");

        assertThat(bind(All.class, values))
                .contains(new All(
                        " as it is ",
                        8,
                        9_000_000_000L,
                        0.25,
                        true,
                        Mode.VERY_SLOW,
                        Duration.ofMillis(1500),
                        new DataSize(65536),
                        URI.create("https://example.org/x"),
                        Path.of("/tmp/x"),
                        LocalDate.of(2026, 1, 31),
                        Instant.parse("2026-01-31T12:00:00Z"),
                        Secret.of("hush")));
        assertThat(told()).isEmpty();
    }

    @Test
    void bind_everythingWrong_tellsAllProblemsAtOnce() {
        MapLookup values = MapLookup.of(
                "whole",
                "8.5",
                "large",
                "many",
                "real",
                "NaN",
                "flag",
                "yes",
                "mode",
                "medium",
                "duration",
                "30",
                "size",
                "64 sheep",
                "uri",
                "ht tp:",
                "path",
                "",
                "date",
                "31.1.2026",
                "instant",
                "now");

        assertThat(bind(All.class, values)).isEmpty();
        assertThat(told())
                .contains("text: is missing; expected a text")
                .contains("whole = '8.5' (layer 0:whole): expected a whole number from -2147483648 to 2147483647")
                .contains("mode = 'medium' (layer 0:mode): expected one of fast, very-slow")
                .contains("duration = '30' (layer 0:duration): expected a duration such as 100ms, 30s, 5m, 2h, 1d or"
                        + " PT30S")
                .contains("secret: is missing; expected a secret")
                .hasSize(13);
    }

    @Test
    void bind_defaultsAndOptionals_fillWhatIsAbsent() {
        assertThat(bind(Defaults.class, MapLookup.of()))
                .contains(new Defaults(Duration.ofSeconds(30), List.of("a", "b"), Optional.empty()));
        assertThat(bind(Nested.class, MapLookup.of("near.max-items", "5")))
                .contains(new Nested(new Near(5, Optional.empty()), Optional.empty()));
        assertThat(bind(Nested.class, MapLookup.of("far.ttl", "1h")))
                .contains(new Nested(
                        new Near(1000, Optional.empty()),
                        Optional.of(new Near(1000, Optional.of(Duration.ofHours(1))))));
    }

    @Test
    void bind_lists_fromTextOrNumberedElements() {
        MapLookup values = MapLookup.of(
                "names",
                "a, b\\,c ,d",
                "ports.0",
                "80",
                "ports.1",
                "443",
                "nears.0.maxItems",
                "1",
                "nears.1.max-items",
                "2");

        assertThat(bind(Lists.class, values))
                .contains(new Lists(
                        List.of("a", "b,c", "d"),
                        Set.of(80, 443),
                        List.of(new Near(1, Optional.empty()), new Near(2, Optional.empty()))));
    }

    @Test
    void bind_longList_keepsItsOrder() {
        MapLookup values = MapLookup.of("ports", "", "nears", "");
        for (int i = 0; i < 12; i++) {
            values.put(0, "names." + i, "n" + i);
        }

        assertThat(bind(Lists.class, values).orElseThrow().names())
                .hasSize(12)
                .startsWith("n0", "n1", "n2")
                .endsWith("n11");
    }

    @Test
    void bind_listInTwoLayers_isTakenWholeFromTheStronger() {
        MapLookup values = MapLookup.of("ports", "")
                .put(1, "names.0", "x")
                .put(1, "names.1", "y")
                .put(0, "names.0", "z")
                .put(1, "nears.0.max-items", "7")
                .put(0, "nears", "");

        assertThat(bind(Lists.class, values)).contains(new Lists(List.of("z"), Set.of(), List.of()));
    }

    @Test
    void bind_wrongLists_areProblems() {
        bind(
                Lists.class,
                MapLookup.of("names.0", "a", "names.2", "c", "ports", "80,many", "nears", "x", "names", "twice"));

        assertThat(told())
                .anySatisfy(line -> assertThat(line).contains("given as one value and as numbered elements"))
                .anySatisfy(line -> assertThat(line).startsWith("ports = 'many'"))
                .anySatisfy(line -> assertThat(line).startsWith("nears = 'x'").contains("nears.0"));
        problems.list().clear();
        bind(Lists.class, MapLookup.of("names.0", "a", "names.2", "c", "ports", "", "nears", ""));
        assertThat(told()).contains("names.1: is missing: a list has no gaps");
    }

    @Test
    void bind_maps_keepDottedAndNumericKeys() {
        MapLookup values = MapLookup.of(
                "labels.a.b", "1", "labels.404", "gone", "weights.very-slow", "3", "nears.x.max-items", "4");

        Maps maps = bind(Maps.class, values).orElseThrow();

        assertThat(maps.labels()).containsExactlyInAnyOrderEntriesOf(Map.of("a.b", "1", "404", "gone"));
        assertThat(maps.weights()).containsExactlyEntriesOf(Map.of(Mode.VERY_SLOW, 3));
        assertThat(maps.nears()).containsExactlyEntriesOf(Map.of("x", new Near(4, Optional.empty())));
    }

    @Test
    void bind_mapWithWrongKey_isAProblem() {
        bind(Maps.class, MapLookup.of("weights.medium", "3"));

        assertThat(told()).containsExactly("weights.medium: expected a key that is one of fast, very-slow");
    }

    @Test
    void bind_twoSpellingsInOneLayer_isAProblem_inTwoLayersTheStrongerWins() {
        bind(Near.class, MapLookup.of("max-items", "1", "maxItems", "2"));
        assertThat(told())
                .containsExactly(
                        "maxItems = '2' (layer 0:maxItems): the same as max-items (layer 0:max-items); keep one of the two");

        assertThat(bind(Near.class, MapLookup.of("maxItems", "2").put(1, "max-items", "1")))
                .contains(new Near(2, Optional.empty()));
    }

    @Test
    void bind_severalPaths_firstThatHasTheKeyWins() {
        MapLookup values =
                MapLookup.of("provider.max-items", "1", "provider.ttl", "1m").put(5, "own.max-items", "2");

        assertThat(bind(Near.class, values, "own", "provider"))
                .contains(new Near(2, Optional.of(Duration.ofMinutes(1))));
    }

    @Test
    void bind_constructorRefuses_itsMessageIsTheProblem() {
        assertThat(bind(Ordered.class, MapLookup.of("x.low", "2", "x.high", "1"), "x"))
                .isEmpty();
        assertThat(told()).containsExactly("x: low must not be above high");
    }

    @Test
    void bind_constructorQuotesSecrets_theyAreMasked() {
        bind(
                Holder.class,
                MapLookup.of("x.key", "hush", "x.host", "hidden-host").hide("x.host"),
                "x");

        assertThat(told()).containsExactly("x: cannot use *** at ***");
    }

    @Test
    void bind_secretOfWrongType_isNotShown() {
        bind(Near.class, MapLookup.of("max-items", "hush").hide("max-items"));

        assertThat(told())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("max-items = '***'")
                .doesNotContain("hush");
    }

    @Test
    void bind_valueWhereASectionIsExpected_isAProblem() {
        bind(Nested.class, MapLookup.of("near", "5"));

        assertThat(told()).containsExactly("near = '5' (layer 0:near): expected keys below it, not a value of its own");
    }

    @Test
    void bind_recordThatHoldsItself_endsWithTheValues() {
        assertThat(bind(Self.class, MapLookup.of("name", "a", "next.name", "b")))
                .contains(new Self("a", Optional.of(new Self("b", Optional.empty()))));
    }

    @Test
    void value_absent_isNullWithoutAProblem() {
        RecordBinder binder = new RecordBinder(MapLookup.of("n", "5"), problems);

        assertThat(binder.value(Integer.class, "m")).isNull();
        assertThat(binder.value(int.class, "n")).isEqualTo(5);
        assertThat(told()).isEmpty();
    }
}
