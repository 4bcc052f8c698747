package io.midplatform.local;

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
import io.midplatform.testkit.storage.BucketResumeSuite;
import io.midplatform.testkit.storage.BucketTransferSuite;
import io.midplatform.testkit.storage.BucketVersionsSuite;
import io.midplatform.testkit.storage.BucketWriterSuite;
import io.midplatform.testkit.storage.BucketWritingSuite;
import java.util.Map;
import org.junit.jupiter.api.Nested;

/** Buckets in memory keep the contract. */
class MemoryStorageContractTest {
    private static final Map<String, String> MEMORY = Map.of("midplatform.provider", "local");

    @Nested
    class Concurrency extends BucketConcurrencySuite {
        @Override
        protected Map<String, String> provider() {
            return MEMORY;
        }
    }

    @Nested
    class Copying extends BucketCopyingSuite {
        @Override
        protected Map<String, String> provider() {
            return MEMORY;
        }
    }

    @Nested
    class Deleting extends BucketDeletingSuite {
        @Override
        protected Map<String, String> provider() {
            return MEMORY;
        }
    }

    @Nested
    class Errors extends BucketErrorsSuite {
        @Override
        protected Map<String, String> provider() {
            return MEMORY;
        }
    }

    @Nested
    class Features extends BucketFeaturesSuite {
        @Override
        protected Map<String, String> provider() {
            return MEMORY;
        }
    }

    @Nested
    class Keys extends BucketKeysSuite {
        @Override
        protected Map<String, String> provider() {
            return MEMORY;
        }
    }

    @Nested
    class Listing extends BucketListingSuite {
        @Override
        protected Map<String, String> provider() {
            return MEMORY;
        }
    }

    @Nested
    class Metadata extends BucketMetadataSuite {
        @Override
        protected Map<String, String> provider() {
            return MEMORY;
        }
    }

    @Nested
    class Reading extends BucketReadingSuite {
        @Override
        protected Map<String, String> provider() {
            return MEMORY;
        }
    }

    @Nested
    class Writer extends BucketWriterSuite {
        @Override
        protected Map<String, String> provider() {
            return MEMORY;
        }
    }

    @Nested
    class Transfers extends BucketTransferSuite {
        @Override
        protected Map<String, String> provider() {
            return MEMORY;
        }
    }

    @Nested
    class Directories extends BucketDirectorySuite {
        @Override
        protected Map<String, String> provider() {
            return MEMORY;
        }
    }

    @Nested
    class Resuming extends BucketResumeSuite {
        @Override
        protected Map<String, String> provider() {
            return MEMORY;
        }
    }

    @Nested
    class Presigning extends BucketPresignSuite {
        @Override
        protected Map<String, String> provider() {
            return MEMORY;
        }
    }

    @Nested
    class Versions extends BucketVersionsSuite {
        @Override
        protected Map<String, String> provider() {
            return MEMORY;
        }
    }

    @Nested
    class Writing extends BucketWritingSuite {
        @Override
        protected Map<String, String> provider() {
            return MEMORY;
        }
    }
}
