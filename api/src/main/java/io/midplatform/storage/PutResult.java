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
    private final @Nullable String versionId;

    /**
     * For providers.
     *
     * @param key the key
     * @param etag the new ETag without quotes
     * @param size the size in bytes
     * @param checksum the stored checksum, null where there is none
     */
    public PutResult(String key, String etag, long size, @Nullable Checksum checksum) {
        this(key, etag, size, checksum, null);
    }

    /**
     * For providers that keep versions.
     *
     * @param key the key
     * @param etag the new ETag without quotes
     * @param size the size in bytes
     * @param checksum the stored checksum, null where there is none
     * @param versionId the new version, null where there are none
     */
    public PutResult(String key, String etag, long size, @Nullable Checksum checksum, @Nullable String versionId) {
        this.key = Objects.requireNonNull(key, "key");
        this.etag = Objects.requireNonNull(etag, "etag");
        this.size = size;
        this.checksum = checksum;
        this.versionId = versionId;
    }

    /**
     * The same under another key.
     *
     * @param other the key
     * @return the result
     */
    public PutResult withKey(String other) {
        return new PutResult(other, etag, size, checksum, versionId);
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

    /**
     * The version that was written.
     *
     * @return empty where the bucket keeps no versions
     */
    public Optional<String> versionId() {
        return Optional.ofNullable(versionId);
    }

    @Override
    public String toString() {
        return key + " (" + size + " bytes, " + etag + ")";
    }
}
