package io.midplatform.storage;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A confirmed write. Immutable. */
public final class PutResult {
    private final String key;
    private final String etag;
    private final long size;
    private final @Nullable Checksum checksum;

    /**
     * For providers.
     *
     * @param key the key
     * @param etag the new ETag without quotes
     * @param size the size in bytes
     * @param checksum the stored checksum, null where there is none
     */
    public PutResult(String key, String etag, long size, @Nullable Checksum checksum) {
        this.key = Objects.requireNonNull(key, "key");
        this.etag = Objects.requireNonNull(etag, "etag");
        this.size = size;
        this.checksum = checksum;
    }

    /**
     * The key.
     *
     * @return the key
     */
    public String key() {
        return key;
    }

    /**
     * The object's new entity tag.
     *
     * @return opaque, without quotes
     */
    public String etag() {
        return etag;
    }

    /**
     * The size.
     *
     * @return bytes
     */
    public long size() {
        return size;
    }

    /**
     * The stored checksum.
     *
     * @return empty where the provider stores none
     */
    public Optional<Checksum> checksum() {
        return Optional.ofNullable(checksum);
    }

    @Override
    public String toString() {
        return key + " (" + size + " bytes, " + etag + ")";
    }
}
