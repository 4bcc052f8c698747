package io.midplatform.local;

import io.midplatform.config.Default;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a local resource keeps its data.
 *
 * @param mode in memory, or on disk
 * @param path the folder of the mode {@code disk}
 * @param durability what a confirmed write survives in the mode {@code disk}
 */
public record LocalSettings(
        @Default("memory") Mode mode,
        Optional<Path> path,
        @Default("full") Durability durability) {
    /** Where data is kept. */
    public enum Mode {
        /** In memory, for as long as the platform is open. */
        MEMORY,
        /** In a folder. */
        DISK
    }

    /** What a confirmed write survives. */
    public enum Durability {
        /** The end of the process and of the machine. */
        FULL,
        /** The end of the process. */
        PROCESS
    }
}
