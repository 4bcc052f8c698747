package io.midplatform.azure.blob;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.ListEntry;
import io.midplatform.storage.ListOptions;
import io.midplatform.testkit.storage.BucketConcurrencySuite;
import io.midplatform.testkit.storage.BucketCopyingSuite;
import io.midplatform.testkit.storage.BucketDeletingSuite;
import io.midplatform.testkit.storage.BucketErrorsSuite;
import io.midplatform.testkit.storage.BucketFeaturesSuite;
import io.midplatform.testkit.storage.BucketKeysSuite;
import io.midplatform.testkit.storage.BucketListingSuite;
import io.midplatform.testkit.storage.BucketMetadataSuite;
import io.midplatform.testkit.storage.BucketReadingSuite;
import io.midplatform.testkit.storage.BucketWriterSuite;
import io.midplatform.testkit.storage.BucketWritingSuite;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Buckets of Azurite keep the contract, as those of Blob Storage itself do. */
class BlobContractTest {
    @RegisterExtension
    static final BlobBackend BLOB = new BlobBackend();

    @Nested
    class Concurrency extends BucketConcurrencySuite {
        @Override
        protected Map<String, String> provider() {
            return BLOB.provider();
        }
    }

    @Nested
    class Copying extends BucketCopyingSuite {
        @Override
        protected Map<String, String> provider() {
            return BLOB.provider();
        }
    }

    @Nested
    class Deleting extends BucketDeletingSuite {
        @Override
        protected Map<String, String> provider() {
            return BLOB.provider();
        }
    }

    @Nested
    class Errors extends BucketErrorsSuite {
        @Override
        protected Map<String, String> provider() {
            return BLOB.provider();
        }
    }

    @Nested
    class Features extends BucketFeaturesSuite {
        @Override
        protected Map<String, String> provider() {
            return BLOB.provider();
        }
    }

    @Nested
    class Keys extends BucketKeysSuite {
        @Override
        protected Map<String, String> provider() {
            return BLOB.provider();
        }

        @Override
        protected String nameSetting() {
            return "container";
        }
    }

    @Nested
    class Listing extends BucketListingSuite {
        @Override
        protected Map<String, String> provider() {
            return BLOB.provider();
        }

        private Bucket filled(String... keys) {
            Bucket bucket = platform().bucket("bucket");
            for (String key : keys) {
                bucket.put(key, key);
            }
            return bucket;
        }

        private List<String> folded(Bucket bucket, String delimiter) {
            return bucket.list(ListOptions.defaults().delimiter(delimiter)).stream()
                    .map(ListEntry::key)
                    .toList();
        }

        /** Azurite folds at the first character of a delimiter that has more; Blob Storage takes any string. */
        @Test
        @Override
        protected void list_anyDelimiter_foldsToo() {
            BLOB.lies(super::list_anyDelimiter_foldsToo, () -> {
                Bucket bucket = filled("2026--a", "2026--b", "2027+a", "x");
                assertThat(folded(bucket, "--")).containsExactly("2026-", "2027+a", "x");
                assertThat(folded(bucket, "+")).containsExactly("2026--a", "2026--b", "2027+", "x");
            });
        }

        /** The same: it folds within the surrogate pair, and half of one breaks its answer. */
        @Test
        @Override
        protected void list_lastCodePointInPrefix_isFoldedAndPassed() {
            BLOB.lies(super::list_lastCodePointInPrefix_isFoldedAndPassed, () -> {
                String last = new String(Character.toChars(Character.MAX_CODE_POINT));
                Bucket bucket = filled("a" + last + "1", "b");
                fails(ErrorCode.UNAVAILABLE, () -> folded(bucket, last));
                assertThat(bucket.list("a" + last)).hasSize(1);
            });
        }
    }

    @Nested
    class Metadata extends BucketMetadataSuite {
        @Override
        protected Map<String, String> provider() {
            return BLOB.provider();
        }
    }

    @Nested
    class Reading extends BucketReadingSuite {
        @Override
        protected Map<String, String> provider() {
            return BLOB.provider();
        }
    }

    @Nested
    class Writer extends BucketWriterSuite {
        @Override
        protected Map<String, String> provider() {
            return BLOB.provider();
        }
    }

    @Nested
    class Writing extends BucketWritingSuite {
        @Override
        protected Map<String, String> provider() {
            return BLOB.provider();
        }
    }
}
