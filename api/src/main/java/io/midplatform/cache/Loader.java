package io.midplatform.cache;

import org.jspecify.annotations.Nullable;

/**
 * Brings the value of a key that a cache does not hold. It runs on the caller's thread, or on the platform's executor for a refresh in the
 * background, and must be safe to run again.
 *
 * @param <V> the values' type
 */
@FunctionalInterface
public interface Loader<V> {
    /**
     * Loads a value. Asking the same cache for the same key from here is an {@link IllegalStateException}.
     *
     * @param key the key that was asked for
     * @return the value, null when there is none
     * @throws Exception unchecked exceptions reach the caller as they are, checked ones as the cause of a
     *     {@link io.midplatform.PlatformException} with {@link io.midplatform.ErrorCode#LOADER}; nothing is cached
     */
    @Nullable
    V load(String key) throws Exception;
}
