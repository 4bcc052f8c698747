package io.midplatform.local.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.midplatform.Platform;
import io.midplatform.PlatformDescription.Resource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several instances of one provider, each with settings of its own. */
class InstancesTest {
    @TempDir
    Path folder;

    @Test
    void bucket_twoInstancesOfOneType_haveTheirOwnSettingsAndData() {
        Map<String, String> settings = Map.of(
                "midplatform.providers.dr.type", "local",
                "midplatform.providers.dr.mode", "disk",
                "midplatform.providers.dr.path", folder.resolve("dr").toString(),
                "midplatform.storage.copies.provider", "dr",
                "midplatform.storage.copies.bucket", "same",
                "midplatform.storage.originals.bucket", "same");
        try (Platform platform = platform(settings)) {
            platform.bucket("copies").put("a", "1");
            assertThat(platform.bucket("originals").exists("a")).isFalse();
            assertThat(platform.describe().resources())
                    .extracting(Resource::name, Resource::provider, Resource::type, Resource::physicalName)
                    .containsExactly(
                            tuple("copies", "dr", "local", "same"), tuple("originals", "local", "local", "same"));
        }
        try (Platform again = platform(settings)) {
            assertThat(again.bucket("copies").getString("a")).isEqualTo("1");
        }
    }

    @Test
    void bucket_twoInstancesInMemory_shareNothing() {
        try (Platform platform = platform(Map.of(
                "midplatform.providers.one.type", "local",
                "midplatform.providers.two.type", "local",
                "midplatform.storage.a.provider", "one",
                "midplatform.storage.b.provider", "two",
                "midplatform.storage.c.provider", "one",
                "midplatform.storage.a.bucket", "same",
                "midplatform.storage.b.bucket", "same",
                "midplatform.storage.c.bucket", "same"))) {
            platform.bucket("a").put("key", "1");
            assertThat(platform.bucket("b").exists("key")).isFalse();
            assertThat(platform.bucket("c").getString("key")).isEqualTo("1");
        }
    }

    @Test
    void bucket_ownKey_overridesTheInstances() {
        Path own = folder.resolve("own");
        Path shared = folder.resolve("shared");
        try (Platform platform = platform(Map.of(
                "midplatform.providers.local.mode",
                "disk",
                "midplatform.providers.local.path",
                shared.toString(),
                "midplatform.storage.a.path",
                own.toString(),
                "midplatform.storage.b.mode",
                "memory"))) {
            platform.bucket("a").put("key", "1");
            platform.bucket("b").put("key", "2");
            assertThat(own).isNotEmptyDirectory();
            assertThat(Files.exists(shared)).as("b is in memory, a elsewhere").isFalse();
            platform.bucket("unnamed").put("key", "3");
            assertThat(shared).isNotEmptyDirectory();
        }
    }

    @Test
    void load_namedInstanceAsDefault_servesWhatNamesNoProvider() {
        NamedStorage shelf = new NamedStorage("shelf");
        try (Platform platform = Platform.builder()
                .isolated()
                .settings(Map.of("midplatform.provider", "dr", "midplatform.providers.dr.type", "shelf"))
                .provider(shelf)
                .build()) {
            platform.bucket("notes").put("a", "1");
            assertThat(shelf.opened()).containsExactly("dr/notes");
            assertThat(platform.describe().toString()).contains("dr (shelf)");
        }
    }

    private static Platform platform(Map<String, String> settings) {
        return Platform.builder().isolated().settings(settings).build();
    }
}
