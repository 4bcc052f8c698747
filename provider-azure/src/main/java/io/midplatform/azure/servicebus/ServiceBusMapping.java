package io.midplatform.azure.servicebus;

import com.azure.core.amqp.models.AmqpMessageBody;
import com.azure.core.amqp.models.AmqpMessageBodyType;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import io.midplatform.queue.DeadLetterInfo;
import io.midplatform.queue.spi.Lease;
import io.midplatform.queue.spi.OutgoingMessage;
import io.midplatform.queue.spi.Pointer;
import io.midplatform.queue.spi.ReceivedMessage;
import io.midplatform.queue.spi.StoredMessage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Messages of Service Bus and ours. Headers are application properties; our own data are too, under names that begin with {@code midplatform}, which
 * headers of applications cannot. The body goes as it is.
 */
final class ServiceBusMapping {
    private static final String OWN = "midplatform-";

    /** The id that a message had before a retry sent a copy of it. */
    private static final String ID = OWN + "id";

    private static final String ATTEMPTS = OWN + "attempts";
    private static final String SENT = OWN + "sent";
    private static final String DEAD_REASON = OWN + "dead-reason";
    private static final String DEAD_ATTEMPTS = OWN + "dead-attempts";
    private static final String DEAD_ID = OWN + "dead-id";
    private static final String BUCKET = OWN + "bucket";
    private static final String KEY = OWN + "key";
    private static final String SIZE = OWN + "size";

    /** The service's own properties of a dead letter. */
    private static final String NATIVE_REASON = "DeadLetterReason";

    private static final String NATIVE_DESCRIPTION = "DeadLetterErrorDescription";

    /** The type and length before each value. */
    private static final int FIELD = 5;

    private ServiceBusMapping() {}

    private static Map<String, Object> properties(OutgoingMessage message, boolean traced) {
        Map<String, Object> properties = new LinkedHashMap<>();
        if (traced) {
            properties.putAll(message.trace());
        }
        properties.putAll(message.headers());
        DeadLetterInfo dead = message.deadLetter();
        if (dead != null) {
            dead.reason().ifPresent(reason -> properties.put(DEAD_REASON, reason));
            dead.attempts().ifPresent(attempts -> properties.put(DEAD_ATTEMPTS, attempts));
            dead.originalId().ifPresent(id -> properties.put(DEAD_ID, id));
        }
        Pointer pointer = message.pointer();
        if (pointer != null) {
            properties.put(BUCKET, pointer.bucket());
            properties.put(KEY, pointer.key());
            properties.put(SIZE, pointer.size());
        }
        return properties;
    }

    /** What a message takes on the wire, but for what every message has: the limits leave room for that. */
    static long size(OutgoingMessage message, boolean traced) {
        long size = message.body().length;
        for (Map.Entry<String, Object> property : properties(message, traced).entrySet()) {
            size += 2 * FIELD
                    + utf8(property.getKey())
                    + utf8(property.getValue().toString());
        }
        return size;
    }

    static ServiceBusMessage outgoing(OutgoingMessage message, boolean traced, Instant now) {
        ServiceBusMessage out = new ServiceBusMessage(AmqpMessageBody.fromData(message.body()));
        String id = message.deduplicationId();
        out.setMessageId(id != null ? id : UUID.randomUUID().toString());
        if (message.orderingKey() != null) {
            out.setSessionId(message.orderingKey());
        }
        out.getApplicationProperties().putAll(properties(message, traced));
        if (!message.delay().isZero()) {
            out.setScheduledEnqueueTime(now.plus(message.delay()).atOffset(ZoneOffset.UTC));
            out.getApplicationProperties().put(SENT, now.toEpochMilli());
        }
        return out;
    }

    /** A copy of a message that comes later. Its message id is a new one: a queue with duplicate detection would drop the copy. */
    static ServiceBusMessage later(ServiceBusReceivedMessage message, Instant at) {
        ServiceBusMessage copy = new ServiceBusMessage(message);
        copy.setMessageId(UUID.randomUUID().toString());
        copy.setScheduledEnqueueTime(at.atOffset(ZoneOffset.UTC));
        Map<String, Object> properties = copy.getApplicationProperties();
        properties.put(ID, id(message));
        properties.put(ATTEMPTS, attempts(message) + 1);
        properties.put(SENT, sentAt(message).toEpochMilli());
        return copy;
    }

