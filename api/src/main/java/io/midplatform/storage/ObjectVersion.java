package io.midplatform.storage;

import java.time.Instant;
import java.util.Objects;

/**
 * One version of an object.
 *
 * @param id the version, for {@link GetOptions#version} and {@link DeleteOptions#version}
 * @param isLatest whether it is what a plain read gives
 * @param isDeletion whether it says that the object was deleted, and has no bytes
 * @param size its size in bytes, 0 for a deletion
 * @param etag its ETag without quotes, empty for a deletion
 * @param lastModified when it was written
 */
public record ObjectVersion(
        String id, boolean isLatest, boolean isDeletion, long size, String etag, Instant lastModified) {
    /**
     * Checks for nulls.
     *
     * @param id the version
     * @param isLatest whether it is what a plain read gives
     * @param isDeletion whether it says that the object was deleted
     * @param size its size in bytes
     * @param etag its ETag without quotes
     * @param lastModified when it was written
     */
    public ObjectVersion {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(etag, "etag");
        Objects.requireNonNull(lastModified, "lastModified");
    }
}
