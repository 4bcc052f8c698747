package io.midplatform.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.Support;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.Content;
import io.midplatform.storage.CopyOptions;
import io.midplatform.storage.DeleteOptions;
import io.midplatform.storage.GetOptions;
import io.midplatform.storage.ListOptions;
import io.midplatform.storage.PutOptions;
import io.midplatform.storage.StorageFeature;
import io.midplatform.storage.TransferOptions;
import io.midplatform.testkit.DriverProbe;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A feature that the provider lacks is refused before any I/O; what it has is told. */
public abstract class BucketFeaturesSuite extends BucketSuite {
    private static final PutOptions PUT = PutOptions.defaults();
    private static final CopyOptions COPY = CopyOptions.defaults();

    /** What each feature allows; features without an entry allow no call of their own. */
    private static final Map<StorageFeature, List<Consumer<Bucket>>> USES = uses();

    /** For providers. */
    protected BucketFeaturesSuite() {}

    private static Map<StorageFeature, List<Consumer<Bucket>>> uses() {
        Map<StorageFeature, List<Consumer<Bucket>>> uses = new EnumMap<>(StorageFeature.class);
        uses.put(
                StorageFeature.CONDITIONAL_PUT,
                List.of(
                        b -> b.put("k", Content.text("x"), PUT.onlyIfAbsent()),
                        b -> b.put("k", Content.text("x"), PUT.ifMatch("e")),
                        b -> b.writer("k", PUT.onlyIfAbsent()).close(),
                        b -> b.copy("k", "to", COPY.onlyIfAbsent()),
                        b -> b.copy("k", "to", COPY.ifMatch("e"))));
        uses.put(
                StorageFeature.CONDITIONAL_DELETE,
                List.of(b -> b.delete("k", DeleteOptions.defaults().ifMatch("e"))));
        uses.put(
                StorageFeature.TAGS,
                List.of(
                        b -> b.put("k", Content.text("x"), PUT.tags(Map.of("a", "b"))),
                        b -> b.writer("k", PUT.tags(Map.of("a", "b"))).close(),
                        b -> b.tags("k"),
                        b -> b.setTags("k", Map.of("a", "b"))));
        uses.put(
                StorageFeature.ANY_DELIMITER,
                List.of(
                        b -> b.list(ListOptions.defaults().delimiter("--")),
                        b -> b.listPage(ListOptions.defaults().delimiter("--"))));
        uses.put(
                StorageFeature.PRESIGN,
                List.of(b -> b.presignGet("k", Duration.ofMinutes(1)), b -> b.presignPut("k", Duration.ofMinutes(1))));
        uses.put(
                StorageFeature.VERSIONS,
                List.of(
                        b -> b.versions("k"),
                        b -> b.get("k", GetOptions.defaults().version("v")).close(),
                        b -> b.delete("k", DeleteOptions.defaults().version("v"))));
        uses.put(
                StorageFeature.RESUMABLE_UPLOADS,
                List.of(
                        Bucket::abandonedUploads,
                        b -> b.abandon("token"),
                        b -> b.upload(
                                "k", Path.of("f"), TransferOptions.defaults().resume("token")),
                        b -> b.upload(
                                "k", Path.of("f"), TransferOptions.defaults().resumable(token -> {}))));
        return uses;
    }

    @Test
    protected void feature_absent_isUnsupportedBeforeAnyIo() {
        USES.forEach((feature, calls) -> {
            DriverProbe probe = new DriverProbe().without(feature);
            Bucket bucket = opened(builder().layer(probe)).bucket("bucket");
            assertThat(bucket.support(feature)).isEqualTo(Support.ABSENT);
            for (Consumer<Bucket> call : calls) {
                PlatformException thrown = fails(ErrorCode.UNSUPPORTED, () -> call.accept(bucket));
                assertThat(thrown).hasMessageContaining(feature.id());
            }
            assertThat(probe.calls()).as(feature.id()).isEmpty();
        });
    }

    @Test
    protected void feature_present_isNotRefused() {
        Bucket bucket = platform().bucket("bucket");
        USES.forEach((feature, calls) -> {
            if (bucket.support(feature).isUsable()) {
                for (Consumer<Bucket> call : calls) {
                    try {
                        call.accept(bucket);
                    } catch (PlatformException e) {
                        assertThat(e.code()).isNotEqualTo(ErrorCode.UNSUPPORTED);
                    }
                }
            }
        });
    }

    @Test
    protected void feature_absent_leavesPlainCallsAlone() {
        DriverProbe probe = new DriverProbe().without(StorageFeature.values());
        Bucket bucket = opened(builder().layer(probe)).bucket("bucket");
        bucket.put("a/k", "x");
        assertThat(bucket.getString("a/k")).isEqualTo("x");
        assertThat(bucket.list(ListOptions.defaults().delimiter("/"))).hasSize(1);
        bucket.copy("a/k", "b");
        bucket.delete("b");
    }
}
