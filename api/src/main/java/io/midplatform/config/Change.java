package io.midplatform.config;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What changed between two snapshots. Immutable; secrets are masked.
 *
 * @param version the version of the snapshot that the change led to
 * @param time when it became visible
 * @param differences the changed keys, sorted, at least one
 */
public record Change(long version, Instant time, List<ConfigDifference> differences) {
    /**
     * Copies the list.
     *
     * @param version the version of the snapshot
     * @param time when it became visible
     * @param differences the changed keys
     */
    public Change {
        differences = List.copyOf(differences);
    }

    @Override
    public String toString() {
        return "change " + version + " at " + time + ": "
                + differences.stream().map(ConfigDifference::toString).collect(Collectors.joining(", "));
    }
}
