package io.midplatform.queue;

import io.midplatform.PlatformException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A received message under a lease: until {@link #leaseUntil()} no other receiver gets it, and exactly one of {@link #ack()},
 * {@link #retry(Duration)} and {@link #deadLetter(String)} settles it. An unsettled delivery comes back when its lease ends.
 *
 * <p>The engine counts the lease from before the service granted it. Settling after its end, or after the service has given the message to
 * another receiver, is {@code PRECONDITION_FAILED}: the message was or will be delivered again. A settlement that fails for a reason that
 * passes ({@link PlatformException#retryable()}) may be tried again while the lease holds. Settling a second time is
 * {@link IllegalStateException}.
 *
 * <p>Thread-safe. Not for implementation by applications: methods may be added.
 *
 * @param <T> the payload's type
 */
public interface Delivery<T> {
    /**
     * The message's id, the same for each of its deliveries.
     *
     * @return the id
     */
    String id();

    /**
     * Which delivery of the message this is, as the provider counts.
     *
     * @return 1 for the first
     */
    int attempt();

    /**
     * The payload, decoded at the first call.
     *
     * @return the payload
     * @throws PlatformException {@code CODEC} when the body is not a payload of this type
     */
    T payload();

    /**
     * The body as it was received.
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
     * One header.
     *
     * @param name its name, case-sensitive
     * @return empty when there is none of that name
     */
    Optional<String> header(String name);

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
     * Why the message is in a dead-letter queue.
     *
     * @return empty for a message that is not known to be a dead letter
     */
    Optional<DeadLetterInfo> deadLetterInfo();

    /**
     * When the lease ends.
     *
     * @return the time on the platform's clock, no later than the service's own
     */
    Instant leaseUntil();

    /**
     * Tells whether the lease is gone, so that another receiver may be handling the message: it ended, or the service said so.
     *
     * @return true once it is lost; false for a settled delivery
     */
    boolean leaseLost();

    /**
     * Prolongs the lease to a time from now. Where the service grants less than asked, the engine renews it until then.
     *
     * @param duration how long from now, more than zero
     * @throws PlatformException {@code PRECONDITION_FAILED} when the lease is lost; {@code LIMIT_EXCEEDED} beyond the provider's maximum
     * @throws IllegalStateException when the delivery is settled
     */
    void extend(Duration duration);

    /**
     * Acknowledges the message: it is gone for good once this returns.
     *
     * @throws PlatformException {@code PRECONDITION_FAILED} when the lease is lost
     * @throws IllegalStateException when the delivery is settled already
     */
    void ack();

    /**
     * Gives the message back for another attempt at once.
     *
     * @throws PlatformException {@code PRECONDITION_FAILED} when the lease is lost
     * @throws IllegalStateException when the delivery is settled already
     */
    default void retry() {
        retry(Duration.ZERO);
    }

    /**
     * Gives the message back for another attempt.
     *
     * @param delay after how long it is visible again, zero or more
     * @throws PlatformException {@code PRECONDITION_FAILED} when the lease is lost; {@code LIMIT_EXCEEDED} beyond the provider's maximum
     * @throws IllegalStateException when the delivery is settled already
     */
    void retry(Duration delay);

    /**
     * Moves the message to the dead-letter queue: it is sent there, then deleted here, so that a failure in between leaves it in both.
     *
     * @param reason why, kept with the message; no secrets
     * @throws PlatformException {@code PRECONDITION_FAILED} when the lease is lost; {@code UNSUPPORTED} on a dead-letter queue itself
     * @throws IllegalStateException when the delivery is settled already
     */
    void deadLetter(String reason);
}
