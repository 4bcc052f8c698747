package io.midplatform.local;

import io.midplatform.config.Default;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The settings of a local bucket.
 *
 * @param mode in memory or on disk
 * @param path the folder, for {@code mode: disk}
 * @param durability what a confirmed write on disk survives
 * @param bucket its physical name; the logical name if not set
 * @param create whether to make it if it is missing
 */
public record LocalStorageSettings(
        @Default("memory") Mode mode,
        Optional<Path> path,
        @Default("full") Durability durability,
        Optional<String> bucket,
        @Default("true") boolean create) {}
