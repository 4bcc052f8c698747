package io.midplatform.local;

import io.midplatform.ErrorCode;
import io.midplatform.local.disk.DiskStore;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import io.midplatform.spi.ProviderContext;
import java.nio.file.Path;
import java.util.Optional;

/** The folders of the disk mode: the resources of one platform share what is open there. */
final class Folders {
    private Folders() {}

    static DiskStore open(ProviderContext context, Optional<Path> path, Durability durability) {
        Path folder = path.orElseThrow(() -> new DriverException(
                        Failure.of(ErrorCode.CONFIGURATION, "mode: disk needs a folder.")
                                .advice("Set midplatform.providers." + context.instance() + ".path."),
                        null))
                .toAbsolutePath()
                .normalize();
        return context.shared(
                "disk:" + folder, DiskStore.class, () -> DiskStore.open(folder, durability, context.time()));
    }
}
