package io.midplatform.queue;

import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Why a message is in a dead-letter queue. What the broker moved by itself tells less than what the engine moved. Immutable. */
public final class DeadLetterInfo {
    private final @Nullable String reason;
    private final int attempts;
    private final @Nullable String originalId;

    private DeadLetterInfo(@Nullable String reason, int attempts, @Nullable String originalId) {
        this.reason = reason;
        this.attempts = attempts;
        this.originalId = originalId;
    }

    /**
     * What is known of a dead letter.
     *
     * @param reason why it was moved, null for unknown
     * @param attempts how often it was delivered, 0 for unknown
     * @param originalId its id in the queue it came from, null for unknown
     * @return the info
     */
    public static DeadLetterInfo of(@Nullable String reason, int attempts, @Nullable String originalId) {
        return new DeadLetterInfo(reason, attempts, originalId);
    }

    /**
     * Why it was moved.
     *
     * @return empty where the broker moved it and does not tell
     */
    public Optional<String> reason() {
        return Optional.ofNullable(reason);
    }

    /**
     * How often it was delivered before.
     *
     * @return empty where unknown
     */
    public OptionalInt attempts() {
        return attempts == 0 ? OptionalInt.empty() : OptionalInt.of(attempts);
    }

    /**
     * Its id in the queue that it came from.
     *
     * @return empty where unknown
     */
    public Optional<String> originalId() {
        return Optional.ofNullable(originalId);
    }

    @Override
    public String toString() {
        return "DeadLetterInfo[attempts=" + attempts + ", originalId=" + originalId + "]";
    }
}
