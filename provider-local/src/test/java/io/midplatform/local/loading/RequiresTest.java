package io.midplatform.local.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.midplatform.ErrorCode;
import io.midplatform.Platform;
import io.midplatform.PlatformBuilder;
import io.midplatform.PlatformException;
import io.midplatform.Support;
import io.midplatform.storage.StorageFeature;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What settings may require of a provider, told at load. */
class RequiresTest {
    private final NamedStorage shelf = new NamedStorage("shelf")
            .with(StorageFeature.TAGS, Support.ABSENT)
            .with(StorageFeature.UTF8_ORDER, Support.EMULATED)
            .with(StorageFeature.CHECKSUM, Support.EMULATED);

    @Test
    void load_requiredFeatureThere_loads() {
        try (Platform platform = builder(
                        "midplatform.storage.a.requires", "conditional-put, utf8-order",
                        "midplatform.storage.a.requires-native", "conditional-put",
                        "midplatform.queue.jobs.provider", "local",
                        "midplatform.queue.jobs.requires", "dead-letters")
                .build()) {
            assertThat(platform.bucket("a").support(StorageFeature.CONDITIONAL_PUT))
                    .isEqualTo(Support.NATIVE);
        }
    }

    @Test
    void load_requiredFeaturesMissing_areOneTable() {
        PlatformException thrown = fails(builder(
                "midplatform.storage.a.requires", "tags,utf8-order",
                "midplatform.storage.b.requires-native.0", "checksum",
                "midplatform.storage.b.requires-native.1", "conditional-put",
                "midplatform.storage.c.provider", "near",
                "midplatform.providers.near.type", "shelf",
                "midplatform.storage.c.requires-native", "tags",
                "midplatform.queue.jobs.provider", "local",
                "midplatform.queue.jobs.requires-native", "dead-letters"));
        assertThat(thrown.getMessage()
                        .lines()
                        .map(line -> line.replaceAll(" +", " ").trim()))
                .containsExactly(
                        "CONFIGURATION: a problem with the settings:",
                        "- midplatform: 4 required features are not there; choose a provider that has them, or do"
                                + " without:",
                        "RESOURCE FEATURE PROVIDER SUPPORT REQUIRED",
                        "storage.a tags shelf ABSENT native or emulated",
                        "storage.b checksum shelf EMULATED native",
                        "storage.c tags near ABSENT native",
                        "queue.jobs dead-letters local EMULATED native");
        assertThat(shelf.opened()).isEmpty();
    }

    @Test
    void load_unknownFeature_listsTheKnownOnes() {
        assertThat(fails(builder("midplatform.storage.a.requires", "tag")).getMessage())
                .contains("midplatform.storage.a.requires = 'tag'")
                .contains("there is no feature 'tag'; there are: any-delimiter, any-key, checksum, conditional-delete,"
                        + " conditional-put, presign, resumable-uploads, tags, utf8-order, versions");
    }

    @Test
    void bucket_unconfiguredOne_requiresNothing() {
        try (Platform platform = builder().build()) {
            assertThat(platform.bucket("other").exists("a")).isFalse();
            assertThat(platform.describe().resources().get(0).features()).containsEntry("tags", Support.ABSENT);
        }
    }

    private PlatformBuilder builder(String... keysAndValues) {
        Map<String, String> settings = new TreeMap<>(Map.of("midplatform.provider", "shelf"));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            settings.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return Platform.builder().isolated().settings(settings).provider(shelf);
    }

    private static PlatformException fails(PlatformBuilder builder) {
        PlatformException thrown = catchThrowableOfType(
                PlatformException.class, () -> builder.build().close());
        assertThat(thrown).as("loading fails").isNotNull();
        assertThat(thrown.code()).isEqualTo(ErrorCode.CONFIGURATION);
        return thrown;
    }
}
