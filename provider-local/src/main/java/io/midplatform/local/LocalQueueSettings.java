package io.midplatform.local;

import io.midplatform.config.Default;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The settings of a local queue.
 *
 * @param mode in memory or on disk
 * @param path the folder, for {@code mode: disk}
 * @param durability what a confirmed write on disk survives
 */
public record LocalQueueSettings(
        @Default("memory") Mode mode,
        Optional<Path> path,
        @Default("full") Durability durability) {}
