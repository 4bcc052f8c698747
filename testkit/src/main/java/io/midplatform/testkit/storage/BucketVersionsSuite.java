package io.midplatform.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.ByteRange;
import io.midplatform.storage.DeleteOptions;
import io.midplatform.storage.GetOptions;
import io.midplatform.storage.ObjectVersion;
import io.midplatform.storage.PutResult;
import io.midplatform.storage.StorageFeature;
import io.midplatform.storage.StoredObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What versions promise. A provider that has them overrides {@link #versioned}; one that lacks them refuses. */
public abstract class BucketVersionsSuite extends BucketSuite {
    /** For providers. */
    protected BucketVersionsSuite() {}

    /**
     * Turns versions on for a bucket, by the provider's native client where that is needed.
     *
     * @param bucket an empty bucket of a provider with the feature
     */
    protected void versioned(Bucket bucket) {
        throw new AssertionError("a provider that declares versions says here how a bucket gets them: " + bucket);
    }

    private static String text(Bucket bucket, GetOptions options) {
        try (StoredObject object = bucket.get("k", options)) {
            assertThat(object.info().versionId()).isEqualTo(options.version());
            return object.text();
        }
    }

    @Test
    protected void versions_areKeptReadAndDeleted() {
        Bucket bucket = platform().bucket("bucket");
        if (!bucket.support(StorageFeature.VERSIONS).isUsable()) {
            fails(ErrorCode.UNSUPPORTED, () -> bucket.versions("k"));
            return;
        }
        versioned(bucket);
        PutResult first = bucket.put("k", "one");
        PutResult second = bucket.put("k", "two");
        bucket.put("k2", "a longer key");
        String one = first.versionId().orElseThrow();
        assertThat(second.versionId()).isPresent().isNotEqualTo(first.versionId());
        assertThat(bucket.head("k").orElseThrow().versionId()).isEqualTo(second.versionId());

        assertThat(bucket.versions("k")).extracting(ObjectVersion::isLatest).containsExactly(true, false);
        assertThat(bucket.versions("k").get(1)).satisfies(old -> {
            assertThat(old.id()).isEqualTo(one);
            assertThat(old.size()).isEqualTo(3);
            assertThat(old.etag()).isEqualTo(first.etag());
            assertThat(old.isDeletion()).isFalse();
        });
        GetOptions old = GetOptions.defaults().version(one);
        assertThat(text(bucket, old)).isEqualTo("one");
        assertThat(text(bucket, old.range(ByteRange.of(1, 1)))).isEqualTo("n");
        assertThat(text(bucket, old.range(ByteRange.of(0, 0)))).isEmpty();

        bucket.delete("k");
        assertThat(bucket.exists("k")).isFalse();
        assertThat(bucket.versions("k")).extracting(ObjectVersion::isDeletion).containsExactly(true, false, false);
        assertThat(text(bucket, old)).isEqualTo("one");

        bucket.delete("k", DeleteOptions.defaults().version(one));
        fails(ErrorCode.NOT_FOUND, () -> bucket.get("k", old));
        String deletion = bucket.versions("k").get(0).id();
        bucket.delete("k", DeleteOptions.defaults().version(deletion));
        assertThat(bucket.getString("k")).isEqualTo("two");
        assertThat(bucket.versions("none")).isEqualTo(List.of());
    }
}
