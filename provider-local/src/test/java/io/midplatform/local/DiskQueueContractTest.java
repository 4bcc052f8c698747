package io.midplatform.local;

import io.midplatform.testkit.queue.QueueSendingSuite;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** Queues on disk keep the contract. */
class DiskQueueContractTest {
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
    class Sending extends QueueSendingSuite {
        @Override
        protected Map<String, String> provider() {
            return disk();
        }
    }
}
