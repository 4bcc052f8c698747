package io.midplatform.config;

import java.util.List;
import java.util.Optional;

/**
 * Where a value comes from. Immutable; secrets are masked.
 *
 * @param key the dotted key
 * @param winner the value that is read, empty when no layer has the key
 * @param shadowed the values of weaker layers, strongest first
 * @param nearest for an absent key, one that resembles it
 */
public record Explanation(
        String key, Optional<ConfigValue> winner, List<ConfigValue> shadowed, Optional<String> nearest) {
    /**
     * Copies the list.
     *
     * @param key the dotted key
     * @param winner the value that is read
     * @param shadowed the values of weaker layers
     * @param nearest one that resembles an absent key
     */
    public Explanation {
        shadowed = List.copyOf(shadowed);
    }

    /**
     * The explanation for people.
     *
     * @return a line for the winner and one for each value that it shadows
     */
    @Override
    public String toString() {
        if (winner.isEmpty()) {
            return key + " is not set"
                    + nearest.map(n -> "; did you mean " + n + "?").orElse("");
        }
        StringBuilder text = new StringBuilder(winner.get().toString());
        for (ConfigValue value : shadowed) {
            text.append("\n  shadows ")
                    .append(value.text())
                    .append(" (")
                    .append(value.origin())
                    .append(')');
        }
        return text.toString();
    }
}
