package io.midplatform.queue;

import io.midplatform.PlatformException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A message that was looked at and stays where it is. Immutable. Not for implementation by applications: methods may be added.
 *
 * @param <T> the payload's type
 */
public interface PeekedMessage<T> {
    /**
     * The message's id.
     *
     * @return the id
     */
    String id();

    /**
     * The payload.
     *
     * @return the payload, decoded anew at each call
     * @throws PlatformException {@code CODEC} when the body is not a payload of this type
     */
    T payload();

    /**
     * The body as it is stored.
     *
     * @return a copy
     */
    byte[] body();

    /**
     * The headers.
     *
     * @return an unmodifiable map
     */
    Map<String, String> headers();

    /**
     * The ordering key.
     *
     * @return empty when there is none
     */
    Optional<String> orderingKey();

    /**
     * When the message was sent, by the provider's clock.
     *
     * @return the time
     */
    Instant sentAt();

    /**
     * How often the message has been delivered so far.
     *
     * @return 0 for never
     */
    int attempts();

    /**
     * Why the message is in a dead-letter queue.
     *
     * @return empty for a message that is not known to be a dead letter
     */
    Optional<DeadLetterInfo> deadLetterInfo();
}
