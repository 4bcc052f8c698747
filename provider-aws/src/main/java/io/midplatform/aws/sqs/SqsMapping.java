package io.midplatform.aws.sqs;

import io.midplatform.queue.DeadLetterInfo;
import io.midplatform.queue.Depth;
import io.midplatform.queue.spi.JsonText;
import io.midplatform.queue.spi.Lease;
import io.midplatform.queue.spi.OutgoingMessage;
import io.midplatform.queue.spi.Pointer;
import io.midplatform.queue.spi.ReceivedMessage;
import io.midplatform.queue.spi.StoredMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/**
 * Messages of SQS and ours. Up to nine headers are attributes of their own, readable for other programs; what does not fit, and our own data,
 * is JSON in one more attribute: {@code headers}, {@code dead} (what is known of a dead letter), {@code body} ({@code base64}, or {@code empty}
 * for the body that SQS does not take), {@code overflow} (the size of the body that is in a bucket).
 */
final class SqsMapping {
    /** The name of our attribute; headers of applications cannot begin so. */
    static final String OWN = "midplatform";

    private static final int MOST_ATTRIBUTES = 9;
    private static final String TEXT_TYPE = "String";
    private static final String NUMBER_TYPE = "Number"; // as long as the other
    private static final String NOTHING = "-";

    private SqsMapping() {}

    /** Headers as attributes, the own one among them where there is anything to put there. */
    private static Map<String, String> attributes(
            OutgoingMessage message, byte[] body, boolean isText, boolean traced) {
        Map<String, String> headers = message.headers();
        if (traced && !message.trace().isEmpty()) {
            headers = new LinkedHashMap<>(message.trace());
            headers.putAll(message.headers());
        }
        Pointer pointer = message.pointer();
        if (headers.isEmpty() && isText && message.deadLetter() == null && pointer == null) {
            return Map.of();
        }
        Map<String, String> attributes = new LinkedHashMap<>();
        Map<String, String> rest = new LinkedHashMap<>();
        if (pointer != null) {
            attributes.put(SqsPointer.SIZE, Long.toString(pointer.size()));
        }
        headers.forEach((name, value) -> {
            boolean fits = attributes.size() < MOST_ATTRIBUTES
                    && SqsBody.isAttribute(name, value)
                    && (pointer == null || !SqsPointer.isSize(name));
            (fits ? attributes : rest).put(name, value);
        });
        Map<String, Object> own = new LinkedHashMap<>();
        if (!isText) {
            own.put("body", body.length == 0 ? "empty" : "base64");
        }
        if (!rest.isEmpty()) {
            own.put("headers", rest);
        }
        if (message.deadLetter() != null) {
            own.put("dead", dead(message.deadLetter()));
        }
        if (pointer != null) {
            own.put("overflow", pointer.size());
        }
        if (!own.isEmpty()) {
            attributes.put(OWN, SqsJson.write(own));
        }
        return attributes;
    }

    private static Map<String, Object> dead(DeadLetterInfo info) {
        Map<String, Object> dead = new LinkedHashMap<>();
        info.reason().ifPresent(reason -> dead.put("reason", reason));
        info.attempts().ifPresent(attempts -> dead.put("attempts", attempts));
        info.originalId().ifPresent(id -> dead.put("id", id));
        return dead;
    }

    /** What SQS counts: the body, and of each attribute name, type and value. */
    static long size(OutgoingMessage message, boolean traced) {
        byte[] body = SqsPointer.body(message);
        boolean isText = SqsBody.text(body) != null;
        long size = isText ? body.length : Math.max(NOTHING.length(), SqsBody.base64Length(body.length));
        for (Map.Entry<String, String> attribute :
                attributes(message, body, isText, traced).entrySet()) {
            size += SqsBody.utf8(attribute.getKey()) + TEXT_TYPE.length() + SqsBody.utf8(attribute.getValue());
        }
        return size;
    }

