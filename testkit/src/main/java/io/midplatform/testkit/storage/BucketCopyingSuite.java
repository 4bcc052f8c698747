package io.midplatform.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.Platform;
import io.midplatform.spi.DriverException;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.Content;
import io.midplatform.storage.CopyOptions;
import io.midplatform.storage.ObjectInfo;
import io.midplatform.storage.PutOptions;
import io.midplatform.storage.PutResult;
import io.midplatform.storage.StorageFeature;
import io.midplatform.testkit.DriverProbe;
import io.midplatform.testkit.HostileData;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What {@code copy} and {@code copyTo} promise. */
public abstract class BucketCopyingSuite extends BucketSuite {
    private static final PutOptions RICH = PutOptions.defaults()
            .contentType("application/x-mine")
            .cacheControl("no-store")
            .contentDisposition("attachment")
            .contentEncoding("identity")
            .contentLanguage("de")
            .metadata(Map.of("a", "\u00e4"));

    /** For providers. */
    protected BucketCopyingSuite() {}

    @Test
    protected void copy_takesContentAndAttributesAlong() {
        Bucket bucket = platform().bucket("bucket");
        bucket.put("from", Content.text("content"), RICH);
        PutResult result = bucket.copy("from", "to");
        ObjectInfo from = bucket.head("from").orElseThrow();
        ObjectInfo to = bucket.head("to").orElseThrow();
        assertThat(bucket.getString("to")).isEqualTo("content");
        assertThat(to.attributes()).isEqualTo(from.attributes());
        assertThat(result.key()).isEqualTo("to");
        assertThat(result.etag()).isEqualTo(to.etag());
    }

    @Test
    protected void copy_afterwards_theTwoAreIndependent() {
        Bucket bucket = platform().bucket("bucket");
        bucket.put("from", "one");
        bucket.copy("from", "to");
        bucket.put("from", "two");
        assertThat(bucket.getString("to")).isEqualTo("one");
        bucket.delete("from");
        assertThat(bucket.getString("to")).isEqualTo("one");
    }

    @Test
    protected void copy_ontoItself_keepsTheObject() {
        Bucket bucket = platform().bucket("bucket");
        bucket.put("k", Content.text("same"), RICH);
        bucket.copy("k", "k");
        assertThat(bucket.getString("k")).isEqualTo("same");
        assertThat(bucket.head("k").orElseThrow().metadata()).containsEntry("a", "\u00e4");
    }

    @Test
    protected void copy_tags_stayBehind() {
        Bucket bucket = platform().bucket("bucket");
        if (!bucket.support(StorageFeature.TAGS).isUsable()) {
            fails(ErrorCode.UNSUPPORTED, () -> bucket.tags("from"));
            return;
        }
        bucket.put("from", Content.text("x"), PutOptions.defaults().tags(Map.of("a", "b")));
        bucket.copy("from", "to");
        assertThat(bucket.tags("to")).isEmpty();
        assertThat(bucket.tags("from")).containsEntry("a", "b");
    }

    @Test
    protected void copy_largerThanOneRequestCopies_goesInParts() {
        DriverProbe probe = new DriverProbe().limits(StorageLimitsOf.copySize(6 << 20));
        Bucket bucket = opened(builder().layer(probe)).bucket("bucket");
        byte[] large = BucketTransferSuite.bytes(18 << 20);
        bucket.put("from", Content.bytes(large), RICH);
        probe.reset();
        PutResult result = bucket.copy("from", "to");
        assertThat(probe.calls())
                .contains("startUpload", "copyPart", "completeUpload")
                .doesNotContain("copy", "read", "uploadPart");
        assertThat(result.size()).isEqualTo(large.length);
        assertThat(bucket.getBytes("to")).isEqualTo(large);
        assertThat(bucket.head("to").orElseThrow().attributes())
                .isEqualTo(bucket.head("from").orElseThrow().attributes());
        probe.reset();
        probe.fail("copyPart", new DriverException(ErrorCode.UNAVAILABLE, "down."));
        fails(ErrorCode.UNAVAILABLE, () -> bucket.copy("from", "other"));
        assertThat(probe.calls()).contains("abortUpload").doesNotContain("completeUpload");
        assertThat(bucket.exists("other")).isFalse();
    }

