package io.midplatform.queue.spi;

import java.util.Objects;

/**
 * Where the body of a message is that another program has put into a bucket. Whoever can send to the queue chooses it: the engine follows it into
 * the bucket of the settings only.
 *
 * @param bucket the bucket's name at its service
 * @param key the object's key there
 */
public record Pointer(String bucket, String key) {
    /** Checks that both are there. */
    public Pointer {
        Objects.requireNonNull(bucket, "bucket");
        Objects.requireNonNull(key, "key");
    }
}
