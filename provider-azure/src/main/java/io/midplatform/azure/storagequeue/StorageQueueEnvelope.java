package io.midplatform.azure.storagequeue;

import io.midplatform.queue.DeadLetterInfo;
import io.midplatform.queue.spi.JsonText;
import io.midplatform.queue.spi.OutgoingMessage;
import io.midplatform.queue.spi.Pointer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a message is wrapped in where there is more to say than its body, for the service keeps nothing else: {@code {"$midplatform":1}} with
 * {@code headers}, {@code dead} (what is known of a dead letter: {@code reason}, {@code attempts}, {@code id}), {@code overflow} (where the body
 * really is: {@code bucket}, {@code key}, {@code size}) and the body, either {@code body} as text or {@code base64}. {@code docs/providers/azure.md} shows it to
 * other programs.
 */
@SuppressWarnings("ArrayRecordComponent") // bodies are never compared
record StorageQueueEnvelope(
        byte[] body,
        Map<String, String> headers,
        @Nullable DeadLetterInfo dead,
        @Nullable Pointer pointer) {
    /** How each begins; a body that begins so is wrapped, too. */
    private static final String BEGINNING = "{\"$midplatform\":";

    private static final String VERSION_NAME = "$midplatform";
    private static final int VERSION = 1;

    /** Whether text would be taken for an envelope. */
    static boolean isLike(String text) {
        return text.startsWith(BEGINNING);
    }

    /**
     * Writes one.
     *
     * @param headers the headers, trace context among them where it goes along
     * @param text the body as text, null when it is none
     */
    static String write(OutgoingMessage message, Map<String, String> headers, @Nullable String text) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put(VERSION_NAME, VERSION);
        if (!headers.isEmpty()) {
            members.put("headers", headers);
        }
        DeadLetterInfo info = message.deadLetter();
        if (info != null) {
            Map<String, Object> dead = new LinkedHashMap<>();
            info.reason().ifPresent(reason -> dead.put("reason", reason));
            info.attempts().ifPresent(attempts -> dead.put("attempts", attempts));
            info.originalId().ifPresent(id -> dead.put("id", id));
            members.put("dead", dead);
        }
        Pointer pointer = message.pointer();
        if (pointer != null) {
            Map<String, Object> overflow = new LinkedHashMap<>();
            overflow.put("bucket", pointer.bucket());
            overflow.put("key", pointer.key());
            overflow.put("size", pointer.size());
            members.put("overflow", overflow);
        }
        if (text != null && StorageQueueBody.isLegal(text)) {
            members.put("body", text);
        } else {
            members.put("base64", StorageQueueBody.base64(message.body()));
        }
        return StorageQueueJson.write(members);
    }

    /**
     * Reads one.
     *
     * @return null for text that is none, that of a later version among it
     */
    static @Nullable StorageQueueEnvelope read(String text) {
        Map<?, ?> members = isLike(text) ? JsonText.object(text) : null;
        if (members == null
                || !(members.get(VERSION_NAME) instanceof Number version)
                || version.intValue() != VERSION) {
            return null;
        }
        byte[] body = body(members);
        if (body == null) {
            return null;
        }
        Map<String, String> headers = new LinkedHashMap<>();
        if (members.get("headers") instanceof Map<?, ?> told) {
            told.forEach((name, value) -> headers.put(String.valueOf(name), String.valueOf(value)));
        }
        return new StorageQueueEnvelope(body, headers, dead(members.get("dead")), pointer(members.get("overflow")));
    }

    private static byte @Nullable [] body(Map<?, ?> members) {
        if (members.get("body") instanceof String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        return members.get("base64") instanceof String text ? StorageQueueBody.decoded(text) : null;
    }

    private static @Nullable DeadLetterInfo dead(@Nullable Object told) {
        if (!(told instanceof Map<?, ?> dead)) {
            return null;
        }
        int attempts = dead.get("attempts") instanceof Number number ? number.intValue() : 0;
        return DeadLetterInfo.of(string(dead.get("reason")), attempts, string(dead.get("id")));
    }

    private static @Nullable String string(@Nullable Object value) {
        return value instanceof String text ? text : null;
    }

    private static @Nullable Pointer pointer(@Nullable Object told) {
        return told instanceof Map<?, ?> where
                        && where.get("bucket") instanceof String bucket
                        && where.get("key") instanceof String key
                        && where.get("size") instanceof Number size
                ? new Pointer(bucket, key, Math.max(0, size.longValue()))
                : null;
    }
}
