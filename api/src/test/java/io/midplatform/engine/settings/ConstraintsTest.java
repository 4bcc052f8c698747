package io.midplatform.engine.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.Secret;
import io.midplatform.config.DataSize;
import io.midplatform.config.Matches;
import io.midplatform.config.Max;
import io.midplatform.config.Min;
import io.midplatform.config.NotBlank;
import io.midplatform.config.NotEmpty;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConstraintsTest {
    record Limits(
            @Min("1") @Max("10") int count,
            @Min("1s") Duration delay,
            @Max("1MiB") DataSize size,
            @NotBlank Secret key,
            @Matches("[a-z]+") String name,
            @Min("1") List<Integer> ports,
            @Max("5") Optional<Integer> maybe) {}

    record Filled(@NotEmpty List<String> names, @NotEmpty Map<String, String> labels) {}

    private final Problems problems = new Problems();

    private List<String> told() {
        return problems.list().stream().map(Problem::toString).toList();
    }

    @Test
    void bind_valuesWithinLimits_areTaken() {
        MapLookup values = MapLookup.of(
                "count", "10", "delay", "1s", "size", "1MiB", "key", "k", "name", "abc", "ports", "1,2", "maybe", "5");

        assertThat(new RecordBinder(values, problems).bind(Limits.class, List.of("")))
                .isPresent();
    }

    @Test
    void bind_valuesBeyondLimits_areAllTold() {
        MapLookup values = MapLookup.of(
                "count", "11", "delay", "999ms", "size", "1025KiB", "key", " ", "name", "aBc", "ports", "1,0", "maybe",
                "6");

        assertThat(new RecordBinder(values, problems).bind(Limits.class, List.of("")))
                .isEmpty();
        assertThat(told())
                .containsExactly(
                        "count = '11' (layer 0:count): must be at most 10",
                        "delay = '999ms' (layer 0:delay): must be at least 1s",
                        "size = '1025KiB' (layer 0:size): must be at most 1MiB",
                        "key = '***' (layer 0:key): must not be blank",
                        "name = 'aBc' (layer 0:name): must match [a-z]+",
                        "ports = '0' (layer 0:ports): must be at least 1",
                        "maybe = '6' (layer 0:maybe): must be at most 5");
    }

    @Test
    void bind_emptyWhereFilledIsNeeded_isTold() {
        new RecordBinder(MapLookup.of("names", ""), problems).bind(Filled.class, List.of(""));

        assertThat(told()).containsExactly("names: needs at least one element", "labels: needs at least one entry");
    }
}
