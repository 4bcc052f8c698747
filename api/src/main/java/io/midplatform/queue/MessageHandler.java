package io.midplatform.queue;

/**
 * What a worker runs for each message. Called on several threads at once, as many as the worker's concurrency.
 *
 * @param <T> the payload's type
 */
@FunctionalInterface
public interface MessageHandler<T> {
    /**
     * Handles one message. Returning acknowledges it, unless the handler has settled it itself; throwing gives it back for a later retry;
     * {@link DeadLetterException} sends it to the dead-letter queue. Since delivery is at least once, the same message may come again.
     *
     * @param delivery the message
     * @throws Exception when the message could not be handled
     */
    void handle(Delivery<T> delivery) throws Exception;
}