    /** What is kept with a message that goes to the dead letters. */
    static Map<String, Object> deadProperties(DeadLetterInfo info) {
        Map<String, Object> properties = new HashMap<>();
        info.attempts().ifPresent(attempts -> properties.put(DEAD_ATTEMPTS, attempts));
        info.originalId().ifPresent(id -> properties.put(DEAD_ID, id));
        return properties;
    }

    static ReceivedMessage received(ServiceBusReceipt receipt, boolean ordered, boolean deadLetters) {
        StoredMessage stored = stored(receipt.message(), ordered, deadLetters, 1);
        return new ReceivedMessage(stored, new Lease(stored.id(), receipt, receipt.since(), receipt.nanos()));
    }

    static StoredMessage peeked(ServiceBusReceivedMessage message, boolean ordered, boolean deadLetters) {
        return stored(message, ordered, deadLetters, 0);
    }

    private static StoredMessage stored(
            ServiceBusReceivedMessage message, boolean ordered, boolean deadLetters, int thisTime) {
        Map<String, String> headers = new HashMap<>();
        Map<String, Object> properties = message.getApplicationProperties();
        properties.forEach((name, value) -> {
            boolean told = name.startsWith(OWN) || name.equals(NATIVE_REASON) || name.equals(NATIVE_DESCRIPTION);
            if (!told) {
                headers.put(name, String.valueOf(value));
            }
        });
        return new StoredMessage(
                id(message),
                body(message),
                headers,
                attempts(message) + thisTime,
                sentAt(message),
                ordered ? message.getSessionId() : null,
                null,
                deadLetters ? deadLetter(properties) : null,
                pointer(properties));
    }

    static String id(ServiceBusReceivedMessage message) {
        if (message.getApplicationProperties().get(ID) instanceof String carried) {
            return carried;
        }
        String id = message.getMessageId();
        return id == null || id.isEmpty() ? Long.toString(message.getSequenceNumber()) : id;
    }

    /** The deliveries that have failed so far, those of earlier copies included. */
    private static int attempts(ServiceBusReceivedMessage message) {
        long carried =
                message.getApplicationProperties().get(ATTEMPTS) instanceof Number number ? number.longValue() : 0;
        return (int) Math.min(Integer.MAX_VALUE - 1, carried + message.getDeliveryCount());
    }

    private static Instant sentAt(ServiceBusReceivedMessage message) {
        if (message.getApplicationProperties().get(SENT) instanceof Number millis) {
            return Instant.ofEpochMilli(millis.longValue());
        }
        OffsetDateTime enqueued = message.getEnqueuedTime();
        return enqueued == null ? Instant.EPOCH : enqueued.toInstant();
    }

    /** Other programs may send values instead of bytes. */
    private static byte[] body(ServiceBusReceivedMessage message) {
        AmqpMessageBody body = message.getRawAmqpMessage().getBody();
        if (body.getBodyType() == AmqpMessageBodyType.DATA) {
            return body.getFirstData();
        }
        Object value = body.getBodyType() == AmqpMessageBodyType.VALUE ? body.getValue() : body.getSequence();
        return value instanceof byte[] bytes ? bytes : String.valueOf(value).getBytes(StandardCharsets.UTF_8);
    }

    private static DeadLetterInfo deadLetter(Map<String, Object> properties) {
        Object own = properties.get(DEAD_REASON);
        Object reason = own != null ? own : properties.get(NATIVE_REASON);
        Object attempts = properties.get(DEAD_ATTEMPTS);
        Object id = properties.get(DEAD_ID);
        return DeadLetterInfo.of(
                reason == null ? null : reason.toString(),
                attempts instanceof Number number ? number.intValue() : 0,
                id == null ? null : id.toString());
    }

    private static @Nullable Pointer pointer(Map<String, Object> properties) {
        return properties.get(BUCKET) instanceof String bucket
                        && properties.get(KEY) instanceof String key
                        && properties.get(SIZE) instanceof Number size
                ? new Pointer(bucket, key, Math.max(0, size.longValue()))
                : null;
    }

    private static long utf8(String text) {
        long bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes;
    }
}
