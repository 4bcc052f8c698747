package io.midplatform.queue.spi;

import io.midplatform.queue.DeadLetterInfo;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message to send. The engine has checked it; neither it nor its body changes afterwards, so that a driver may keep both.
 *
 * @param body the encoded payload; beside a pointer, words for people on where the payload is
 * @param headers the headers of the application
 * @param trace the trace context, to arrive among the headers; may be left out where it alone would change the form of the message on the wire
 * @param delay after how long it becomes visible, zero for at once
 * @param orderingKey the ordering key, null for none
 * @param deduplicationId the deduplication id, null for none
 * @param fairnessKey the fairness key, null for none
 * @param deadLetter what to keep with a message that goes to a dead-letter queue, null for all others
 * @param pointer where the payload is that was too large, always one of the engine, else null: you keep it with the message, it counts in
 *     {@link QueueDriver#size}, and it comes back in {@link StoredMessage#pointer}. You may send another body with it
 */
@SuppressWarnings("ArrayRecordComponent") // bodies are never compared
public record OutgoingMessage(
        byte[] body,
        Map<String, String> headers,
        Map<String, String> trace,
        Duration delay,
        @Nullable String orderingKey,
        @Nullable String deduplicationId,
        @Nullable String fairnessKey,
        @Nullable DeadLetterInfo deadLetter,
        @Nullable Pointer pointer) {
    /**
     * A message that holds its body itself.
     *
     * @param body the encoded payload
     * @param headers the headers of the application
     * @param trace the trace context
     * @param delay after how long it becomes visible
     * @param orderingKey the ordering key, null for none
     * @param deduplicationId the deduplication id, null for none
     * @param fairnessKey the fairness key, null for none
     * @param deadLetter what to keep with a message that goes to a dead-letter queue, null for all others
     */
    public OutgoingMessage(
            byte[] body,
            Map<String, String> headers,
            Map<String, String> trace,
            Duration delay,
            @Nullable String orderingKey,
            @Nullable String deduplicationId,
            @Nullable String fairnessKey,
            @Nullable DeadLetterInfo deadLetter) {
        this(body, headers, trace, delay, orderingKey, deduplicationId, fairnessKey, deadLetter, null);
    }
}
