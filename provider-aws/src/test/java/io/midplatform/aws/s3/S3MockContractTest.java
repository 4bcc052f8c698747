package io.midplatform.aws.s3;

import io.midplatform.storage.Bucket;
import io.midplatform.testkit.storage.BucketConcurrencySuite;
import io.midplatform.testkit.storage.BucketCopyingSuite;
import io.midplatform.testkit.storage.BucketDeletingSuite;
import io.midplatform.testkit.storage.BucketDirectorySuite;
import io.midplatform.testkit.storage.BucketErrorsSuite;
import io.midplatform.testkit.storage.BucketFeaturesSuite;
import io.midplatform.testkit.storage.BucketKeysSuite;
import io.midplatform.testkit.storage.BucketListingSuite;
import io.midplatform.testkit.storage.BucketMetadataSuite;
import io.midplatform.testkit.storage.BucketPresignSuite;
import io.midplatform.testkit.storage.BucketReadingSuite;
import io.midplatform.testkit.storage.BucketTransferSuite;
import io.midplatform.testkit.storage.BucketVersionsSuite;
import io.midplatform.testkit.storage.BucketWriterSuite;
import io.midplatform.testkit.storage.BucketWritingSuite;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;

/** Buckets of S3Mock keep the contract. */
class S3MockContractTest {
    @Nested
    class Concurrency extends BucketConcurrencySuite {
        @Override
        protected Map<String, String> provider() {
            return S3MockServer.provider();
        }
    }

    @Nested
    class Copying extends BucketCopyingSuite {
        @Override
        protected Map<String, String> provider() {
            return S3MockServer.provider();
        }
    }

    @Nested
    class Deleting extends BucketDeletingSuite {
        @Override
        protected Map<String, String> provider() {
            return S3MockServer.provider();
        }
    }

    @Nested
    class Errors extends BucketErrorsSuite {
        @Override
        protected Map<String, String> provider() {
            return S3MockServer.provider();
        }
    }

    @Nested
    class Features extends BucketFeaturesSuite {
        @Override
        protected Map<String, String> provider() {
            return S3MockServer.provider();
        }
    }

    @Nested
    class Keys extends BucketKeysSuite {
        @Override
        protected Map<String, String> provider() {
            return S3MockServer.provider();
        }
    }

    @Nested
    class Listing extends BucketListingSuite {
        @Override
        protected Map<String, String> provider() {
            return S3MockServer.provider();
        }
    }

    @Nested
    class Metadata extends BucketMetadataSuite {
        @Override
        protected Map<String, String> provider() {
            return S3MockServer.provider();
        }
    }

    @Nested
    class Reading extends BucketReadingSuite {
        @Override
        protected Map<String, String> provider() {
            return S3MockServer.provider();
        }
    }

    @Nested
    class Writer extends BucketWriterSuite {
        @Override
        protected Map<String, String> provider() {
            return S3MockServer.provider();
        }
    }

    @Nested
    class Presigning extends BucketPresignSuite {
        @Override
        protected Map<String, String> provider() {
            return S3MockServer.provider();
        }
    }

    @Nested
    class Versions extends BucketVersionsSuite {
        @Override
        protected void versioned(Bucket bucket) {
            bucket.exists("made by now");
            S3Client s3 = bucket.unwrap(S3Client.class).orElseThrow();
            s3.listBuckets()
                    .buckets()
                    .forEach(each -> s3.putBucketVersioning(request -> request.bucket(each.name())
                            .versioningConfiguration(versioning -> versioning.status(BucketVersioningStatus.ENABLED))));
        }

        @Override
        protected Map<String, String> provider() {
            return S3MockServer.provider();
        }
    }

    @Nested
    class Transfers extends BucketTransferSuite {
        @Override
        protected Map<String, String> provider() {
            return S3MockServer.provider();
        }
    }

    @Nested
    class Directories extends BucketDirectorySuite {
        @Override
        protected Map<String, String> provider() {
            return S3MockServer.provider();
        }
    }

    @Nested
    class Writing extends BucketWritingSuite {
        @Override
        protected Map<String, String> provider() {
            return S3MockServer.provider();
        }
    }
}
