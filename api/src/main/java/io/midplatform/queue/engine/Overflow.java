package io.midplatform.queue.engine;

import io.midplatform.queue.spi.Pointer;
import io.midplatform.storage.Bucket;
import org.jspecify.annotations.Nullable;

/**
 * The bucket of the settings {@code overflow.bucket}, with the bodies that were too large for the queue.
 *
 * @param bucket the bucket
 * @param physicalName its name at its service, followed by {@code /} and the prefix of its keys where it has one
 */
public record Overflow(Bucket bucket, String physicalName) {
    /** What leads to a key. */
    Pointer pointer(String key, long size) {
        int end = physicalName.indexOf('/');
        return end < 0
                ? new Pointer(physicalName, key, size)
                : new Pointer(physicalName.substring(0, end), physicalName.substring(end + 1) + key, size);
    }

    /**
     * The key of what a pointer leads to.
     *
     * @return null when that is not in this bucket
     */
    @Nullable
    String keyOf(Pointer pointer) {
        if (pointer.bucket().indexOf('/') >= 0) {
            return null; // no bucket is called so; it would read as one with a prefix
        }
        if (pointer.bucket().equals(physicalName)) {
            return pointer.key();
        }
        String prefix = pointer.bucket() + "/";
        boolean inside =
                physicalName.startsWith(prefix) && pointer.key().startsWith(physicalName.substring(prefix.length()));
        return inside ? pointer.key().substring(physicalName.length() - prefix.length()) : null;
    }
}
