package io.midplatform.local.loading;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.Platform;
import io.midplatform.PlatformDescription.Resource;
import io.midplatform.spi.SettingsSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The layers of settings as a whole platform sees them; each layer has its own tests in the core. */
class SettingsLayersTest {
    private static final String BUCKET = "midplatform.storage.notes.bucket";

    @TempDir
    Path folder;

    @Test
    void load_profileOverFile_winsKeyByKeyAcrossFormats() throws IOException {
        write("midplatform.yaml", "midplatform: { storage: { notes: { bucket: base }, logs: { bucket: base } } }");
        write("midplatform-dev.json", "{\"midplatform\": {\"storage\": {\"notes\": {\"bucket\": \"dev\"}}}}");
        write("midplatform-late.properties", BUCKET + "=late");
        String file = folder.toString();
        assertThat(bucket(Map.of("midplatform.config-file", file))).isEqualTo("base base");
        assertThat(bucket(Map.of("midplatform.config-file", file, "midplatform.profile", "dev")))
                .isEqualTo("base dev");
        assertThat(bucket(Map.of("midplatform.config-file", file, "midplatform.profile", "dev,late")))
                .as("the last profile is the strongest")
                .isEqualTo("base late");
        assertThat(bucket(Map.of("midplatform.config-file", file, "midplatform.profile", "dev", BUCKET, "own")))
                .isEqualTo("base own");
    }

    @Test
    void load_inlineSettings_areStrongerThanFiles() throws IOException {
        write("midplatform.yaml", "midplatform: { storage: { notes: { bucket: base }, logs: { bucket: base } } }");
        assertThat(bucket(Map.of(
                        "midplatform.config-file",
                        folder.resolve("midplatform.yaml").toString(),
                        "midplatform.settings",
                        "midplatform: { storage: { notes: { bucket: inline } } }")))
                .isEqualTo("base inline");
    }

    @Test
    void settings_severalSources_firstIsStrongest() {
        try (Platform platform = Platform.builder()
                .isolated()
                .settings(SettingsSource.of("framework", Map.of(BUCKET, "strong")))
                .settings(Map.of(BUCKET, "weak"))
                .build()) {
            assertThat(platform.describe().resources())
                    .extracting(Resource::physicalName)
                    .containsExactly("strong");
            assertThat(platform.describe().settings())
                    .singleElement()
                    .satisfies(setting -> assertThat(setting.origin()).isEqualTo("settings source 'framework'"));
        }
    }

    private String bucket(Map<String, String> settings) {
        try (Platform platform =
                Platform.builder().isolated().settings(settings).build()) {
            return String.join(
                    " ",
                    platform.describe().resources().stream()
                            .map(Resource::physicalName)
                            .toList());
        }
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }
}
