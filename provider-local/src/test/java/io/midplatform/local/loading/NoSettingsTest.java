package io.midplatform.local.loading;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.Platform;
import io.midplatform.PlatformDescription.Resource;
import java.util.Map;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;

/** What a platform is without any configuration. */
class NoSettingsTest {
    @Test
    void load_noConfiguration_isLocalInMemoryAndSaysSoOnce() {
        try (CapturedLog log = new CapturedLog();
                Platform platform = Platform.builder().isolated().build()) {
            platform.bucket("notes").put("a", "1");
            platform.queue("jobs", String.class).send("2");
            platform.cache("carts", String.class).put("b", "3");
            platform.counters("hits").increment("c");
            assertThat(platform.bucket("notes").getString("a")).isEqualTo("1");
            assertThat(platform.queue("jobs", String.class).receive()).hasSize(1);
            assertThat(platform.cache("carts", String.class).find("b")).contains("3");
            assertThat(platform.config().find("any", String.class)).isEmpty();
            assertThat(platform.describe().resources())
                    .hasSize(4)
                    .extracting(Resource::type)
                    .containsOnly("local");
            assertThat(log.at(Level.INFO))
                    .singleElement()
                    .asString()
                    .contains("No settings")
                    .contains("local, in memory");
            assertThat(log.at(Level.WARNING)).isEmpty();
        }
    }

    @Test
    void load_anySetting_isSilent() {
        try (CapturedLog log = new CapturedLog();
                Platform platform = Platform.builder()
                        .isolated()
                        .settings(Map.of("midplatform.storage.notes.bucket", "n"))
                        .build()) {
            assertThat(platform.bucket("notes").exists("a")).isFalse();
            assertThat(log.at(Level.INFO)).isEmpty();
        }
    }

    @Test
    void close_platformWithoutConfiguration_losesWhatItHeld() {
        try (Platform platform = Platform.builder().isolated().build()) {
            platform.bucket("notes").put("a", "1");
        }
        try (Platform platform = Platform.builder().isolated().build()) {
            assertThat(platform.bucket("notes").exists("a")).isFalse();
        }
    }
}
