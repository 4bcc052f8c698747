package io.midplatform.aws.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.Content;
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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Buckets of S3Proxy keep the contract, as those of any store with the protocol of S3 do. */
class S3ProxyContractTest {
    @RegisterExtension
    static final S3Backend S3 = S3Backend.of("S3Proxy", "generic-s3", S3ProxyServer::endpoint);

    @Nested
    class Concurrency extends BucketConcurrencySuite {
        @Override
        protected Map<String, String> provider() {
            return S3.provider();
        }

        /** S3Proxy looks at a condition before it takes its lock: of writers at once several win. One after the other, no update is lost. */
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
    }

    @Nested
    class Copying extends BucketCopyingSuite {
        @Override
        protected Map<String, String> provider() {
            return S3.provider();
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
            return List.of("a/b", "a/", "/leading", "//", ".", "./x", "a/../b", "nul\u0000inside");
        }

        private List<String> others(List<String> keys) {
            return keys.stream().filter(key -> !refused().contains(key)).toList();
        }

        /** S3Proxy keeps keys as paths: none is beside or below another, dots and a first slash mean something. */
        @Test
        @Override
        protected void key_hostile_isHeldAsItIs() {
            S3.lies(super::key_hostile_isHeldAsItIs, () -> {
                held(others(HostileData.STRINGS));
                Bucket bucket = platform().bucket("bucket");
                bucket.put("a", "x");
                fails(ErrorCode.UNAVAILABLE, () -> bucket.put("a/b", "x"));
                fails(ErrorCode.UNAVAILABLE, () -> bucket.put(".", "x"));
                fails(ErrorCode.UNAVAILABLE, () -> bucket.put("a/../b", "x"));
                fails(ErrorCode.UNAUTHENTICATED, () -> bucket.put("/leading", "x"));
                fails(ErrorCode.UNAUTHENTICATED, () -> bucket.put("//", "x"));
                fails(ErrorCode.INVALID_REQUEST, () -> bucket.put("nul\u0000inside", "x"));
                bucket.put("./x", "x");
                assertThat(bucket.list().stream().map(ListEntry::key)).containsExactly("a", "x");
            });
        }

        /** The same. */
        @Test
        @Override
        protected void key_underPrefixSetting_isHeldAsItIs() {
            S3.lies(super::key_underPrefixSetting_isHeldAsItIs, () -> {
                List<String> keys = others(HostileData.STRINGS.subList(0, 20));
                heldUnderPrefix(
                        keys.stream().filter(key -> !key.startsWith("..")).toList());
            });
        }
    }

    @Nested
    class Listing extends BucketListingSuite {
        @Override
        protected Map<String, String> provider() {
            return S3.provider();
        }

        /** S3Proxy does not list a key that ends with a slash beside the key without it. */
        @Test
        @Override
        protected void list_order_isByUtf8Bytes() {
            S3.lies(super::list_order_isByUtf8Bytes, () -> {
                Bucket bucket = platform().bucket("bucket");
                for (String key : List.of("\uffee", "b", "a", "B", "\u00e9", "a/", "a.")) {
                    bucket.put(key, "x");
                }
                assertThat(bucket.list().stream().map(ListEntry::key))
                        .containsExactly("B", "a", "a.", "b", "\u00e9", "\uffee");
            });
        }

        /** S3Proxy keeps keys as paths: none is below another. */
        @Test
        @Override
        protected void list_objectBesideItsPrefix_isAnEntryToo() {
            S3.lies(super::list_objectBesideItsPrefix_isAnEntryToo, () -> {
                Bucket bucket = platform().bucket("bucket");
                bucket.put("a", "x");
                fails(ErrorCode.UNAVAILABLE, () -> bucket.put("a/1", "x"));
            });
        }

        /** S3Proxy reads a key that begins with a slash as another path than the one that was signed. */
        @Test
        @Override
        protected void list_delimiterFirst_isFoldedToo() {
            S3.lies(super::list_delimiterFirst_isFoldedToo, () -> {
                Bucket bucket = platform().bucket("bucket");
                fails(ErrorCode.UNAUTHENTICATED, () -> bucket.put("/", "x"));
                fails(ErrorCode.UNAUTHENTICATED, () -> bucket.put("//", "x"));
            });
        }

        /** S3Proxy folds first and then skips what comes before the start. */
        @Test
        @Override
        protected void list_startAfterWithinAPrefix_foldsTheRest() {
            S3.lies(super::list_startAfterWithinAPrefix_foldsTheRest, () -> {
                Bucket bucket = platform().bucket("bucket");
                bucket.put("d/1", "x");
                bucket.put("d/2", "x");
                bucket.put("e", "x");
                ListOptions options = ListOptions.defaults().startAfter("d/1").delimiter("/");
                assertThat(bucket.list(options).stream().map(ListEntry::key)).containsExactly("e");
            });
        }

        /** S3Proxy has no delimiter but the slash. */
        @Test
        @Override
        protected void list_anyDelimiter_foldsToo() {
            S3.lies(super::list_anyDelimiter_foldsToo, () -> {
                refused("--");
            });
        }

        /** The same. */
        @Test
        @Override
        protected void list_lastCodePointInPrefix_isFoldedAndPassed() {
            S3.lies(super::list_lastCodePointInPrefix_isFoldedAndPassed, () -> {
                refused(new String(Character.toChars(Character.MAX_CODE_POINT)));
            });
        }

        private void refused(String delimiter) {
            Bucket bucket = platform().bucket("bucket");
            bucket.put("a" + delimiter, "x");
            ListOptions options = ListOptions.defaults().delimiter(delimiter);
            fails(
                    ErrorCode.INVALID_REQUEST,
                    () -> bucket.list(options).iterator().next());
        }
    }

    @Nested
    class Metadata extends BucketMetadataSuite {
        @Override
        protected Map<String, String> provider() {
            return S3.provider();
        }

        /** S3Proxy reads media types and writes them anew, without the space. */
        @Test
        @Override
        protected void contentType_withParameter_isKeptToTheSpace() {
            S3.lies(super::contentType_withParameter_isKeptToTheSpace, () -> {
                Bucket bucket = platform().bucket("bucket");
                bucket.put("k", Content.text("x"));
                assertThat(bucket.head("k").orElseThrow().contentType()).isEqualTo("text/plain;charset=utf-8");
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
    }

    @Nested
    class Writing extends BucketWritingSuite {
        @Override
        protected Map<String, String> provider() {
            return S3.provider();
        }
    }
}
