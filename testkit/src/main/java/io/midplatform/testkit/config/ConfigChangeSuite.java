package io.midplatform.testkit.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.midplatform.ErrorCode;
import io.midplatform.HealthReport;
import io.midplatform.Platform;
import io.midplatform.Registration;
import io.midplatform.config.Change;
import io.midplatform.config.Config;
import io.midplatform.config.ConfigDifference;
import io.midplatform.config.ConfigStats;
import io.midplatform.config.Max;
import io.midplatform.config.Ref;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Changes: visible whole, checked before, told in order. */
public abstract class ConfigChangeSuite extends ConfigSuite {
    record Pricing(@Max("1") double discount, int rounds) {}

    /** For providers. */
    protected ConfigChangeSuite() {}

    @Test
    protected void live_change_isSeenAsAWhole() throws IOException {
        Config config = config("pricing.discount", "0.1", "pricing.rounds", "1");
        Ref<Pricing> live = config.live("pricing", Pricing.class);
        Ref<Integer> rounds = config.live("pricing.rounds", Integer.class);
        assertThat(live.get()).isEqualTo(new Pricing(0.1, 1)).isSameAs(live.get());

        set(config, "pricing.discount", "0.2", "pricing.rounds", "2");

        assertThat(live.get()).isEqualTo(new Pricing(0.2, 2));
        assertThat(rounds.get()).isEqualTo(2);
        assertThat(config.get("pricing.discount", Double.class)).isEqualTo(0.2);
        live.close();
        rounds.close();
    }

    @Test
    protected void live_badUpdate_keepsTheLastGoodValuesAndTellsHealth() throws IOException {
        Platform platform = load();
        Config config = platform.config();
        set(config, "pricing.discount", "0.1", "pricing.rounds", "1", "other", "a");
        Ref<Pricing> live = config.live("pricing", Pricing.class);
        List<Change> changes = changes(config, "");
        ConfigStats before = config.stats();

        set(config, "pricing.discount", "1.5", "pricing.rounds", "2", "other", "b");

        assertThat(live.get()).isEqualTo(new Pricing(0.1, 1));
        assertThat(config.get("other", String.class)).isEqualTo("a");
        assertThat(changes).isEmpty();
        assertThat(config.stats().refused()).isEqualTo(before.refused() + 1);
        assertThat(platform.health().toString()).contains("pricing.discount", "at most 1");
        assertThat(platform.health().status()).isEqualTo(HealthReport.Status.DEGRADED);

        set(config, "pricing.discount", "0.5", "pricing.rounds", "2", "other", "b");

        assertThat(live.get()).isEqualTo(new Pricing(0.5, 2));
        assertThat(changes).hasSize(1);
        assertThat(platform.health().status()).isEqualTo(HealthReport.Status.UP);
        live.close();
    }

    @Test
    protected void live_presentValueWrong_isRefusedAtOnce() throws IOException {
        Config config = config("pricing.discount", "7");

        assertThat(fails(ErrorCode.CONFIGURATION, () -> config.live("pricing", Pricing.class)))
                .hasMessageContainingAll("pricing.discount", "pricing.rounds: is missing");
        fails(ErrorCode.CONFIGURATION, () -> config.live("pricing.rounds", Integer.class));
        set(config, "pricing.discount", "8");
        assertThat(config.get("pricing.discount", Integer.class)).isEqualTo(8);
    }

    @Test
    protected void live_closed_noLongerChecksAndCannotBeRead() throws IOException {
        Config config = config("pricing.rounds", "1");
        Ref<Integer> live = config.live("pricing.rounds", Integer.class);
        live.close();
        live.close();

        assertThatIllegalStateException().isThrownBy(live::get);
        set(config, "pricing.rounds", "many");
        assertThat(config.get("pricing.rounds", String.class)).isEqualTo("many");
    }

    @Test
    protected void live_removedKeyWithoutDefault_isRefused() throws IOException {
        Config config = config("pricing.rounds", "1", "other", "a");
        Ref<Integer> live = config.live("pricing.rounds", Integer.class);

        set(config, "other", "b");

        assertThat(live.get()).isEqualTo(1);
        assertThat(config.get("other", String.class)).isEqualTo("a");
        live.close();
    }

    @Test
    protected void onChange_tellsOldNewAndOrigin_belowItsPrefixOnly() throws IOException {
        Config config = config("a.x", "1", "a.gone", "1", "ab.x", "1");
        List<Change> below = changes(config, "a");
        List<Change> all = changes(config, "");

        set(config, "a.x", "2", "a.new", "3", "ab.x", "2");

        assertThat(below).hasSize(1);
        assertThat(below.get(0).differences())
                .extracting(ConfigDifference::key)
                .containsExactly("a.gone", "a.new", "a.x");
        ConfigDifference x = below.get(0).differences().get(2);
        assertThat(x.before()).map(value -> value.text()).contains("1");
        assertThat(x.after()).map(value -> value.text()).contains("2");
        assertThat(x.after())
                .map(value -> value.origin())
                .hasValueSatisfying(o -> assertThat(o).startsWith(SOURCE));
        assertThat(below.get(0).differences().get(0).after()).isEmpty();
        assertThat(all).hasSize(1);
        assertThat(all.get(0).differences()).hasSize(4);
        assertThat(all.get(0).version()).isEqualTo(config.snapshot().version());
    }

    @Test
    protected void onChange_burst_isOneChange() throws IOException {
        Config config = config("a", "0");
        List<Change> changes = changes(config, "");

        for (int i = 1; i <= 20; i++) {
            write(config, Map.of("a", Integer.toString(i), "b", Integer.toString(i)));
        }
        arrive();

        assertThat(changes).hasSize(1);
        assertThat(config.get("b", Integer.class)).isEqualTo(20);
    }

    @Test
    protected void onChange_sameContentAgain_isNoChange() throws IOException {
        Config config = config("a", "1");
        List<Change> changes = changes(config, "");
        long version = config.snapshot().version();

        set(config, "a", "1");

        assertThat(changes).isEmpty();
        assertThat(config.snapshot().version()).isEqualTo(version);
    }

    @Test
    protected void onChange_listenerThrows_disturbsNobody() throws IOException {
        Config config = config("a", "1");
        listen(config, "a", change -> {
            throw new IOException("listener");
        });
        listen(config, "a", change -> {
            throw new IllegalStateException("listener");
        });
        List<Change> changes = changes(config, "a");

        set(config, "a", "2");
        set(config, "a", "3");

        assertThat(changes).hasSize(2);
        assertThat(config.get("a", Integer.class)).isEqualTo(3);
    }

    @Test
    protected void onChange_listenerReads_seesTheNewValue() throws IOException {
        Config config = config("a", "1");
        List<Integer> seen = new CopyOnWriteArrayList<>();
        listen(config, "a", change -> seen.add(config.get("a", Integer.class)));

        set(config, "a", "2");

        assertThat(seen).containsExactly(2);
    }

    @Test
    protected void onChange_closed_isToldNothing() throws IOException {
        Config config = config("a", "1");
        List<Change> changes = new CopyOnWriteArrayList<>();
        Registration registration = config.onChange("a", changes::add);
        registration.close();
        registration.close();

        set(config, "a", "2");

        assertThat(changes).isEmpty();
    }
}
