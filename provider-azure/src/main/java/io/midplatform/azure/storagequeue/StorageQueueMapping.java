package io.midplatform.azure.storagequeue;

import com.azure.core.util.BinaryData;
import com.azure.storage.queue.models.PeekedMessageItem;
import com.azure.storage.queue.models.QueueMessageItem;
import io.midplatform.azure.storagequeue.StorageQueueSettings.Encoding;
import io.midplatform.queue.spi.Lease;
import io.midplatform.queue.spi.OutgoingMessage;
import io.midplatform.queue.spi.ReceivedMessage;
import io.midplatform.queue.spi.StoredMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Messages of Storage Queue and ours. A message there is text and nothing more: the body as it is, or the {@link StorageQueueEnvelope}. Immutable. */
final class StorageQueueMapping {
    private final boolean base64;
    private final boolean trace;

    StorageQueueMapping(StorageQueueSettings settings) {
        this.base64 = settings.encoding() == Encoding.BASE64;
        this.trace = settings.trace();
    }

    /** What the service counts: the message after encoding, in UTF-8. */
    long size(OutgoingMessage message) {
        String text = plain(message);
        if (text == null && !isWrapped(message, null)) {
            return StorageQueueBody.base64Length(message.body().length);
        }
        boolean wrapped = isWrapped(message, text);
        long bytes = wrapped
                ? StorageQueueBody.utf8(StorageQueueEnvelope.write(message, message.headers(), text))
                : message.body().length;
        return base64 ? StorageQueueBody.base64Length(bytes) : bytes;
    }

    /** The message's text on the wire. */
    String text(OutgoingMessage message) {
        String text = plain(message);
        boolean wrapped = isWrapped(message, text);
        if (wrapped || (trace && !message.trace().isEmpty())) {
            String traced = wrapped(message, traced(message), text);
            // the trace context came after the engine had measured the message: where it does not fit any more, it
            // stays behind
            if (StorageQueueBody.utf8(traced) <= StorageQueueLimits.MESSAGE_BYTES) {
                return traced;
            }
            if (wrapped) {
                return wrapped(message, message.headers(), text);
            }
        }
        return base64 || text == null ? StorageQueueBody.base64(message.body()) : text;
    }

    private String wrapped(OutgoingMessage message, Map<String, String> headers, @Nullable String text) {
        String envelope = StorageQueueEnvelope.write(message, headers, text);
        return base64 ? StorageQueueBody.base64(envelope.getBytes(StandardCharsets.UTF_8)) : envelope;
    }

    private static Map<String, String> traced(OutgoingMessage message) {
        if (message.trace().isEmpty()) {
            return message.headers();
        }
        Map<String, String> headers = new LinkedHashMap<>(message.trace());
        headers.putAll(message.headers());
        return headers;
    }

    private static @Nullable String plain(OutgoingMessage message) {
        return StorageQueueBody.text(message.body());
    }

    /** Whether the body alone would not do. */
    private boolean isWrapped(OutgoingMessage message, @Nullable String text) {
        if (!message.headers().isEmpty()
                || message.deadLetter() != null
                || message.pointer() != null
                || message.body().length == 0) {
            return true;
        }
        if (text == null) {
            return !base64;
        }
        boolean stays = base64 || (StorageQueueBody.isLegal(text) && StorageQueueBody.isStable(text));
        return !stays || StorageQueueEnvelope.isLike(text);
    }

    ReceivedMessage received(QueueMessageItem item, long since, long leaseNanos) {
        StoredMessage stored =
                stored(item.getMessageId(), item.getBody(), item.getDequeueCount(), item.getInsertionTime());
        return new ReceivedMessage(stored, new Lease(stored.id(), item.getPopReceipt(), since, leaseNanos));
    }

    StoredMessage peeked(PeekedMessageItem item) {
        return stored(item.getMessageId(), item.getBody(), item.getDequeueCount(), item.getInsertionTime());
    }

    private StoredMessage stored(
            String id, @Nullable BinaryData text, long attempts, @Nullable OffsetDateTime inserted) {
        StorageQueueEnvelope read = read(text == null ? "" : text.toString());
        return new StoredMessage(
                id,
                read.body(),
                read.headers(),
                (int) Math.min(Integer.MAX_VALUE, attempts),
                inserted == null ? Instant.EPOCH : inserted.toInstant(),
                null,
                null,
                read.dead(),
                read.pointer());
    }

    /** With {@code encoding: base64} what is none is taken as it is; without it Base64 is text like any other. */
    private StorageQueueEnvelope read(String told) {
        byte[] body = base64 ? StorageQueueBody.decoded(told) : null;
        String text = body == null ? told : StorageQueueBody.text(body);
        StorageQueueEnvelope envelope = text == null ? null : StorageQueueEnvelope.read(text);
        return envelope != null
                ? envelope
                : new StorageQueueEnvelope(
                        body == null ? told.getBytes(StandardCharsets.UTF_8) : body, Map.of(), null, null);
    }

    /** The service counts in seconds: never less than asked for. */
    static Duration seconds(Duration duration) {
        return Duration.ofSeconds(duration.plusNanos(999_999_999).toSeconds());
    }
}
