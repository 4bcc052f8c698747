package io.midplatform.queue;

import io.midplatform.BatchResult;
import io.midplatform.PlatformException;
import io.midplatform.Support;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A queue of messages. Delivery is at least once: a message that was sent is delivered until it is acknowledged, now and then more than once.
 * Order is kept within an ordering key, and only where the settings say {@code ordered: true}.
 *
 * <pre>{@code
 * MessageQueue<Order> orders = platform.queue("orders", Order.class);
 * orders.send(order);
 * try (Worker worker = orders.work(delivery -> handle(delivery.payload()))) { … }
 * }</pre>
 *
 * <p>A queue that does not exist is {@code NOT_FOUND} when it is used. Thread-safe; belongs to its platform. Not for implementation by
 * applications: methods may be added.
 *
 * @param <T> the payload's type
 */
public interface MessageQueue<T> {
    /**
     * The logical name.
     *
     * @return the name in the settings; that of the queue itself for its dead letters
     */
    String name();

    /**
     * Sends a payload.
     *
     * @param payload the payload, not null
     * @return once the provider holds the message
     * @throws PlatformException {@code INVALID_REQUEST} on an ordered queue, which needs an ordering key; see {@link #send(Message, SendOptions)}
     */
    SendReceipt send(T payload);

    /**
     * Sends a message with the default options.
     *
     * @param message the message
     * @return once the provider holds the message
     * @throws PlatformException see {@link #send(Message, SendOptions)}
     */
    default SendReceipt send(Message<T> message) {
        return send(message, SendOptions.defaults());
    }

    /**
     * Sends a message.
     *
     * @param message the message
     * @param options how to send
     * @return once the provider holds the message
     * @throws PlatformException before any I/O: {@code CODEC} when the payload cannot be encoded, {@code INVALID_REQUEST} for a bad header or
     *     key or a missing ordering key, {@code UNSUPPORTED} for a feature that the queue lacks, {@code LIMIT_EXCEEDED} for a message that is
     *     too large or a delay that is too long; {@code NOT_FOUND} when there is no such queue
     */
    SendReceipt send(Message<T> message, SendOptions options);

    /**
     * Sends any number of messages with the default options.
     *
     * @param messages the messages
     * @return an outcome per message, in their order
     */
    default BatchResult<Message<T>, SendReceipt> sendAll(Collection<Message<T>> messages) {
        return sendAll(messages, SendOptions.defaults());
    }

    /**
     * Sends any number of messages, in as few requests as the provider allows. A message that fails does not keep others back, except those
     * of its ordering key, which would overtake it: they fail with it. Failures that pass are tried again for as long as the time-out and the
     * settings allow.
     *
     * @param messages the messages; for none nothing is sent
     * @param options how to send
     * @return an outcome per message, in their order; a bad message is an outcome too
     */
    BatchResult<Message<T>, SendReceipt> sendAll(Collection<Message<T>> messages, SendOptions options);

    /**
     * Receives up to 10 messages without waiting.
     *
     * @return the messages, empty when there are none
     */
    default List<Delivery<T>> receive() {
        return receive(ReceiveOptions.defaults());
    }

    /**
     * Receives messages. Each must be settled before its lease ends. In an ordered queue a delivery that is given back takes later ones of its
     * key with it: settling those is then {@code PRECONDITION_FAILED}.
     *
     * @param options how to receive
     * @return the messages, empty when none came in the time given
     * @throws PlatformException {@code CANCELLED} when the thread is interrupted while it waits: messages that come nevertheless are given
     *     back; {@code NOT_FOUND} when there is no such queue
     * @throws IllegalStateException when the platform is closed, before or meanwhile
     */
    List<Delivery<T>> receive(ReceiveOptions options);

    /**
     * Starts a worker with the default options.
     *
     * @param handler what to run for each message
     * @return the running worker
     */
    default Worker work(MessageHandler<T> handler) {
        return work(handler, WorkOptions.defaults());
    }

    /**
     * Starts a worker.
     *
     * @param handler what to run for each message
     * @param options how to work
     * @return the running worker; a missing queue or missing permissions are told to {@link WorkOptions#onError} and {@link Worker#failure()}
     */
    Worker work(MessageHandler<T> handler, WorkOptions options);

    /**
     * The messages that could not be handled.
     *
     * @return the dead-letter queue as a queue of its own
     * @throws PlatformException {@code UNSUPPORTED} on a dead-letter queue, and where the provider lacks the feature
     */
    MessageQueue<T> deadLetters();

    /**
     * Moves messages from the dead-letter queue back: each is sent here with its body, headers and keys as a new message, then deleted there.
     * Stops at the first failure; what was moved stays moved.
     *
     * @param max how many at most, at least 1
     * @return how many were moved
     * @throws PlatformException {@code UNSUPPORTED} on a dead-letter queue, and where the provider lacks the feature
     */
    int redrive(int max);

    /**
     * How many messages there are (feature {@link QueueFeature#DEPTH}).
     *
     * @return the depth
     */
    Depth depth();

    /**
     * Looks at messages without leasing them (feature {@link QueueFeature#PEEK}). Delayed ones are left out; leased ones too, where the provider
     * has the feature {@link QueueFeature#PEEK_UNLEASED}.
     *
     * @param max how many at most, at least 1; a provider's own maximum counts as well
     * @return the messages, about in the order in which they would be delivered
     */
    List<PeekedMessage<T>> peek(int max);

    /** Deletes all messages, leased and delayed ones too (feature {@link QueueFeature#PURGE}). */
    void purge();

    /**
     * How the provider supports a feature.
     *
     * @param feature the feature
     * @return its support
     */
    Support support(QueueFeature feature);

    /**
     * The native client.
     *
     * @param <C> the type sought
     * @param type its class
     * @return the client, empty when the driver has none of that type
     */
    <C> Optional<C> unwrap(Class<C> type);
}
