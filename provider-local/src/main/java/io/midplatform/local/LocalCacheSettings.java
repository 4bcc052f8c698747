package io.midplatform.local;

import io.midplatform.config.Default;
import io.midplatform.config.Min;

/**
 * The settings of a cache or of counters on the local provider; both are kept in memory.
 *
 * @param maxEntries how many entries a cache holds before it drops those that are used least; how many counters there may be before new ones are
 *     refused with {@link io.midplatform.ErrorCode#LIMIT_EXCEEDED}
 */
public record LocalCacheSettings(
        @Default("100000") @Min("1") long maxEntries) {}
