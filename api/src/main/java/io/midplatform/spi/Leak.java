package io.midplatform.spi;

import io.midplatform.Capability;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Something that was opened and not closed. Names no keys.
 *
 * @param kind the contract's type: {@code Platform}, {@code Worker}, {@code StoredObject}, {@code BucketWriter}, {@code Ref}, {@code Registration}
 * @param capability its capability, null for a platform
 * @param resource the logical name of its resource, null for a platform
 * @param opened the line that opened it, known with {@code midplatform.leak-detection: full}
 */
public record Leak(
        String kind,
        @Nullable Capability capability,
        @Nullable String resource,
        @Nullable StackTraceElement opened) {
    /**
     * Checks the fields.
     *
     * @param kind the contract's type
     * @param capability its capability
     * @param resource the logical name of its resource
     * @param opened the line that opened it
     */
    public Leak {
        Objects.requireNonNull(kind, "kind");
    }

    /**
     * The leak for people.
     *
     * @return one sentence on what was not closed, and one on where it was opened or how to learn that
     */
    @Override
    public String toString() {
        String of = capability == null ? "" : " of " + capability.id() + " '" + resource + "'";
        String where = opened == null
                ? "Set midplatform.leak-detection: full to learn where it was opened."
                : "It was opened at " + opened + ".";
        return kind + of + " was not closed. " + where;
    }
}
