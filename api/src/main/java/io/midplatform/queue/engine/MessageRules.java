package io.midplatform.queue.engine;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.engine.call.Calls;
import io.midplatform.engine.call.PayloadCodec;
import io.midplatform.engine.call.Utf8;
import io.midplatform.queue.Message;
import io.midplatform.queue.QueueFeature;
import io.midplatform.queue.spi.OutgoingMessage;
import io.midplatform.queue.spi.QueueLimits;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a message must be like to be sent, the same on every provider.
 *
 * @param <T> the payload's type
 */
final class MessageRules<T> {
    private static final int LONGEST_NAME = 128;
    private static final int LONGEST_KEY = 128;
    private static final String RESERVED = "midplatform";
    private static final boolean[] TOKEN = token();

    private final Wiring wiring;
    private final Calls calls;
    private final QueueLimits limits;
    private final boolean ordered;
    private final PayloadCodec<T> codec;
    private final Bodies bodies;

    MessageRules(Wiring wiring, PayloadCodec<T> codec, Bodies bodies) {
        this.wiring = wiring;
        this.calls = wiring.calls();
        this.limits = wiring.limits();
        // a dead-letter queue takes what its source took, and keeps its order
        this.ordered = wiring.settings().ordered();
        this.codec = codec;
        this.bodies = bodies;
    }

    /**
     * Checks and encodes a message.
     *
     * @param operation the contract method's name
     * @param message the message
     * @param trace where the trace context will be put before the message is sent
     * @return the message for the driver
     * @throws PlatformException when it must not be sent
     */
    OutgoingMessage encode(String operation, Message<T> message, Map<String, String> trace) {
        String orderingKey = message.orderingKey().orElse(null);
        String deduplicationId = message.deduplicationId().orElse(null);
        String fairnessKey = message.fairnessKey().orElse(null);
        checkOrder(operation, orderingKey, fairnessKey);
        checkKey(operation, "deduplication id", QueueFeature.DEDUPLICATION, deduplicationId);
        checkKey(operation, "fairness key", QueueFeature.FAIRNESS, fairnessKey);
        if (!message.delay().isZero()) {
            checkDelay(operation, message.delay(), orderingKey);
        }
        Map<String, String> headers = message.headers();
        if (!headers.isEmpty()) {
            headers.forEach((name, value) -> checkHeader(operation, name, value));
        }
        return new OutgoingMessage(
                body(operation, message.payload()),
                headers,
                trace,
                message.delay(),
                orderingKey,
                deduplicationId,
                fairnessKey,
                null);
    }

    /** Checks the size; what is too large goes without its body where there is a bucket for it. */
    Parcel parcel(String operation, OutgoingMessage message) {
        long size = wiring.driver().size(message);
        if (size <= bodies.threshold()) {
            return Parcel.of(message, size);
        }
        Parcel shelved = bodies.shelved(message);
        if (shelved == null) {
            throw tooLarge(
                    operation,
                    "takes " + size,
                    "Send less, or set 'overflow.bucket' in the queue's settings, so that large bodies go into a bucket.");
        }
        if (shelved.size() >= size && size <= limits.messageBytes()) {
            return Parcel.of(message, size); // its headers are what is large
        }
        if (shelved.size() > limits.messageBytes()) {
            throw tooLarge(
                    operation,
                    "without its body takes " + shelved.size(),
                    "Send fewer or shorter headers: they do not go into the overflow bucket.");
        }
        return shelved;
    }

    private PlatformException tooLarge(String operation, String what, String advice) {
        return limit(
                operation,
                "the message " + what + " bytes on the wire; this provider's limit is " + limits.messageBytes() + ".",
                advice);
    }

    private byte[] body(String operation, T payload) {
        try {
            return codec.encode(payload);
        } catch (Exception e) {
            throw calls.error(
                            ErrorCode.CODEC,
                            operation,
                            null,
                            "the payload of type " + payload.getClass().getName() + " cannot be encoded.")
                    .advice("Send a value that its codec can write; see the cause.")
                    .cause(e)
                    .build();
        }
    }

