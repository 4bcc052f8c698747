package io.midplatform.queue.spi;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which queue to open.
 *
 * @param name the physical name, with the prefix of the settings
 * @param deadLettersOf null for a queue; for a dead-letter queue the physical name of its source. A service with a dead-letter queue of its own
 *     (feature {@code dead-letters} native) opens that one and ignores {@code name}
 * @param ordered whether the settings say {@code ordered: true}
 * @param create whether to make the queue if it is missing, null for the provider's default
 */
public record QueueTarget(
        String name,
        @Nullable String deadLettersOf,
        boolean ordered,
        @Nullable Boolean create) {
    /**
     * Checks the name.
     *
     * @param name the physical name
     * @param deadLettersOf the source of a dead-letter queue, else null
     * @param ordered whether the queue is ordered
     * @param create whether to make it if it is missing, null for the provider's default
     */
    public QueueTarget {
        Objects.requireNonNull(name, "name");
    }
}
