package io.midplatform.aws.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.aws.testing.S3MockServer;
import io.midplatform.spi.DriverException;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.DeleteOptions;
import io.midplatform.storage.GetOptions;
import io.midplatform.storage.ObjectVersion;
import io.midplatform.storage.PutOptions;
import io.midplatform.storage.SignedRequest;
import io.midplatform.storage.StoredObject;
import io.midplatform.storage.TransferOptions;
import io.midplatform.testkit.DriverProbe;
import io.midplatform.testkit.storage.BucketDirectorySuite;
import io.midplatform.testkit.storage.BucketPresignSuite;
import io.midplatform.testkit.storage.BucketResumeSuite;
import io.midplatform.testkit.storage.BucketTransferSuite;
import io.midplatform.testkit.storage.BucketVersionsSuite;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Transfers, signed requests and versions of S3Mock keep the contract. */
class S3MockTransferContractTest {
    @RegisterExtension
    static final S3Backend S3 = S3Backend.of("S3Mock", "aws", S3MockServer::endpoint);

    @Nested
    class Directories extends BucketDirectorySuite {
        @Override
        protected Map<String, String> provider() {
            return S3.provider();
        }
    }

    @Nested
    class Resuming extends BucketResumeSuite {
        @Override
        protected Map<String, String> provider() {
            return S3.provider();
        }
    }

    @Nested
    class Transfers extends BucketTransferSuite {
        @Override
        protected Map<String, String> provider() {
            return S3.provider();
        }

        private Path large() throws IOException {
            return Files.write(folder.resolve("large"), new byte[20 << 20]);
        }

        /** S3Mock removes the object of the same key together with an aborted upload; S3Proxy shows that nothing else is left. */
        @Test
        @Override
        protected void upload_fails_leavesNothing() throws IOException {
            S3.lies(super::upload_fails_leavesNothing, () -> {
                DriverProbe probe = new DriverProbe();
                Bucket bucket = opened(builder().layer(probe)).bucket("bucket");
                bucket.put("k", "old");
                probe.fail("completeUpload", new DriverException(ErrorCode.UNAVAILABLE, "down."));
                fails(ErrorCode.UNAVAILABLE, () -> bucket.upload("k", large()));
                assertThat(bucket.exists("k")).isFalse();
                assertThat(bucket.abandonedUploads()).isEmpty();
            });
        }

        /** The same. */
        @Test
        @Override
        protected void upload_conditions_hold() throws IOException {
            S3.lies(super::upload_conditions_hold, () -> {
                Bucket bucket = platform().bucket("bucket");
                bucket.put("k", "old");
                TransferOptions once =
                        TransferOptions.defaults().put(PutOptions.defaults().onlyIfAbsent());
                fails(ErrorCode.ALREADY_EXISTS, () -> bucket.upload("k", large(), once));
                assertThat(bucket.exists("k")).isFalse();
            });
        }
    }

    @Nested
    class Presigning extends BucketPresignSuite {
        @Override
        protected Map<String, String> provider() {
            return S3.provider();
        }

        /** S3Mock looks at no signature; S3Proxy does. */
        @Test
        @Override
        protected void presignGet_changed_isRefused() throws IOException, InterruptedException {
            S3.lies(super::presignGet_changed_isRefused, () -> {
                Bucket bucket = platform().bucket("bucket");
                bucket.put("k", "hello");
                SignedRequest signed = bucket.presignGet("k", Duration.ofMinutes(1));
                HttpURLConnection unsigned = (HttpURLConnection) java.net
                        .URI
                        .create(signed.uri().toString().replaceFirst("\\?.*", ""))
                        .toURL()
                        .openConnection();
                assertThat(unsigned.getResponseCode()).isEqualTo(200);
            });
        }
    }

    @Nested
    class Versions extends BucketVersionsSuite {
        @Override
        protected Map<String, String> provider() {
            return S3.provider();
        }

        @Override
        protected void versioned(Bucket bucket) {
            S3.versioned(bucket);
        }

        private String text(Bucket bucket, GetOptions options) {
            try (StoredObject object = bucket.get("k", options)) {
                return object.text();
            }
        }

        /** S3Mock lists a deleted version no more but gives it all the same. */
        @Test
        @Override
        protected void versions_areKeptReadAndDeleted() {
            S3.lies(super::versions_areKeptReadAndDeleted, () -> {
                Bucket bucket = platform().bucket("bucket");
                versioned(bucket);
                String one = bucket.put("k", "one").versionId().orElseThrow();
                bucket.put("k", "two");
                GetOptions old = GetOptions.defaults().version(one);
                assertThat(text(bucket, old)).isEqualTo("one");
                bucket.delete("k");
                assertThat(bucket.versions("k"))
                        .extracting(ObjectVersion::isDeletion)
                        .containsExactly(true, false, false);
                bucket.delete("k", DeleteOptions.defaults().version(one));
                assertThat(text(bucket, old)).isEqualTo("one");
                String deletion = bucket.versions("k").get(0).id();
                bucket.delete("k", DeleteOptions.defaults().version(deletion));
                assertThat(bucket.getString("k")).isEqualTo("two");
            });
        }
    }
}
