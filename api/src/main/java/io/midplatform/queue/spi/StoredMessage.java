package io.midplatform.queue.spi;

import io.midplatform.queue.DeadLetterInfo;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message as the queue holds it. The engine changes neither body nor headers and copies the body for callers.
 *
 * @param id the id that the service gave it
 * @param body the body
 * @param headers all headers, the trace context among them
 * @param attempts how often it was delivered: when it is received, this time included
 * @param sentAt when it was sent
 * @param orderingKey the ordering key, null for none
 * @param fairnessKey the fairness key, null for none or unknown
 * @param deadLetter what is known of a dead letter, null for all others
 * @param pointer where the payload really is when it was put into a bucket and {@code body} only says so, else null
 */
@SuppressWarnings("ArrayRecordComponent") // bodies are never compared
public record StoredMessage(
        String id,
        byte[] body,
        Map<String, String> headers,
        int attempts,
        Instant sentAt,
        @Nullable String orderingKey,
        @Nullable String fairnessKey,
        @Nullable DeadLetterInfo deadLetter,
        @Nullable Pointer pointer) {
    /** Keeps a copy of the headers that nobody can change. */
    public StoredMessage {
        headers = Map.copyOf(headers);
    }

    /**
     * A message that holds its body itself.
     *
     * @param id the id that the service gave it
     * @param body the body
     * @param headers all headers
     * @param attempts how often it was delivered
     * @param sentAt when it was sent
     * @param orderingKey the ordering key, null for none
     * @param fairnessKey the fairness key, null for none or unknown
     * @param deadLetter what is known of a dead letter, null for all others
     */
    public StoredMessage(
            String id,
            byte[] body,
            Map<String, String> headers,
            int attempts,
            Instant sentAt,
            @Nullable String orderingKey,
            @Nullable String fairnessKey,
            @Nullable DeadLetterInfo deadLetter) {
        this(id, body, headers, attempts, sentAt, orderingKey, fairnessKey, deadLetter, null);
    }
}
