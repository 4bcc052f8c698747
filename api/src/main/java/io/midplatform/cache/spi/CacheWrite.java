package io.midplatform.cache.spi;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One entry to write. Immutable: its arrays belong to the driver, and nobody changes them. */
public final class CacheWrite {
    /** The ttl of an entry without end. */
    public static final long NO_END = Long.MAX_VALUE;

    /** When an entry is written. */
    public enum Condition {
        /** Whatever is there. */
        ALWAYS,
        /** If the key has no entry. */
        ABSENT,
        /** If the key's entry starts with the given bytes, which differ from write to write but for renewals of a lease. */
        MATCHES
    }

    private final String key;
    private final byte[] value;
    private final long ttlMillis;
    private final Condition condition;
    private final byte @Nullable [] head;

    private CacheWrite(String key, byte[] value, long ttlMillis, Condition condition, byte @Nullable [] head) {
        this.key = Objects.requireNonNull(key, "key");
        this.value = Objects.requireNonNull(value, "value");
        this.ttlMillis = ttlMillis;
        this.condition = condition;
        this.head = head;
    }

    /**
     * A write whatever is there.
     *
     * @param key the key
     * @param value the bytes, not to be changed any more
     * @param ttlMillis how long it lives, at least 1
     * @return the write
     */
    public static CacheWrite always(String key, byte[] value, long ttlMillis) {
        return new CacheWrite(key, value, ttlMillis, Condition.ALWAYS, null);
    }

    /**
     * A write if there is nothing.
     *
     * @param key the key
     * @param value the bytes, not to be changed any more
     * @param ttlMillis how long it lives, at least 1
     * @return the write
     */
    public static CacheWrite ifAbsent(String key, byte[] value, long ttlMillis) {
        return new CacheWrite(key, value, ttlMillis, Condition.ABSENT, null);
    }

    /**
     * A write over what is known.
     *
     * @param key the key
     * @param value the bytes, not to be changed any more
     * @param ttlMillis how long it lives, at least 1
     * @param head the first bytes of the entry that must be there
     * @return the write
     */
    public static CacheWrite ifMatches(String key, byte[] value, long ttlMillis, byte[] head) {
        return new CacheWrite(key, value, ttlMillis, Condition.MATCHES, Objects.requireNonNull(head, "head"));
    }

    /**
     * The key.
     *
     * @return the complete key
     */
    public String key() {
        return key;
    }

    /**
     * The bytes.
     *
     * @return the array itself
     */
    public byte[] value() {
        return value;
    }

    /**
     * How long the entry lives.
     *
     * @return milliseconds, at least 1; {@link #NO_END} for without end
     */
    public long ttlMillis() {
        return ttlMillis;
    }

    /**
     * When it is written.
     *
     * @return the condition
     */
    public Condition condition() {
        return condition;
    }

    /**
     * The first bytes of the entry that must be there.
     *
     * @return the array itself
     * @throws IllegalStateException unless the condition is {@link Condition#MATCHES}
     */
    public byte[] head() {
        if (head == null) {
            throw new IllegalStateException("only a write that MATCHES has a head");
        }
        return head;
    }

    @Override
    public String toString() {
        return condition + " " + value.length + " bytes"; // keys and values are the user's
    }
}
