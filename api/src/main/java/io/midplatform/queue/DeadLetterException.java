package io.midplatform.queue;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a {@link MessageHandler} throws for a message that no retry can help: it goes to the dead-letter queue at once. */
public final class DeadLetterException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Rejects the message.
     *
     * @param reason why, kept with the message; no secrets
     */
    public DeadLetterException(String reason) {
        this(reason, null);
    }

    /**
     * Rejects the message.
     *
     * @param reason why, kept with the message; no secrets
     * @param cause what led to it, null for none
     */
    public DeadLetterException(String reason, @Nullable Throwable cause) {
        super(Objects.requireNonNull(reason, "reason"), cause);
    }

    /**
     * Why the message is rejected.
     *
     * @return the reason
     */
    public String reason() {
        return Objects.requireNonNull(getMessage());
    }
}
