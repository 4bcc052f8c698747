package io.midplatform.aws.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.aws.testing.S3MockServer;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.BucketWriter;
import io.midplatform.storage.Content;
import io.midplatform.storage.CopyOptions;
import io.midplatform.storage.ListEntry;
import io.midplatform.storage.ListOptions;
import io.midplatform.storage.PutOptions;
import io.midplatform.testkit.HostileData;
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
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Buckets of S3Mock keep the contract, as those of S3 itself do. */
class S3MockContractTest {
    @RegisterExtension
    static final S3Backend S3 = S3Backend.of("S3Mock", "aws", S3MockServer::endpoint);

    @Nested
    class Concurrency extends BucketConcurrencySuite {
        @Override
        protected Map<String, String> provider() {
            return S3.provider();
        }

        /** S3Mock looks at a condition before it takes its lock: of writers at once several win. One after the other, one does. */
        @Test
        @Override
        protected void put_onlyIfAbsentRaced_hasOneWinner() throws Exception {
            S3.lies(super::put_onlyIfAbsentRaced_hasOneWinner, () -> {
                Bucket bucket = platform().bucket("bucket");
                PutOptions once = PutOptions.defaults().onlyIfAbsent();
                bucket.put("k", Content.text("first"), once);
                fails(ErrorCode.ALREADY_EXISTS, () -> bucket.put("k", Content.text("second"), once));
                assertThat(bucket.getString("k")).isEqualTo("first");
            });
        }

        /** The same; and it then calls the bytes corrupt. One after the other, no update is lost. */
        @Test
        @Override
        protected void put_compareAndSetRaced_losesNoUpdate() throws Exception {
            S3.lies(super::put_compareAndSetRaced_losesNoUpdate, () -> {
                Bucket bucket = platform().bucket("bucket");
                bucket.put("counter", "0");
                for (int i = 1; i <= 10; i++) {
                    String etag = bucket.head("counter").orElseThrow().etag();
                    bucket.put(
                            "counter",
                            Content.text("" + i),
                            PutOptions.defaults().ifMatch(etag));
                }
                assertThat(bucket.getString("counter")).isEqualTo("10");
            });
        }

        /** S3Mock writes into the file that it reads from: length and bytes are of two objects. One after the other, each is whole. */
        @Test
        @Override
        protected void put_whileRead_showsWholeObjectsOnly() throws Exception {
            S3.lies(super::put_whileRead_showsWholeObjectsOnly, () -> {
                Bucket bucket = platform().bucket("bucket");
                for (int i = 0; i < 10; i++) {
                    String digits = Integer.toString(i).repeat(50_000 + i);
                    bucket.put("k", digits);
                    assertThat(bucket.getString("k")).isEqualTo(digits);
                }
            });
        }
    }

    @Nested
    class Copying extends BucketCopyingSuite {
        @Override
        protected Map<String, String> provider() {
            return S3.provider();
        }

        /** S3Mock ignores the conditions on the target of a copy. */
        @Test
        @Override
        protected void copy_conditions_hold() {
            S3.lies(super::copy_conditions_hold, () -> {
                Bucket bucket = platform().bucket("bucket");
                bucket.put("from", "one");
                bucket.put("to", "old");
                CopyOptions options = CopyOptions.defaults();
                fails(ErrorCode.PRECONDITION_FAILED, () -> bucket.copy("from", "to", options.sourceIfMatch("other")));
                bucket.copy("from", "to", options.onlyIfAbsent());
                assertThat(bucket.getString("to")).isEqualTo("one");
                bucket.copy("from", "new", options.ifMatch("other"));
                assertThat(bucket.getString("new")).isEqualTo("one");
            });
        }

        /** S3Mock takes no notice of the header that says which tags a copy has. */
        @Test
        @Override
        protected void copy_tags_stayBehind() {
            S3.lies(super::copy_tags_stayBehind, () -> {
                Bucket bucket = platform().bucket("bucket");
                bucket.put("from", Content.text("x"), PutOptions.defaults().tags(Map.of("a", "b")));
                bucket.copy("from", "to");
                assertThat(bucket.tags("to")).containsEntry("a", "b"); // S3RequestTest shows what is sent
            });
        }
    }

    @Nested
    class Deleting extends BucketDeletingSuite {
        @Override
        protected Map<String, String> provider() {
            return S3.provider();
        }
    }

