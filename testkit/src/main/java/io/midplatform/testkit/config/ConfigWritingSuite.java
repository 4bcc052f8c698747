package io.midplatform.testkit.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.midplatform.ErrorCode;
import io.midplatform.Platform;
import io.midplatform.config.Config;
import io.midplatform.config.ConfigAdmin;
import io.midplatform.config.ConfigFeature;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Writing, where a source has the feature; none where it has not. */
public abstract class ConfigWritingSuite extends ConfigSuite {
    /** For providers. */
    protected ConfigWritingSuite() {}

    /**
     * Tells whether the source declares {@link ConfigFeature#WRITING}.
     *
     * @return whether it can be written
     */
    protected abstract boolean isWritable();

    @Test
    protected void admin_isThereExactlyWhereTheFeatureIs() throws IOException {
        assertThat(config().unwrap(SOURCE, ConfigAdmin.class).isPresent()).isEqualTo(isWritable());
        if (isWritable()) {
            load("midplatform.config." + SOURCE + ".requires", ConfigFeature.WRITING.id());
        } else {
            assertThat(fails(
                            ErrorCode.CONFIGURATION,
                            () -> load("midplatform.config." + SOURCE + ".requires", ConfigFeature.WRITING.id())))
                    .hasMessageContaining("writing");
        }
    }

    @Test
    protected void writes_areSeenByTheSourceAtOnceAndByReadersAsAChange() throws IOException {
        Config config = config("a", "1");
        Optional<ConfigAdmin> found = config.unwrap(SOURCE, ConfigAdmin.class);
        if (found.isEmpty()) {
            assertThat(isWritable()).isFalse();
            return;
        }
        ConfigAdmin admin = found.get();

        admin.set("a", "2");
        assertThat(admin.find("a")).contains("2");
        assertThat(config.get("a", Integer.class)).isEqualTo(1);
        arrive();
        assertThat(config.get("a", Integer.class)).isEqualTo(2);

        assertThat(admin.compareAndSet("a", Optional.of("1"), "3")).isFalse();
        assertThat(admin.compareAndSet("a", Optional.of("2"), "3")).isTrue();
        assertThat(admin.compareAndSet("b", Optional.of("2"), "3")).isFalse();
        assertThat(admin.compareAndSet("b", Optional.empty(), "4")).isTrue();
        assertThat(admin.compareAndSet("b", Optional.empty(), "5")).isFalse();
        assertThat(admin.remove("a")).isTrue();
        assertThat(admin.remove("a")).isFalse();
        arrive();
        assertThat(config.find("a", String.class)).isEmpty();
        assertThat(config.get("b", String.class)).isEqualTo("4");
    }

    @Test
    protected void malformedKeysAndValues_areRefusedBeforeAnyWrite() throws IOException {
        Config config = config();
        Optional<ConfigAdmin> found = config.unwrap(SOURCE, ConfigAdmin.class);
        if (found.isEmpty()) {
            assertThat(isWritable()).isFalse();
            return;
        }
        ConfigAdmin admin = found.get();
        for (String key : new String[] {"", " ", ".a", "a.", "a..b", "a b", "a\nb", "a\u0000", "\ud800"}) {
            fails(ErrorCode.INVALID_REQUEST, () -> admin.set(key, "x"));
            fails(ErrorCode.INVALID_REQUEST, () -> admin.remove(key));
            fails(ErrorCode.INVALID_REQUEST, () -> admin.find(key));
            fails(ErrorCode.INVALID_REQUEST, () -> admin.compareAndSet(key, Optional.empty(), "x"));
        }
        fails(ErrorCode.INVALID_REQUEST, () -> admin.set("a", "\udc00"));
        fails(ErrorCode.LIMIT_EXCEEDED, () -> admin.set("a".repeat(513), "x"));
        fails(ErrorCode.LIMIT_EXCEEDED, () -> admin.set("a", "x".repeat((1 << 20) + 1)));
        arrive();
        assertThat(config.snapshot().values()).isEmpty();
    }

    @Test
    protected void everyMethod_afterClose_isRefused() {
        Platform platform = load();
        Config config = platform.config();
        platform.close(Duration.ofSeconds(1));

        assertThatIllegalStateException().isThrownBy(() -> config.get("a", String.class));
        assertThatIllegalStateException().isThrownBy(() -> config.bind("a", Record.class));
        assertThatIllegalStateException().isThrownBy(() -> config.live("a", String.class));
        assertThatIllegalStateException().isThrownBy(() -> config.onChange("a", change -> {}));
        assertThatIllegalStateException().isThrownBy(() -> config.explain("a"));
        assertThatIllegalStateException().isThrownBy(config::snapshot);
        assertThatIllegalStateException().isThrownBy(config::history);
        assertThatIllegalStateException().isThrownBy(() -> config.unwrap(SOURCE, ConfigAdmin.class));
    }
}
