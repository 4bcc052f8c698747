package io.midplatform.testkit.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.config.Config;
import io.midplatform.config.ConfigDifference;
import io.midplatform.config.ConfigSnapshot;
import io.midplatform.config.Explanation;
import io.midplatform.testkit.TestTime;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where values come from, snapshots and history. */
public abstract class ConfigExplainSuite extends ConfigSuite {
    /** For providers. */
    protected ConfigExplainSuite() {}

    @Test
    protected void explain_overriddenValue_namesWinnerAndShadowed() throws IOException {
        Config config = load("pricing.discount", "0.9").config();
        set(config, "pricing.discount", "0.1");

        Explanation explanation = config.explain("pricing.discount");

        assertThat(config.get("pricing.discount", Double.class)).isEqualTo(0.9);
        assertThat(explanation.winner()).hasValueSatisfying(value -> {
            assertThat(value.text()).isEqualTo("0.9");
            assertThat(value.origin()).contains("settings source");
        });
        assertThat(explanation.shadowed()).singleElement().satisfies(value -> {
            assertThat(value.text()).isEqualTo("0.1");
            assertThat(value.origin()).startsWith(SOURCE);
        });
        assertThat(explanation.toString()).contains("pricing.discount = 0.9", "shadows 0.1");
    }

    @Test
    protected void explain_absent_namesTheNearest() throws IOException {
        Config config = config("pricing.discount", "0.1");

        assertThat(config.explain("pricing.discuont"))
                .hasToString("pricing.discuont is not set; did you mean pricing.discount?");
        assertThat(config.explain("entirely.else").toString()).isEqualTo("entirely.else is not set");
    }

    @Test
    protected void snapshot_isImmutableAndTellsVersionTimeAndOrigins() throws IOException {
        Config config = config("a", "1", "b", "2");
        ConfigSnapshot snapshot = config.snapshot();

        set(config, "a", "9");

        assertThat(snapshot.values()).containsOnlyKeys("a", "b");
        assertThat(snapshot.find("a")).map(value -> value.text()).contains("1");
        assertThat(snapshot.find("c")).isEmpty();
        assertThat(config.snapshot().version()).isEqualTo(snapshot.version() + 1);
        assertThat(config.snapshot().time()).isAfter(snapshot.time()).isBeforeOrEqualTo(time.instant());
    }

    @Test
    protected void diff_twoSnapshots_listsWhatChanged() throws IOException {
        Config config = config("a", "1", "b", "2");
        ConfigSnapshot older = config.snapshot();
        set(config, "a", "9", "c", "3");

        List<ConfigDifference> differences = older.diff(config.snapshot());

        assertThat(differences).extracting(ConfigDifference::key).containsExactly("a", "b", "c");
        assertThat(differences.get(0).toString()).startsWith("a: '1' -> '9' (" + SOURCE);
        assertThat(differences.get(1).toString()).isEqualTo("b: '2' -> absent");
        assertThat(older.diff(older)).isEmpty();
    }

    @Test
    protected void snapshotAt_tellsWhatAValueWasAtAMoment() throws IOException {
        Config config = config("a", "1");
        Instant first = time.instant();
        time.advance(Duration.ofHours(1));
        set(config, "a", "2");
        Instant second = time.instant();
        time.advance(Duration.ofHours(1));
        set(config, "a", "3");

        assertThat(config.snapshot(first))
                .flatMap(s -> s.find("a"))
                .map(v -> v.text())
                .contains("1");
        assertThat(config.snapshot(second))
                .flatMap(s -> s.find("a"))
                .map(v -> v.text())
                .contains("2");
        assertThat(config.snapshot(time.instant()))
                .flatMap(s -> s.find("a"))
                .map(v -> v.text())
                .contains("3");
        assertThat(config.snapshot(new TestTime().instant().minusSeconds(1))).isEmpty();
    }

    @Test
    protected void history_keepsTheLastOnly() throws IOException {
        Config config = load("midplatform.config.history", "3").config();
        for (int i = 0; i < 5; i++) {
            set(config, "a", Integer.toString(i));
        }

        assertThat(config.history())
                .extracting(snapshot -> snapshot.find("a").orElseThrow().text())
                .containsExactly("4", "3", "2");
    }

    @Test
    protected void prefix_ofASource_takesWhatIsBelowIt() throws IOException {
        Config config = load("midplatform.config." + SOURCE + ".prefix", "acme").config();
        set(config, "acme.db.pool", "8", "other.db.pool", "9");

        assertThat(config.snapshot().values()).containsOnlyKeys("db.pool");
        assertThat(config.get("db.pool", Integer.class)).isEqualTo(8);
    }
}