    @Nested
    class Errors extends BucketErrorsSuite {
        @Override
        protected Map<String, String> provider() {
            return S3.provider();
        }
    }

    @Nested
    class Features extends BucketFeaturesSuite {
        @Override
        protected Map<String, String> provider() {
            return S3.provider();
        }
    }

    @Nested
    class Keys extends BucketKeysSuite {
        @Override
        protected Map<String, String> provider() {
            return S3.provider();
        }

        private List<String> refused() {
            return List.of("/leading", "//", "back\\slash", "C:\\x", "nul\u0000inside");
        }

        private List<String> others(List<String> keys) {
            return keys.stream().filter(key -> !refused().contains(key)).toList();
        }

        /** S3Mock's web server refuses empty path elements, backslashes and NUL. */
        @Test
        @Override
        protected void key_hostile_isHeldAsItIs() {
            S3.lies(super::key_hostile_isHeldAsItIs, () -> {
                held(others(HostileData.STRINGS));
                Bucket bucket = platform().bucket("bucket");
                refused().forEach(key -> fails(ErrorCode.INVALID_REQUEST, () -> bucket.put(key, "x")));
            });
        }

        /** The same. */
        @Test
        @Override
        protected void key_underPrefixSetting_isHeldAsItIs() {
            S3.lies(super::key_underPrefixSetting_isHeldAsItIs, () -> {
                heldUnderPrefix(others(HostileData.STRINGS.subList(0, 20)));
            });
        }
    }

    @Nested
    class Listing extends BucketListingSuite {
        @Override
        protected Map<String, String> provider() {
            return S3.provider();
        }

        @Override
        protected int largestPage() {
            return 100; // S3Mock takes long for each object
        }

        /** S3Mock refuses keys that begin with a slash. */
        @Test
        @Override
        protected void list_delimiterFirst_isFoldedToo() {
            S3.lies(super::list_delimiterFirst_isFoldedToo, () -> {
                Bucket bucket = platform().bucket("bucket");
                fails(ErrorCode.INVALID_REQUEST, () -> bucket.put("/", "x"));
                fails(ErrorCode.INVALID_REQUEST, () -> bucket.put("//", "x"));
            });
        }

        /** S3Mock orders by UTF-16 units. */
        @Test
        @Override
        protected void list_orderBeyondTheBasicPlane_isByUtf8Bytes() {
            S3.lies(super::list_orderBeyondTheBasicPlane_isByUtf8Bytes, () -> {
                Bucket bucket = platform().bucket("bucket");
                for (String key : List.of("\ud83d\ude00", "\uffee", "a")) {
                    bucket.put(key, "x");
                }
                assertThat(bucket.list(ListOptions.defaults().pageSize(1)).stream()
                                .map(ListEntry::key))
                        .containsExactly("a", "\ud83d\ude00", "\uffee");
            });
        }

        /** S3Mock gives a prefix again when a page ends with it and others are before it. */
        @Test
        @Override
        protected void listPage_pagesOfFolded_coverAllOnce() {
            S3.lies(super::listPage_pagesOfFolded_coverAllOnce, () -> {
                Bucket bucket = platform().bucket("bucket");
                for (String key : List.of("a/1", "a/2", "b/1", "b/2", "b/3", "c", "d/1", "e")) {
                    bucket.put(key, key);
                }
                ListOptions folded = ListOptions.defaults().delimiter("/");
                assertThat(bucket.list(folded.pageSize(1)).stream().map(ListEntry::key))
                        .containsExactly("a/", "b/", "c", "d/", "d/", "e");
                assertThat(bucket.list(folded.pageSize(6)).stream().map(ListEntry::key))
                        .containsExactly("a/", "b/", "c", "d/", "e");
            });
        }
    }

    @Nested
    class Metadata extends BucketMetadataSuite {
        @Override
        protected Map<String, String> provider() {
            return S3.provider();
        }

        /** S3Mock reads media types and writes them anew, without the space. */
        @Test
        @Override
        protected void contentType_withParameter_isKeptToTheSpace() {
            S3.lies(super::contentType_withParameter_isKeptToTheSpace, () -> {
                Bucket bucket = platform().bucket("bucket");
                bucket.put("k", Content.text("x"));
                assertThat(bucket.head("k").orElseThrow().contentType()).isEqualTo("text/plain;charset=utf-8");
            });
        }

