package io.midplatform.config;

import java.util.Optional;

/**
 * How one key differs between two snapshots. Immutable; secrets are masked.
 *
 * @param key the dotted key
 * @param before the older value, empty for a key that was added
 * @param after the newer value, empty for a key that was removed
 */
public record ConfigDifference(String key, Optional<ConfigValue> before, Optional<ConfigValue> after) {
    @Override
    public String toString() {
        String from = before.map(value -> "'" + value.text() + "'").orElse("absent");
        String to = after.map(value -> "'" + value.text() + "' (" + value.origin() + ")")
                .orElse("absent");
        return key + ": " + from + " -> " + to;
    }
}
