package io.midplatform.cache;

import java.util.Map;
import java.util.Set;

/**
 * Brings the values of keys that a cache does not hold, in one go. It runs on the caller's thread, or on the platform's executor for a refresh
 * in the background, and must be safe to run again.
 *
 * @param <V> the values' type
 */
@FunctionalInterface
public interface BulkLoader<V> {
    /**
     * Loads values. Asking the same cache for one of these keys from here is an {@link IllegalStateException}.
     *
     * @param missing the keys that are missing, in the order they were asked for; never empty, not to be changed
     * @return the values; a key without an entry has no value, and keys that were not asked for are not cached
     * @throws Exception unchecked exceptions reach the caller as they are, checked ones as the cause of a
     *     {@link io.midplatform.PlatformException} with {@link io.midplatform.ErrorCode#LOADER}; nothing is cached
     */
    Map<String, ? extends V> loadAll(Set<String> missing) throws Exception;
}
