package io.midplatform.azure.blob;

import io.midplatform.testkit.storage.BucketDirectorySuite;
import io.midplatform.testkit.storage.BucketPresignSuite;
import io.midplatform.testkit.storage.BucketResumeSuite;
import io.midplatform.testkit.storage.BucketTransferSuite;
import io.midplatform.testkit.storage.BucketVersionsSuite;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Transfers, signed requests and versions of Azurite keep the contract. */
class BlobTransferContractTest {
    @RegisterExtension
    static final BlobBackend BLOB = new BlobBackend();

    @Nested
    class Directories extends BucketDirectorySuite {
        @Override
        protected Map<String, String> provider() {
            return BLOB.provider();
        }
    }

    @Nested
    class Resuming extends BucketResumeSuite {
        @Override
        protected Map<String, String> provider() {
            return BLOB.provider();
        }
    }

    @Nested
    class Transfers extends BucketTransferSuite {
        @Override
        protected Map<String, String> provider() {
            return BLOB.provider();
        }
    }

    @Nested
    class Presigning extends BucketPresignSuite {
        @Override
        protected Map<String, String> provider() {
            return BLOB.provider();
        }
    }

    @Nested
    class Versions extends BucketVersionsSuite {
        @Override
        protected Map<String, String> provider() {
            return BLOB.provider();
        }
    }
}
