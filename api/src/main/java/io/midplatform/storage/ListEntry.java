package io.midplatform.storage;

import java.time.Instant;
import java.util.Objects;

/** One line of a listing: an object, or with a delimiter a common prefix of several. */
public sealed interface ListEntry {
    /**
     * The object's key, or the common prefix including the delimiter.
     *
     * @return the key or prefix
     */
    String key();

    /**
     * An object.
     *
     * @param key its key
     * @param size its size in bytes
     * @param etag its ETag without quotes
     * @param lastModified when it was last written
     */
    record ObjectEntry(String key, long size, String etag, Instant lastModified) implements ListEntry {
        /**
         * Checks for nulls.
         *
         * @param key its key
         * @param size its size in bytes
         * @param etag its ETag without quotes
         * @param lastModified when it was last written
         */
        public ObjectEntry {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(etag, "etag");
            Objects.requireNonNull(lastModified, "lastModified");
        }
    }

    /**
     * A common prefix.
     *
     * @param key the prefix, which ends with the delimiter
     */
    record PrefixEntry(String key) implements ListEntry {
        /**
         * Checks for null.
         *
         * @param key the prefix, which ends with the delimiter
         */
        public PrefixEntry {
            Objects.requireNonNull(key, "key");
        }
    }
}
