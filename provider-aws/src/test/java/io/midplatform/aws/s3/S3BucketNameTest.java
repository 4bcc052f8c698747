package io.midplatform.aws.s3;

import static io.midplatform.aws.s3.S3Wire.fails;
import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.Platform;
import io.midplatform.storage.StorageFeature;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A bucket's name is checked before any I/O, and for S3 itself only. */
class S3BucketNameTest {
    private static final List<String> BAD = List.of(
            "ab",
            "a".repeat(64),
            "Acme",
            "acme_uploads",
            "-acme",
            "acme-",
            ".acme",
            "acme.",
            "a..b",
            "10.0.0.1",
            "\u00e4cme",
            "acme/uploads");
    private static final List<String> GOOD = List.of(
            "abc",
            "a".repeat(63),
            "acme-uploads",
            "1.acme.2",
            "10.0.0.1.2",
            "acme--x-s3",
            "arn:aws:s3:eu-west-1:111122223333:accesspoint/Acme");

    private static Platform load(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("midplatform.provider", "aws");
        settings.put("midplatform.providers.aws.region", "eu-west-1");
        return Platform.builder().isolated().settings(settings).build();
    }

    @Test
    void name_badInTheSettings_isAConfigurationProblemWhenLoaded() {
        for (String bad : BAD) {
            assertThat(fails(
                            ErrorCode.CONFIGURATION,
                            () -> load(Map.of("midplatform.storage.uploads.bucket", bad))
                                    .close()))
                    .hasMessageContaining("S3 allows no bucket '" + bad + "'")
                    .hasMessageContaining("midplatform.storage.uploads");
        }
    }

    @Test
    void name_badLogicalName_isAConfigurationProblemWhenLoaded() {
        assertThat(fails(
                        ErrorCode.CONFIGURATION,
                        () -> load(Map.of("midplatform.storage.up.timeout", "1s"))
                                .close()))
                .hasMessageContaining("midplatform.storage.up")
                .hasMessageContaining("Set the setting 'bucket'");
    }

    @Test
    void name_badLogicalNameNowhereInTheSettings_isAConfigurationProblemWhenOpened() {
        try (Platform platform = load(Map.of())) {
            assertThat(fails(ErrorCode.CONFIGURATION, () -> platform.bucket("up")))
                    .hasMessageContaining("'up'");
            assertThat(platform.bucket("uploads").name()).isEqualTo("uploads");
        }
    }

    @Test
    void name_good_isOpened() {
        for (String good : GOOD) {
            try (Platform platform = load(Map.of("midplatform.storage.uploads.bucket", good))) {
                assertThat(platform.bucket("uploads")
                                .support(StorageFeature.TAGS)
                                .isUsable())
                        .isTrue();
            }
        }
    }

    @Test
    void name_ofAnotherStore_isTheStoresMatter() {
        Map<String, String> generic =
                Map.of("midplatform.providers.aws.compat", "generic-s3", "midplatform.storage.uploads.bucket", "Up_1");
        try (Platform platform = load(generic)) {
            assertThat(platform.bucket("uploads").support(StorageFeature.TAGS).isUsable())
                    .isFalse();
        }
    }
}
