package io.midplatform.testkit.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.config.Config;
import io.midplatform.config.Default;
import io.midplatform.config.Min;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Records made of the keys below a prefix. */
public abstract class ConfigBindingSuite extends ConfigSuite {
    record Near(@Default("1000") int maxItems, Optional<Duration> ttl) {}

    record Pricing(
            @Min("0") double discount,
            @Default("30s") Duration timeout,
            List<String> hosts,
            Map<String, String> labels,
            Optional<Near> near) {
        Pricing {
            if (discount > 1) {
                throw new IllegalArgumentException("a discount is at most 1");
            }
        }
    }

    /** For providers. */
    protected ConfigBindingSuite() {}

    @Test
    protected void bind_nestedRecord_isMade() throws IOException {
        Config config = config(
                "pricing.discount",
                "0.5",
                "pricing.hosts",
                "a,b",
                "pricing.labels.x.y",
                "z",
                "pricing.near.maxItems",
                "7");

        assertThat(config.bind("pricing", Pricing.class))
                .isEqualTo(new Pricing(
                        0.5,
                        Duration.ofSeconds(30),
                        List.of("a", "b"),
                        Map.of("x.y", "z"),
                        Optional.of(new Near(7, Optional.empty()))));
        assertThat(config.bind("pricing.near", Near.class)).isEqualTo(new Near(7, Optional.empty()));
    }

    @Test
    protected void bind_severalProblems_areToldAtOnce() throws IOException {
        Config config = config(
                "pricing.discount",
                "-1",
                "pricing.timeout",
                "soon",
                "pricing.near.max-items",
                "x",
                "pricing.near.ttl",
                "1h");

        PlatformException e = fails(ErrorCode.CONFIGURATION, () -> config.bind("pricing", Pricing.class));
        assertThat(e)
                .hasMessageContainingAll(
                        "3 problems",
                        "pricing.discount = '-1'",
                        "at least 0",
                        "pricing.timeout = 'soon'",
                        "expected a duration",
                        "pricing.near.max-items = 'x'");
        assertThat(e.operation()).contains("bind");
    }

    @Test
    protected void bind_constructorRefuses_itsMessageIsTold() throws IOException {
        Config config = config("pricing.discount", "2");

        assertThat(fails(ErrorCode.CONFIGURATION, () -> config.bind("pricing", Pricing.class)))
                .hasMessageContaining("pricing: a discount is at most 1");
    }

    @Test
    protected void bind_absentKeyWithoutDefault_isAProblem() throws IOException {
        Config config = config("other", "1");

        assertThat(fails(ErrorCode.CONFIGURATION, () -> config.bind("pricing", Pricing.class)))
                .hasMessageContaining("pricing.discount: is missing");
    }

    @Test
    protected void bind_unknownKeys_areErrorsWhereTheSettingsSaySo() throws IOException {
        Config lenient = config("near.max-itmes", "5");
        assertThat(lenient.bind("near", Near.class).maxItems()).isEqualTo(1000);

        Config strict = load("midplatform.config.unknown-keys", "error").config();
        set(strict, "near.max-itmes", "5");
        assertThat(fails(ErrorCode.CONFIGURATION, () -> strict.bind("near", Near.class)))
                .hasMessageContaining("near.max-itmes")
                .hasMessageContaining("did you mean near.max-items?");
    }

    @Test
    protected void bind_bothSpellings_areAProblem() throws IOException {
        Config config = config("near.max-items", "5", "near.maxItems", "6");

        assertThat(fails(ErrorCode.CONFIGURATION, () -> config.bind("near", Near.class)))
                .hasMessageContaining("keep one of the two");
    }

    @Test
    protected void bind_emptyPrefix_takesTheRoot() throws IOException {
        Config config = config("max-items", "5");

        assertThat(config.bind("", Near.class).maxItems()).isEqualTo(5);
    }
}