    private void checkOrder(String operation, @Nullable String orderingKey, @Nullable String fairnessKey) {
        if (!ordered && orderingKey == null) {
            return;
        }
        if (orderingKey == null) {
            throw invalid(operation, "the queue is ordered, and the message has no ordering key.")
                    .advice("Set Message.orderingKey, or remove 'ordered: true' from the queue's settings.")
                    .build();
        }
        if (!ordered) {
            throw calls.error(
                            ErrorCode.UNSUPPORTED,
                            operation,
                            null,
                            "the queue is not ordered, and the message has an ordering key.")
                    .advice("Set 'ordered: true' in the queue's settings, or send without an ordering key.")
                    .build();
        }
        checkCharacters(operation, "ordering key", orderingKey);
        if (fairnessKey != null) {
            throw invalid(operation, "a message has an ordering key or a fairness key, not both.")
                    .advice("Ordered queues serve their keys in turn already: leave the fairness key out.")
                    .build();
        }
    }

    private void checkKey(String operation, String what, QueueFeature feature, @Nullable String key) {
        if (key != null) {
            wiring.require(operation, feature);
            checkCharacters(operation, what, key);
        }
    }

    private void checkCharacters(String operation, String what, String key) {
        boolean fine = !key.isEmpty() && key.length() <= LONGEST_KEY;
        for (int i = 0; fine && i < key.length(); i++) {
            char c = key.charAt(i);
            fine = c > ' ' && c < 0x7F;
        }
        if (!fine) {
            throw invalid(operation, "the " + what + " has " + key.length() + " characters that do not all fit.")
                    .advice("Use 1 to " + LONGEST_KEY + " visible ASCII characters; a hash of the key, if need be.")
                    .build();
        }
    }

    private void checkDelay(String operation, Duration delay, @Nullable String orderingKey) {
        // an ordered queue has messages with keys only: there the other feature says nothing
        wiring.require(operation, orderingKey == null ? QueueFeature.DELAY : QueueFeature.ORDERED_DELAY);
        checkDelay(operation, delay);
    }

    void checkDelay(String operation, Duration delay) {
        if (delay.compareTo(limits.maxDelay()) > 0) {
            throw limit(
                    operation,
                    "a delay of " + delay + " is longer than this provider's " + limits.maxDelay() + ".",
                    "Use a shorter delay, or give the message back again when it arrives too early.");
        }
    }

    private void checkHeader(String operation, String name, String value) {
        boolean fine = !name.isEmpty() && name.length() <= LONGEST_NAME;
        for (int i = 0; fine && i < name.length(); i++) {
            char c = name.charAt(i);
            fine = c < TOKEN.length && TOKEN[c];
        }
        if (!fine) {
            throw invalid(operation, "a header's name is not a token.")
                    .advice("Use 1 to " + LONGEST_NAME + " characters of A-Z a-z 0-9 !#$%&'*+-.^_`|~ in header names.")
                    .build();
        }
        if (name.regionMatches(true, 0, RESERVED, 0, RESERVED.length())) {
            throw invalid(operation, "header names that begin with '" + RESERVED + "' are reserved.")
                    .advice("Choose another name.")
                    .build();
        }
        if (!Utf8.isWellFormed(value)) {
            throw invalid(operation, "the value of the header '" + name + "' has an unpaired surrogate.")
                    .advice("Send valid Unicode.")
                    .build();
        }
    }

    private PlatformException.Builder invalid(String operation, String reason) {
        return calls.error(ErrorCode.INVALID_REQUEST, operation, null, reason);
    }

    private PlatformException limit(String operation, String reason, String advice) {
        return calls.error(ErrorCode.LIMIT_EXCEEDED, operation, null, reason)
                .advice(advice)
                .build();
    }

    private static boolean[] token() {
        boolean[] token = new boolean[128];
        for (char c = '0'; c <= 'z'; c++) {
            token[c] = Character.isLetterOrDigit(c);
        }
        for (char c : "!#$%&'*+-.^_`|~".toCharArray()) {
            token[c] = true;
        }
        return token;
    }
}
