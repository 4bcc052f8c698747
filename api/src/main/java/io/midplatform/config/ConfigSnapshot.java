package io.midplatform.config;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * All values that were visible together. Immutable; secrets are masked. Environment variables are looked up by key and not enumerated, so they
 * are here only as the value of a key that another layer has, or below {@code midplatform.config.env-prefix}.
 *
 * @param version counts the changes; the first snapshot is 1
 * @param time when it became visible
 * @param values the winning values by key
 */
public record ConfigSnapshot(long version, Instant time, SortedMap<String, ConfigValue> values) {
    /**
     * Copies the values.
     *
     * @param version counts the changes
     * @param time when it became visible
     * @param values the winning values by key
     */
    public ConfigSnapshot {
        Objects.requireNonNull(time, "time");
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    /**
     * Looks a value up.
     *
     * @param key the dotted key
     * @return empty when it was absent
     */
    public Optional<ConfigValue> find(String key) {
        return Optional.ofNullable(values.get(Objects.requireNonNull(key, "key")));
    }

    /**
     * Compares with a newer snapshot of the same configuration.
     *
     * @param newer the newer one
     * @return the keys that differ, sorted
     */
    public List<ConfigDifference> diff(ConfigSnapshot newer) {
        TreeSet<String> keys = new TreeSet<>(values.keySet());
        keys.addAll(newer.values.keySet());
        List<ConfigDifference> differences = new ArrayList<>();
        for (String key : keys) {
            Optional<ConfigValue> before = find(key);
            Optional<ConfigValue> after = newer.find(key);
            boolean same = before.isPresent()
                    && after.isPresent()
                    && before.get().text().equals(after.get().text())
                    && (!before.get().secret()
                            || before.get().since() == after.get().since());
            if (!same) {
                differences.add(new ConfigDifference(key, before, after));
            }
        }
        return differences;
    }
}