    @Test
    protected void copy_sourceReplacedMeanwhile_copiesTheNewOne() {
        AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
        DriverProbe probe = new DriverProbe();
        probe.change("stat", info -> {
            meanwhile.getAndSet(() -> {}).run();
            return info;
        });
        Bucket bucket = opened(builder().layer(probe)).bucket("bucket");
        bucket.put("from", "old");
        meanwhile.set(() -> bucket.put("from", "newer"));
        assertThat(bucket.copy("from", "to").size()).isEqualTo(5);
        assertThat(bucket.getString("to")).isEqualTo("newer");
    }

    @Test
    protected void copy_missingSource_isNotFound() {
        Bucket bucket = platform().bucket("bucket");
        bucket.put("to", "kept");
        fails(ErrorCode.NOT_FOUND, () -> bucket.copy("missing", "to"));
        assertThat(bucket.getString("to")).isEqualTo("kept");
    }

    @Test
    protected void copy_conditions_hold() {
        Bucket bucket = platform().bucket("bucket");
        conditions(bucket, bucket);
    }

    @Test
    protected void copyTo_anotherBucket_copies() {
        Platform platform = platform();
        Bucket target = platform.bucket("other");
        Bucket source = platform.bucket("bucket");
        source.put("from", Content.text("content"), RICH);
        source.copyTo(target, "from", "to", CopyOptions.defaults());
        assertThat(target.getString("to")).isEqualTo("content");
        assertThat(source.exists("to")).isFalse();
    }

    @Test
    protected void copyTo_whereTheServiceCannot_isStreamed() {
        DriverProbe probe = new DriverProbe();
        probe.change("canCopy", can -> false);
        Platform platform = opened(builder().layer(probe));
        Bucket source = platform.bucket("bucket");
        Bucket target = platform.bucket("other");
        byte[] large = new byte[HostileData.OVER_ONE_PART];
        new Random(9).nextBytes(large);
        source.put("from", Content.bytes(large), RICH);
        PutResult result = source.copyTo(target, "from", "to", CopyOptions.defaults());
        assertThat(target.getBytes("to")).isEqualTo(large);
        assertThat(target.head("to").orElseThrow().attributes())
                .isEqualTo(source.head("from").orElseThrow().attributes());
        assertThat(result.size()).isEqualTo(large.length);
        fails(ErrorCode.NOT_FOUND, () -> source.copyTo(target, "missing", "x", CopyOptions.defaults()));
    }

    @Test
    protected void copyTo_streamed_conditionsHold() {
        Platform here = platform();
        DriverProbe probe = new DriverProbe();
        probe.change("canCopy", can -> false);
        Bucket target = opened(builder().layer(probe)).bucket("bucket");
        conditions(here.bucket("bucket"), target);
    }

    private static void conditions(Bucket source, Bucket target) {
        String etag = source.put("from", "one").etag();
        CopyOptions options = CopyOptions.defaults();
        source.copyTo(target, "from", "to", options.sourceIfMatch(etag));
        fails(ErrorCode.PRECONDITION_FAILED, () -> source.copyTo(target, "from", "x", options.sourceIfMatch("other")));
        fails(ErrorCode.ALREADY_EXISTS, () -> source.copyTo(target, "from", "to", options.onlyIfAbsent()));
        fails(ErrorCode.PRECONDITION_FAILED, () -> source.copyTo(target, "from", "to", options.ifMatch("other")));
        fails(ErrorCode.PRECONDITION_FAILED, () -> source.copyTo(target, "from", "x", options.ifMatch("other")));
        assertThat(target.exists("x")).isFalse();
        String there = target.head("to").orElseThrow().etag();
        source.copyTo(target, "from", "to", options.ifMatch(there));
        source.copyTo(target, "from", "new", options.onlyIfAbsent());
        assertThat(target.getString("new")).isEqualTo("one");
    }
}
