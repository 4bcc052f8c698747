package io.midplatform.aws.sqs;

import io.midplatform.queue.spi.Pointer;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the SQS extended client sends in place of a body that it has put into S3: {@code ["type", {"s3BucketName": ..., "s3Key": ...}]}, and an
 * attribute with the body's size. Both have older names.
 */
final class SqsPointer {
    private static final Set<String> SIZES = Set.of("ExtendedPayloadSize", "SQSLargePayloadSize");
    private static final List<String> TYPES = List.of(
            "software.amazon.payloadoffloading.PayloadS3Pointer", "com.amazon.sqs.javamessaging.MessageS3Pointer");

    private SqsPointer() {}

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
        List<?> told = SqsJson.list(body);
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
