package io.midplatform.queue.spi;

import java.util.Objects;

/**
 * Where the body of a message is that was put into a bucket. Whoever can send to the queue chooses it: the engine follows it into the bucket of
 * the settings only.
 *
 * @param bucket the bucket's name at its service
 * @param key the object's key there
 * @param size for a pointer of the engine the body's length in bytes, {@link #FOREIGN} for one of another program, whose message is moved as it is
 */
public record Pointer(String bucket, String key, long size) {
    /** Stands for the size where another program has put the body into the bucket. */
    public static final long FOREIGN = -1;

    /** Checks that both names are there. */
    public Pointer {
        Objects.requireNonNull(bucket, "bucket");
        Objects.requireNonNull(key, "key");
        if (size < FOREIGN) {
            throw new IllegalArgumentException("a body has no size of " + size);
        }
    }

    /**
     * A pointer of another program.
     *
     * @param bucket the bucket's name at its service
     * @param key the object's key there
     */
    public Pointer(String bucket, String key) {
        this(bucket, key, FOREIGN);
    }

    /**
     * Whether the message says that the engine has put the body there. Other programs can say so too.
     *
     * @return false where it is from another program
     */
    public boolean isOwn() {
        return size != FOREIGN;
    }
}
