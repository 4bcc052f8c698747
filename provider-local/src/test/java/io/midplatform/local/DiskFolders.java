package io.midplatform.local;

import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;

/** Where the contract is tried on disk. */
final class DiskFolders {
    private DiskFolders() {}

    /** The settings of a new folder for each platform: one folder is one platform's at a time. */
    static Map<String, String> next(Path folders) {
        return Map.of(
                "midplatform.providers.local.mode", "disk",
                "midplatform.providers.local.durability", "process",
                "midplatform.providers.local.path",
                        folders.resolve(UUID.randomUUID().toString()).toString());
    }
}
