package io.midplatform.queue.spi;

import io.midplatform.queue.DeadLetterInfo;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message to send. The engine has checked it; neither it nor its body changes afterwards, so that a driver may keep both.
 *
 * @param body the encoded payload
 * @param headers the headers of the application
 * @param trace the trace context, to arrive among the headers; may be left out where it alone would change the form of the message on the wire
 * @param delay after how long it becomes visible, zero for at once
 * @param orderingKey the ordering key, null for none
 * @param deduplicationId the deduplication id, null for none
 * @param fairnessKey the fairness key, null for none
 * @param deadLetter what to keep with a message that goes to a dead-letter queue, null for all others
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
        @Nullable DeadLetterInfo deadLetter) {}
