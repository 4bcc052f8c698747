package io.midplatform.local;

import io.midplatform.config.Default;
import io.midplatform.config.Min;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The settings of a cache or of counters on the local provider.
 *
 * @param mode in memory or on disk
 * @param path the folder, for {@code mode: disk}
 * @param durability what a confirmed write on disk survives
 * @param maxEntries how many entries a cache holds before it drops those that are used least; how many counters there may be before new ones are
 *     refused with {@link io.midplatform.ErrorCode#LIMIT_EXCEEDED}
 */
public record LocalCacheSettings(
        @Default("memory") Mode mode,
        Optional<Path> path,
        @Default("full") Durability durability,
        @Default("100000") @Min("1") long maxEntries) {}
