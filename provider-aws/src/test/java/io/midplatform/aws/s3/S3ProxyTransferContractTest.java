package io.midplatform.aws.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.TransferOptions;
import io.midplatform.storage.TransferReport;
import io.midplatform.testkit.storage.BucketDirectorySuite;
import io.midplatform.testkit.storage.BucketPresignSuite;
import io.midplatform.testkit.storage.BucketResumeSuite;
import io.midplatform.testkit.storage.BucketTransferSuite;
import io.midplatform.testkit.storage.BucketVersionsSuite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.s3.S3Client;

/** Transfers and signed requests of S3Proxy keep the contract; it has no versions. */
class S3ProxyTransferContractTest {
    @RegisterExtension
    static final S3Backend S3 = S3Backend.of("S3Proxy", "generic-s3", S3ProxyServer::endpoint);

    @Nested
    class Directories extends BucketDirectorySuite {
        @Override
        protected Map<String, String> provider() {
            return S3.provider();
        }

        /** S3Proxy cannot hold keys with {@code ..} or {@code //} and calls that an internal error; S3Mock can. */
        @Test
        @Override
        protected void keysThatLeadOut_areRefused() throws IOException {
            S3.lies(super::keysThatLeadOut_areRefused, () -> {
                Bucket bucket = platform().bucket("bucket");
                fails(ErrorCode.UNAVAILABLE, () -> bucket.put("p/../out", "x"));
                bucket.put("p/good", "x");
                TransferReport report =
                        bucket.downloadDirectory("p", temp.resolve("target"), TransferOptions.defaults());
                assertThat(report.transferred()).isEqualTo(1);
                assertThat(temp.resolve("target").resolve("good")).hasContent("x");
            });
        }
    }

    @Nested
    class Transfers extends BucketTransferSuite {
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

        /** S3Proxy knows every upload, those that have ended and those that never began, as one without parts; S3Mock refuses. */
        @Test
        @Override
        protected void upload_brokenOff_resumesWithoutSendingAgain() throws IOException {
            S3.lies(super::upload_brokenOff_resumesWithoutSendingAgain, () -> {
                Bucket bucket = platform().bucket("bucket");
                Path file = Files.write(folder.resolve("f"), new byte[20 << 20]);
                List<String> tokens = new ArrayList<>();
                bucket.upload("k", file, TransferOptions.defaults().resumable(tokens::add));
                assertThat(tokens).hasSize(1);
                assertThat(bucket.abandonedUploads()).isEmpty();
                String name = S3.physical(bucket);
                assertThat(bucket.unwrap(S3Client.class)
                                .orElseThrow()
                                .listParts(
                                        request -> request.bucket(name).key("k").uploadId("never begun"))
                                .parts())
                        .isEmpty();
            });
        }
    }

    @Nested
    class Presigning extends BucketPresignSuite {
        @Override
        protected Map<String, String> provider() {
            return S3.provider();
        }
    }

    @Nested
    class Versions extends BucketVersionsSuite {
        @Override
        protected Map<String, String> provider() {
            return S3.provider();
        }
    }
}
