package io.midplatform.cache.engine;

import io.midplatform.cache.CacheGetOptions;
import io.midplatform.engine.call.Calls;
import org.jspecify.annotations.Nullable;

/**
 * Where reads meet the near cache, if there is one. A value that is kept near is given without passing the gate, which would only measure it; where
 * calls are observed, it is looked for behind the gate.
 *
 * @param <V> the values' type
 */
final class NearFront<V> {
    private final Calls calls;
    private final @Nullable Near<V> near;
    private final boolean observed;

    NearFront(Calls calls, @Nullable Near<V> near) {
        this.calls = calls;
        this.near = near;
        this.observed = calls.isObserved();
    }

    @Nullable
    Near<V> near() {
        return near;
    }

    /** A value kept near, null for none; before the gate, for calls that nobody observes. */
    @Nullable
    V first(String key, CacheGetOptions options) {
        if (near == null || observed || isBypassed(options)) {
            return null;
        }
        V value = near.find(key);
        if (value != null) {
            calls.checkOpen();
        }
        return value;
    }

    /** A value kept near, null for none; behind the gate, for calls that are observed. */
    @Nullable
    V behind(String key, CacheGetOptions options) {
        return near == null || !observed || isBypassed(options) ? null : near.find(key);
    }

    /** Takes what is kept near, and leaves what the store must be asked for; behind the gate. */
    void take(BulkKeys<V> keys, CacheGetOptions options) {
        if (near != null && !isBypassed(options)) {
            keys.takeFrom(near);
        }
    }

    /** Values are kept until the settings' moment of renewal: a call with one of its own has to see the entry. */
    private static boolean isBypassed(CacheGetOptions options) {
        return options.eagerRefresh().isPresent();
    }
}
