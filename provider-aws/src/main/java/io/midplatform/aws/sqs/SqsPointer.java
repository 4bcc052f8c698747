package io.midplatform.aws.sqs;

import io.midplatform.queue.spi.JsonText;
import io.midplatform.queue.spi.OutgoingMessage;
import io.midplatform.queue.spi.Pointer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the SQS extended client sends in place of a body that it has put into S3: {@code ["type", {"s3BucketName": ..., "s3Key": ...}]}, and an
 * attribute with the body's size. Both have older names.
 */
final class SqsPointer {
    /** The attribute with the body's size. */
    static final String SIZE = "ExtendedPayloadSize";

    private static final Set<String> SIZES = Set.of(SIZE, "SQSLargePayloadSize");
    private static final List<String> TYPES = List.of(
            "software.amazon.payloadoffloading.PayloadS3Pointer", "com.amazon.sqs.javamessaging.MessageS3Pointer");

    private SqsPointer() {}

    /** Whether an attribute of that name belongs to a pointer. */
    static boolean isSize(String name) {
        return SIZES.contains(name);
    }

    /** The body on the wire: the extended client can read it if the bucket is on S3. */
    static byte[] body(OutgoingMessage message) {
        Pointer pointer = message.pointer();
        if (pointer == null) {
            return message.body();
        }
        Map<String, String> where = new LinkedHashMap<>();
        where.put("s3BucketName", pointer.bucket());
        where.put("s3Key", pointer.key());
        return ("[\"" + TYPES.get(0) + "\"," + SqsJson.write(where) + "]").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The pointer in a body.
     *
     * @param body the body
     * @param attributes the names of the message's attributes
     * @return null for a body that is one itself
     */
    static @Nullable Pointer of(String body, Set<String> attributes) {
        if (Collections.disjoint(attributes, SIZES)) {
            return null;
        }
        List<?> told = JsonText.list(body);
        if (told == null || told.size() != 2 || !TYPES.contains(told.get(0))) {
            return null;
        }
        return told.get(1) instanceof Map<?, ?> where
                        && where.get("s3BucketName") instanceof String bucket
                        && where.get("s3Key") instanceof String key
                ? new Pointer(bucket, key)
                : null;
    }
}
