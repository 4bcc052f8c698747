package io.midplatform.testkit.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.Capability;
import io.midplatform.ErrorCode;
import io.midplatform.Platform;
import io.midplatform.PlatformDescription;
import io.midplatform.Support;
import io.midplatform.config.Change;
import io.midplatform.config.Config;
import io.midplatform.config.ConfigAdmin;
import io.midplatform.config.ConfigFeature;
import io.midplatform.config.Ref;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Each feature both ways: declared, it works; not there, its absence is told before any I/O. */
public abstract class ConfigFeatureSuite extends ConfigSuite {
    private static final String PATH = "midplatform.config." + SOURCE;

    /** For providers. */
    protected ConfigFeatureSuite() {}

    /** What the provider declares for the source. */
    private static Map<String, Support> declared(Platform platform) {
        return platform.describe().resources().stream()
                .filter(r -> r.capability() == Capability.CONFIG && r.name().equals(SOURCE))
                .map(PlatformDescription.Resource::features)
                .findFirst()
                .orElseThrow();
    }

    private static Support support(Map<String, Support> declared, ConfigFeature feature) {
        return declared.getOrDefault(feature.id(), Support.ABSENT);
    }

    @Test
    protected void describe_tellsEveryFeature() {
        assertThat(declared(load())).containsOnlyKeys(ConfigFeature.CHANGES.id(), ConfigFeature.WRITING.id());
    }

    @Test
    protected void changes_asDeclared_arriveOrDoNot() throws IOException {
        Platform platform = load();
        Config config = platform.config();
        boolean usable = support(declared(platform), ConfigFeature.CHANGES).isUsable();
        List<Change> changes = changes(config, "");

        write(config, Map.of("a", "1"));
        arrive();

        assertThat(config.find("a", Integer.class).isPresent()).isEqualTo(usable);
        assertThat(changes).hasSize(usable ? 1 : 0);
    }

    @Test
    protected void writing_asDeclared_worksOrIsNotThere() throws IOException {
        Platform platform = load();
        Config config = platform.config();
        Optional<ConfigAdmin> admin = config.unwrap(SOURCE, ConfigAdmin.class);

        assertThat(admin.isPresent())
                .isEqualTo(support(declared(platform), ConfigFeature.WRITING).isUsable());
        if (admin.isPresent()) {
            admin.get().set("a", "1");
            assertThat(admin.get().find("a")).contains("1");
            assertThat(admin.get().compareAndSet("a", Optional.of("1"), "2")).isTrue();
            arrive();
            assertThat(config.get("a", Integer.class)).isEqualTo(2);
            assertThat(admin.get().remove("a")).isTrue();
        }
    }

    @Test
    protected void required_asDeclared_loadsOrFailsBeforeAnyIo() {
        Map<String, Support> declared = declared(load());
        for (ConfigFeature feature : ConfigFeature.values()) {
            Support support = support(declared, feature);
            required(".requires", feature, support.isUsable());
            required(".requires-native", feature, support == Support.NATIVE);
        }
    }

    private void required(String key, ConfigFeature feature, boolean there) {
        probe.reset();
        if (there) {
            assertThat(load(PATH + key, feature.id()).config()).isNotNull();
        } else {
            assertThat(fails(ErrorCode.CONFIGURATION, () -> load(PATH + key, feature.id())))
                    .hasMessageContainingAll(feature.id(), SOURCE);
            assertThat(probe.calls()).isEmpty();
        }
    }

    @Test
    protected void required_unknownFeature_isToldWithThoseThatExist() {
        assertThat(fails(ErrorCode.CONFIGURATION, () -> load(PATH + ".requires", "telepathy")))
                .hasMessageContainingAll("telepathy", "changes", "writing");
        assertThat(probe.calls()).isEmpty();
    }

    @Test
    protected void writing_off_isEmptyBeforeAnyIo() throws IOException {
        probe.without(ConfigFeature.WRITING);
        Config config = load().config();
        probe.reset();

        assertThat(config.unwrap(SOURCE, ConfigAdmin.class)).isEmpty();
        assertThat(probe.calls()).isEmpty();
    }

    @Test
    protected void writing_off_leavesReadingAlone() throws IOException {
        Config writer = load().config();
        probe.without(ConfigFeature.WRITING);
        Config config = load().config();
        set(writer, "a", "1");

        assertThat(writer.get("a", Integer.class)).isEqualTo(1);
        assertThat(config.find("none", Integer.class)).isEmpty();
        try (Ref<Integer> live = writer.live("a", Integer.class)) {
            assertThat(live.get()).isEqualTo(1);
        }
    }

    @Test
    protected void changes_off_keepsTheFirstValuesAndAsksNoMore() throws IOException {
        probe.without(ConfigFeature.CHANGES);
        Config config = load().config();
        List<Change> changes = changes(config, "");
        long version = config.snapshot().version();
        probe.reset();

        write(config, Map.of("a", "1"));
        arrive();

        assertThat(config.find("a", Integer.class)).isEmpty();
        assertThat(config.snapshot().version()).isEqualTo(version);
        assertThat(changes).isEmpty();
        assertThat(probe.calls()).doesNotContain("watch", "changedSince", "load");
    }
}
