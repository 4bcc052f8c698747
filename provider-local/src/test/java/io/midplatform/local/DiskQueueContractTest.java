package io.midplatform.local;

import io.midplatform.testkit.queue.QueueBatchSuite;
import io.midplatform.testkit.queue.QueueDeadLetterSuite;
import io.midplatform.testkit.queue.QueueDeduplicationSuite;
import io.midplatform.testkit.queue.QueueDelaySuite;
import io.midplatform.testkit.queue.QueueErrorSuite;
import io.midplatform.testkit.queue.QueueFeatureSuite;
import io.midplatform.testkit.queue.QueueHeaderSuite;
import io.midplatform.testkit.queue.QueueInspectionSuite;
import io.midplatform.testkit.queue.QueueLeaseSuite;
import io.midplatform.testkit.queue.QueueOrderingSuite;
import io.midplatform.testkit.queue.QueueOverflowSuite;
import io.midplatform.testkit.queue.QueueReceivingSuite;
import io.midplatform.testkit.queue.QueueSendingSuite;
import io.midplatform.testkit.queue.QueueSettlementSuite;
import io.midplatform.testkit.queue.QueueStressSuite;
import io.midplatform.testkit.queue.QueueWorkerDrainSuite;
import io.midplatform.testkit.queue.QueueWorkerFailureSuite;
import io.midplatform.testkit.queue.QueueWorkerSuite;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** Queues on disk keep the contract. */
class DiskQueueContractTest {
    @TempDir
    static Path folders;

    private static Map<String, String> disk() {
        return DiskFolders.next(folders);
    }

    @Nested
    class Batch extends QueueBatchSuite {
        @Override
        protected Map<String, String> provider() {
            return disk();
        }
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
    class Errors extends QueueErrorSuite {
        @Override
        protected Map<String, String> provider() {
            return disk();
        }
    }

    @Nested
    class Feature extends QueueFeatureSuite {
        @Override
        protected Map<String, String> provider() {
            return disk();
        }
    }

    @Nested
    class Header extends QueueHeaderSuite {
        @Override
        protected Map<String, String> provider() {
            return disk();
        }
    }

    @Nested
    class Inspection extends QueueInspectionSuite {
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

    @Nested
    class Overflow extends QueueOverflowSuite {
        @Override
        protected Map<String, String> provider() {
            return disk();
        }
    }

    @Nested
    class Receiving extends QueueReceivingSuite {
        @Override
        protected Map<String, String> provider() {
            return disk();
        }
    }

    @Nested
    class Sending extends QueueSendingSuite {
        @Override
        protected Map<String, String> provider() {
            return disk();
        }
    }

    @Nested
    class Settlement extends QueueSettlementSuite {
        @Override
        protected Map<String, String> provider() {
            return disk();
        }
    }

    @Nested
    class Stress extends QueueStressSuite {
        @Override
        protected Map<String, String> provider() {
            return disk();
        }
    }

    @Nested
    class WorkerDrain extends QueueWorkerDrainSuite {
        @Override
        protected Map<String, String> provider() {
            return disk();
        }
    }

    @Nested
    class WorkerFailure extends QueueWorkerFailureSuite {
        @Override
        protected Map<String, String> provider() {
            return disk();
        }
    }

    @Nested
    class Worker extends QueueWorkerSuite {
        @Override
        protected Map<String, String> provider() {
            return disk();
        }
    }
}
