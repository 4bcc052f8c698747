package io.midplatform.cache.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a bulk call, without repetitions, and the values found for them. One map serves from the first look at the keys to the answer: a call of
 * a thousand keys costs little more than what it asks the store for. Not thread-safe.
 *
 * @param <V> the values' type
 */
final class BulkKeys<V> {
    private final Map<String, @Nullable V> values;
    private List<String> logical;
    private List<String> physical;
    private @Nullable Map<String, String> physicalByKey;

    private BulkKeys(int size) {
        this.values = new LinkedHashMap<>((int) Math.min(1 << 30, size * 4L / 3 + 1));
        this.logical = new ArrayList<>(size);
        this.physical = new ArrayList<>(size);
    }

    /** The keys as they were asked for, checked. */
    static <V> BulkKeys<V> of(String operation, Collection<String> asked, CacheKeys keys) {
        BulkKeys<V> bulk = new BulkKeys<>(asked.size());
        for (String key : asked) {
            String entry = keys.entry(operation, key);
            int before = bulk.values.size();
            bulk.values.put(key, null);
            if (bulk.values.size() > before) {
                bulk.logical.add(key);
                bulk.physical.add(entry);
            }
        }
        return bulk;
    }

    /** Takes what is kept near; the keys that are left are asked for. */
    void takeFrom(Near<V> near) {
        List<String> keys = logical;
        List<String> entries = physical;
        logical = new ArrayList<>();
        physical = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            V value = near.find(keys.get(i));
            if (value == null) {
                logical.add(keys.get(i));
                physical.add(entries.get(i));
            } else {
                values.put(keys.get(i), value);
            }
        }
    }

    /** Whether there is nothing to ask for. */
    boolean isEmpty() {
        return logical.isEmpty();
    }

    /** The keys to ask for, in their order. */
    List<String> logical() {
        return logical;
    }

    /** Their physical keys. */
    List<String> physical() {
        return physical;
    }

    /** The physical key of one of the keys to ask for. */
    String physical(String key) {
        Map<String, String> known = physicalByKey;
        if (known == null) {
            known = new HashMap<>();
            for (int i = 0; i < logical.size(); i++) {
                known.put(logical.get(i), physical.get(i));
            }
            physicalByKey = known;
        }
        return Objects.requireNonNull(known.get(key), "every key of a call has its physical key");
    }

    /** Where values go, by key. */
    Map<String, @Nullable V> values() {
        return values;
    }

    /** The places of the values of the keys to ask for, in their order; null when they are not all the keys of the call. */
    @Nullable
    Iterator<Map.Entry<String, @Nullable V>> places() {
        return logical.size() == values.size() ? values.entrySet().iterator() : null;
    }

    /** The keys that have a value, in their order, not modifiable; afterwards this is used up. */
    @SuppressWarnings("NullAway") // what is left is no null
    Map<String, V> found() {
        values.values().removeIf(Objects::isNull);
        return Collections.unmodifiableMap(values);
    }
}
