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
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** Buckets on disk keep the contract. */
class DiskStorageContractTest {
    @TempDir
    static Path folders;

    private static Map<String, String> disk() {
        return DiskFolders.next(folders);
    }

    @Nested
    class Concurrency extends BucketConcurrencySuite {
        @Override
        protected Map<String, String> provider() {
            return disk();
        }
    }

    @Nested
    class Copying extends BucketCopyingSuite {
        @Override
        protected Map<String, String> provider() {
            return disk();
        }
    }

    @Nested
    class Deleting extends BucketDeletingSuite {
        @Override
        protected Map<String, String> provider() {
            return disk();
        }
    }

    @Nested
    class Errors extends BucketErrorsSuite {
        @Override
        protected Map<String, String> provider() {
            return disk();
        }
    }

    @Nested
    class Features extends BucketFeaturesSuite {
        @Override
        protected Map<String, String> provider() {
            return disk();
        }
    }

    @Nested
    class Keys extends BucketKeysSuite {
        @Override
        protected Map<String, String> provider() {
            return disk();
        }
    }

    @Nested
    class Listing extends BucketListingSuite {
        @Override
        protected Map<String, String> provider() {
            return disk();
        }
    }

    @Nested
    class Metadata extends BucketMetadataSuite {
        @Override
        protected Map<String, String> provider() {
            return disk();
        }
    }

    @Nested
    class Reading extends BucketReadingSuite {
        @Override
        protected Map<String, String> provider() {
            return disk();
        }
    }

    @Nested
    class Writer extends BucketWriterSuite {
        @Override
        protected Map<String, String> provider() {
            return disk();
        }
    }

    @Nested
    class Transfers extends BucketTransferSuite {
        @Override
        protected Map<String, String> provider() {
            return disk();
        }
    }

    @Nested
    class Directories extends BucketDirectorySuite {
        @Override
        protected Map<String, String> provider() {
            return disk();
        }
    }

    @Nested
    class Resuming extends BucketResumeSuite {
        @Override
        protected Map<String, String> provider() {
            return disk();
        }
    }

    @Nested
    class Presigning extends BucketPresignSuite {
        @Override
        protected Map<String, String> provider() {
            return disk();
        }
    }

    @Nested
    class Versions extends BucketVersionsSuite {
        @Override
        protected Map<String, String> provider() {
            return disk();
        }
    }

    @Nested
    class Writing extends BucketWritingSuite {
        @Override
        protected Map<String, String> provider() {
            return disk();
        }
    }
}
