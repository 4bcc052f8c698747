package io.midplatform.local;

import io.midplatform.testkit.queue.QueueDeadLetterSuite;
import io.midplatform.testkit.queue.QueueDeduplicationSuite;
import io.midplatform.testkit.queue.QueueDelaySuite;
import io.midplatform.testkit.queue.QueueLeaseSuite;
import io.midplatform.testkit.queue.QueueOrderingSuite;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** Queues on disk keep the contract. */
class DiskQueueMoreContractTest {
    @TempDir
    static Path folders;

    /** A new folder for each platform: one folder is one platform's at a time. */
    private static Map<String, String> disk() {
        return Map.of(
                "midplatform.providers.local.mode", "disk",
                "midplatform.providers.local.durability", "process",
                "midplatform.providers.local.path",
                        folders.resolve(UUID.randomUUID().toString()).toString());
    }

    @Nested
    class DeadLetter extends QueueDeadLetterSuite {
        @Override
        protected Map<String, String> provider() {
            return disk();
        }
    }

    @Nested
    class Deduplication extends QueueDeduplicationSuite {
        @Override
        protected Map<String, String> provider() {
            return disk();
        }
    }

    @Nested
    class Delay extends QueueDelaySuite {
        @Override
        protected Map<String, String> provider() {
            return disk();
        }
    }

    @Nested
    class Lease extends QueueLeaseSuite {
        @Override
        protected Map<String, String> provider() {
            return disk();
        }
    }

    @Nested
    class Ordering extends QueueOrderingSuite {
        @Override
        protected Map<String, String> provider() {
            return disk();
        }
    }
}
