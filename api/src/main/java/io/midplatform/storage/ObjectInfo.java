package io.midplatform.storage;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is known of an object without its bytes. Immutable. */
public final class ObjectInfo {
    private final String key;
    private final long size;
    private final String etag;
    private final Instant lastModified;
    private final ObjectAttributes attributes;
    private final @Nullable Checksum checksum;
    private final @Nullable String versionId;

    /**
     * For providers.
     *
     * @param key the key
     * @param size the whole object's size in bytes
     * @param etag the ETag without quotes
     * @param lastModified when it was last written
     * @param attributes what is stored with it
     * @param checksum its checksum, null where there is none
     */
    public ObjectInfo(
            String key,
            long size,
            String etag,
            Instant lastModified,
            ObjectAttributes attributes,
            @Nullable Checksum checksum) {
        this(key, size, etag, lastModified, attributes, checksum, null);
    }

    /**
     * For providers that keep versions.
     *
     * @param key the key
     * @param size the whole object's size in bytes
     * @param etag the ETag without quotes
     * @param lastModified when it was last written
     * @param attributes what is stored with it
     * @param checksum its checksum, null where there is none
     * @param versionId the version, null where there are none
     */
    public ObjectInfo(
            String key,
            long size,
            String etag,
            Instant lastModified,
            ObjectAttributes attributes,
            @Nullable Checksum checksum,
            @Nullable String versionId) {
        this.key = Objects.requireNonNull(key, "key");
        this.size = size;
        this.etag = Objects.requireNonNull(etag, "etag");
        this.lastModified = Objects.requireNonNull(lastModified, "lastModified");
        this.attributes = Objects.requireNonNull(attributes, "attributes");
        this.checksum = checksum;
        this.versionId = versionId;
    }

    /**
     * The same information under another key.
     *
     * @param other the key
     * @return the information
     */
    public ObjectInfo withKey(String other) {
        return new ObjectInfo(other, size, etag, lastModified, attributes, checksum, versionId);
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
     * The size.
     *
     * @return bytes of the whole object, also where a range was read
     */
    public long size() {
        return size;
    }

    /**
     * The entity tag: opaque, without quotes, another one after each write of other content.
     *
     * @return the ETag
     */
    public String etag() {
        return etag;
    }

    /**
     * When the object was last written, as the provider's clock says.
     *
     * @return the time; some services cut it to seconds
     */
    public Instant lastModified() {
        return lastModified;
    }

    /**
     * Media type, headers and metadata.
     *
     * @return all of them
     */
    public ObjectAttributes attributes() {
        return attributes;
    }

    /**
     * The media type.
     *
     * @return such as {@code text/plain}
     */
    public String contentType() {
        return attributes.contentType();
    }

    /**
     * The user's own pairs.
     *
     * @return names in lower case; unmodifiable
     */
    public Map<String, String> metadata() {
        return attributes.metadata();
    }

    /**
     * The checksum of the whole object.
     *
     * @return empty where the provider stores none
     */
    public Optional<Checksum> checksum() {
        return Optional.ofNullable(checksum);
    }

    /**
     * The version that this is.
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
