package io.midplatform.queue;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A payload with what travels beside it. Immutable: each method that sets something returns a new message.
 *
 * <pre>{@code
 * queue.send(Message.of(order).header("tenant", "acme").delay(Duration.ofMinutes(5)));
 * }</pre>
 *
 * <p>Names, values and keys are checked when the message is sent ({@code INVALID_REQUEST}), since they come from data.
 *
 * @param <T> the payload's type
 */
public final class Message<T> {
    private final T payload;
    private final Map<String, String> headers;
    private final Duration delay;
    private final @Nullable String orderingKey;
    private final @Nullable String deduplicationId;
    private final @Nullable String fairnessKey;

    private Message(
            T payload,
            Map<String, String> headers,
            Duration delay,
            @Nullable String orderingKey,
            @Nullable String deduplicationId,
            @Nullable String fairnessKey) {
        this.payload = payload;
        this.headers = headers;
        this.delay = delay;
        this.orderingKey = orderingKey;
        this.deduplicationId = deduplicationId;
        this.fairnessKey = fairnessKey;
    }

    /**
     * A message with nothing but a payload.
     *
     * @param <T> the payload's type
     * @param payload the payload, encoded when the message is sent
     * @return the message
     */
    public static <T> Message<T> of(T payload) {
        return new Message<>(Objects.requireNonNull(payload, "payload"), Map.of(), Duration.ZERO, null, null, null);
    }

    /**
     * Adds a header, or replaces the one of that name.
     *
     * @param name an HTTP token ({@code A-Z a-z 0-9 !#$%&'*+-.^_`|~}) of at most 128 characters, case-sensitive; names that begin with {@code midplatform} are reserved
     * @param value any Unicode text
     * @return the message with the header
     */
    public Message<T> header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
        return new Message<>(
                payload, Collections.unmodifiableMap(more), delay, orderingKey, deduplicationId, fairnessKey);
    }

    /**
     * Adds headers, see {@link #header(String, String)}.
     *
     * @param added names and values
     * @return the message with the headers
     */
    public Message<T> headers(Map<String, String> added) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        added.forEach((name, value) ->
                more.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value")));
        return new Message<>(
                payload, Collections.unmodifiableMap(more), delay, orderingKey, deduplicationId, fairnessKey);
    }

    /**
     * Makes the message visible to receivers only after a while (feature {@link QueueFeature#DELAY}).
     *
     * @param duration how long, zero for at once; beyond the provider's maximum sending is {@code LIMIT_EXCEEDED}
     * @return the message with the delay
     * @throws IllegalArgumentException for a negative duration
     */
    public Message<T> delay(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("a delay is zero or more, not " + duration);
        }
        return new Message<>(payload, headers, duration, orderingKey, deduplicationId, fairnessKey);
    }

    /**
     * Sets the key within which messages are handled in send order. Required by queues whose settings say {@code ordered: true}, and
     * {@code UNSUPPORTED} on all others.
     *
     * @param key 1 to 128 visible ASCII characters
     * @return the message with the key
     */
    public Message<T> orderingKey(String key) {
        return new Message<>(payload, headers, delay, Objects.requireNonNull(key, "key"), deduplicationId, fairnessKey);
    }

    /**
     * Sets the id by which the service recognises that the message was sent before (feature {@link QueueFeature#DEDUPLICATION}).
     *
     * @param id 1 to 128 visible ASCII characters
     * @return the message with the id
     */
    public Message<T> deduplicationId(String id) {
        return new Message<>(payload, headers, delay, orderingKey, Objects.requireNonNull(id, "id"), fairnessKey);
    }

    /**
     * Sets the key among which receivers are served in turn (feature {@link QueueFeature#FAIRNESS}); a tenant, say. Not together with an
     * ordering key.
     *
     * @param key 1 to 128 visible ASCII characters
     * @return the message with the key
     */
    public Message<T> fairnessKey(String key) {
        return new Message<>(payload, headers, delay, orderingKey, deduplicationId, Objects.requireNonNull(key, "key"));
    }

    /**
     * The payload.
     *
     * @return the payload as passed
     */
    public T payload() {
        return payload;
    }

    /**
     * The headers.
     *
     * @return an unmodifiable map, empty when there are none
     */
    public Map<String, String> headers() {
        return headers;
    }

    /**
     * The delay.
     *
     * @return zero when there is none
     */
    public Duration delay() {
        return delay;
    }

    /**
     * The ordering key.
     *
     * @return empty when there is none
     */
    public Optional<String> orderingKey() {
        return Optional.ofNullable(orderingKey);
    }

    /**
     * The deduplication id.
     *
     * @return empty when there is none
     */
    public Optional<String> deduplicationId() {
        return Optional.ofNullable(deduplicationId);
    }

    /**
     * The fairness key.
     *
     * @return empty when there is none
     */
    public Optional<String> fairnessKey() {
        return Optional.ofNullable(fairnessKey);
    }

    /** Says what kind of message this is, without its payload, headers and keys. */
    @Override
    public String toString() {
        return "Message[" + payload.getClass().getSimpleName() + ", " + headers.size() + " headers]";
    }
}