        /** S3Mock does not decode the tags of a put. */
        @Test
        @Override
        protected void tags_areSetReadAndReplaced() {
            S3.lies(super::tags_areSetReadAndReplaced, () -> {
                Bucket bucket = platform().bucket("bucket");
                bucket.put("k", Content.text("x"), PutOptions.defaults().tags(Map.of("a b", "c/d")));
                assertThat(bucket.tags("k")).isEqualTo(Map.of("a%20b", "c%2Fd"));
                bucket.setTags("k", Map.of("a b+-./:=_", ""));
                assertThat(bucket.tags("k")).isEqualTo(Map.of("a b+-./:=_", ""));
                bucket.put("k", "y");
                assertThat(bucket.tags("k")).isEmpty();
            });
        }
    }

    @Nested
    class Reading extends BucketReadingSuite {
        @Override
        protected Map<String, String> provider() {
            return S3.provider();
        }
    }

    @Nested
    class Writer extends BucketWriterSuite {
        @Override
        protected Map<String, String> provider() {
            return S3.provider();
        }

        /** S3Mock removes the object of the same key together with an aborted upload. */
        @Test
        @Override
        protected void writer_closedWithoutCommit_leavesNothing() throws IOException {
            S3.lies(super::writer_closedWithoutCommit_leavesNothing, () -> {
                Bucket bucket = platform().bucket("bucket");
                bucket.put("k", "old");
                try (BucketWriter writer = bucket.writer("k")) {
                    writer.write(new byte[HostileData.OVER_ONE_PART]);
                }
                assertThat(bucket.exists("k")).isFalse();
                try (BucketWriter writer = bucket.writer("new")) {
                    writer.write(new byte[HostileData.OVER_ONE_PART]);
                }
                assertThat(bucket.list()).isEmpty();
            });
        }

        /** The same. */
        @Test
        @Override
        protected void writer_conditionsInParts_areCheckedAtCommit() throws IOException {
            S3.lies(super::writer_conditionsInParts_areCheckedAtCommit, () -> {
                Bucket bucket = platform().bucket("bucket");
                try (BucketWriter writer =
                        bucket.writer("k", PutOptions.defaults().onlyIfAbsent())) {
                    writer.write(new byte[HostileData.OVER_ONE_PART]);
                    bucket.put("k", "sooner");
                    fails(ErrorCode.ALREADY_EXISTS, writer::commit);
                }
                assertThat(bucket.exists("k")).isFalse();
            });
        }
    }

    @Nested
    class Writing extends BucketWritingSuite {
        @Override
        protected Map<String, String> provider() {
            return S3.provider();
        }

        /** S3Mock removes the object of the same key together with an aborted upload. */
        @Test
        @Override
        protected void put_inPartsOnlyIfAbsent_createsOnce() {
            S3.lies(super::put_inPartsOnlyIfAbsent_createsOnce, () -> {
                Bucket bucket = platform().bucket("bucket");
                PutOptions once = PutOptions.defaults().onlyIfAbsent();
                bucket.put("k", "first");
                fails(ErrorCode.ALREADY_EXISTS, () -> bucket.put("k", inParts(), once));
                assertThat(bucket.exists("k")).isFalse();
                bucket.put("k", inParts(), once);
                assertThat(bucket.head("k").orElseThrow().size()).isEqualTo(HostileData.OVER_ONE_PART);
            });
        }

        /** The same. */
        @Test
        @Override
        protected void put_streamThatBreaksAfterAPart_isInvalidWithTheCauseAndKeepsTheOldObject() {
            S3.lies(super::put_streamThatBreaksAfterAPart_isInvalidWithTheCauseAndKeepsTheOldObject, () -> {
                Bucket bucket = platform().bucket("bucket");
                bucket.put("k", "old");
                byte[] bytes = new byte[HostileData.OVER_ONE_PART];
                Content broken = Content.stream(new ByteArrayInputStream(bytes), bytes.length + 1);
                fails(ErrorCode.INVALID_REQUEST, () -> bucket.put("k", broken));
                assertThat(bucket.exists("k")).isFalse();
            });
        }

        private Content inParts() {
            return Content.stream(new ByteArrayInputStream(new byte[HostileData.OVER_ONE_PART]));
        }
    }
}