    static SendMessageBatchRequestEntry entry(int index, OutgoingMessage message, boolean fifo, boolean traced) {
        byte[] body = SqsPointer.body(message);
        String text = SqsBody.text(body);
        SendMessageBatchRequestEntry.Builder entry = SendMessageBatchRequestEntry.builder()
                .id(Integer.toString(index))
                .messageBody(text != null ? text : body.length == 0 ? NOTHING : SqsBody.base64(body))
                .messageGroupId(fifo ? message.orderingKey() : message.fairnessKey());
        Map<String, String> attributes = attributes(message, body, text != null, traced);
        if (!attributes.isEmpty()) {
            Map<String, MessageAttributeValue> values = new HashMap<>();
            attributes.forEach((name, value) -> values.put(
                    name,
                    MessageAttributeValue.builder()
                            .dataType(
                                    message.pointer() != null && name.equals(SqsPointer.SIZE) ? NUMBER_TYPE : TEXT_TYPE)
                            .stringValue(value)
                            .build()));
            entry.messageAttributes(values);
        }
        if (fifo) {
            String id = message.deduplicationId();
            entry.messageDeduplicationId(id != null ? id : UUID.randomUUID().toString());
        } else {
            // zero too: the queue may have a delay of its own
            entry.delaySeconds(seconds(message.delay()));
        }
        return entry.build();
    }

    static ReceivedMessage received(Message message, boolean fifo, long since, long leaseNanos) {
        Map<String, String> headers = new HashMap<>();
        Map<?, ?> own = null;
        for (Map.Entry<String, MessageAttributeValue> attribute :
                message.messageAttributes().entrySet()) {
            String value = text(attribute.getValue());
            Map<?, ?> ours = OWN.equals(attribute.getKey()) ? JsonText.object(value) : null;
            if (ours != null) {
                own = ours;
            } else {
                headers.put(attribute.getKey(), value);
            }
        }
        Map<?, ?> extras = own == null ? Map.of() : own;
        Pointer pointer = ownPointer(message.body(), headers, extras.get("overflow"));
        if (extras.get("headers") instanceof Map<?, ?> more) {
            more.forEach((name, value) -> headers.put(String.valueOf(name), String.valueOf(value)));
        }
        Map<MessageSystemAttributeName, String> system = message.attributes();
        String group = system.get(MessageSystemAttributeName.MESSAGE_GROUP_ID);
        StoredMessage stored = new StoredMessage(
                message.messageId(),
                body(message.body(), extras.get("body")),
                headers,
                (int) number(system.get(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT), 1),
                Instant.ofEpochMilli(number(system.get(MessageSystemAttributeName.SENT_TIMESTAMP), 0)),
                fifo ? group : null,
                fifo ? null : group,
                deadLetter(extras.get("dead")),
                pointer != null ? pointer : SqsPointer.of(message.body(), headers.keySet()));
        return new ReceivedMessage(stored, new Lease(message.messageId(), message.receiptHandle(), since, leaseNanos));
    }

    /** The pointer that we sent, without which its attribute is no header. */
    private static @Nullable Pointer ownPointer(String body, Map<String, String> headers, @Nullable Object size) {
        Pointer told = SqsPointer.of(body, headers.keySet());
        if (told == null || !(size instanceof Number bytes)) {
            return null;
        }
        headers.remove(SqsPointer.SIZE);
        return new Pointer(told.bucket(), told.key(), Math.max(0, bytes.longValue()));
    }

    /** A binary attribute of another program is told in base64: headers are text. */
    private static String text(MessageAttributeValue value) {
        return value.stringValue() != null
                ? value.stringValue()
                : value.binaryValue() == null
                        ? ""
                        : SqsBody.base64(value.binaryValue().asByteArrayUnsafe());
    }

    private static byte[] body(String text, @Nullable Object form) {
        if ("empty".equals(form)) {
            return new byte[0];
        }
        if ("base64".equals(form)) {
            try {
                return Base64.getDecoder().decode(text);
            } catch (IllegalArgumentException e) {
                // another program has changed the body and kept our attribute: what it wrote is the body
            }
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static @Nullable DeadLetterInfo deadLetter(@Nullable Object told) {
        if (!(told instanceof Map<?, ?> dead)) {
            return null;
        }
        int attempts = dead.get("attempts") instanceof Number number ? number.intValue() : 0;
        return DeadLetterInfo.of(string(dead.get("reason")), attempts, string(dead.get("id")));
    }

    private static @Nullable String string(@Nullable Object value) {
        return value instanceof String text ? text : null;
    }

    static Depth depth(Map<QueueAttributeName, String> attributes) {
        return Depth.of(
                number(attributes.get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES), 0),
                number(attributes.get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE), 0),
                number(attributes.get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED), 0));
    }

    static long number(@Nullable String text, long otherwise) {
        try {
            return text == null ? otherwise : Long.parseLong(text);
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    /** SQS counts in seconds: never less than asked for. */
    static int seconds(Duration duration) {
        return (int) Math.min(Integer.MAX_VALUE, duration.plusNanos(999_999_999).toSeconds());
    }
}
