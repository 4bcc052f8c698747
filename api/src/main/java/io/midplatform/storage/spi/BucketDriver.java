package io.midplatform.storage.spi;

import io.midplatform.spi.Deadline;
import io.midplatform.spi.Driver;
import io.midplatform.spi.ItemOutcome;
import io.midplatform.storage.Checksum;
import io.midplatform.storage.Content;
import io.midplatform.storage.ListEntry;
import io.midplatform.storage.ObjectAttributes;
import io.midplatform.storage.ObjectInfo;
import io.midplatform.storage.ObjectVersion;
import io.midplatform.storage.PutResult;
import io.midplatform.storage.SignedRequest;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Works on one bucket. The caller guarantees valid keys, metadata and tags, content of known length, no more items than the limits allow, and only
 * features that are declared. You must write atomically and confirm before you return, throw what the vendor throws, and classify a lost
 * {@code onlyIfAbsent} as {@code ALREADY_EXISTS}, a failed {@code ifMatch} as {@code PRECONDITION_FAILED}, a missing object or bucket as
 * {@code NOT_FOUND}. Every method may throw {@link InterruptedException}.
 */
public interface BucketDriver extends Driver, UploadDriver {
    /**
     * Features and limits.
     *
     * @return always the same
     */
    StorageCapabilities capabilities();

    /**
     * Asks for an object's information.
     *
     * @param key the key
     * @param deadline when to give up
     * @return null when there is no object
     * @throws Exception what the vendor throws
     */
    @Nullable
    ObjectInfo stat(String key, Deadline deadline) throws Exception;

    /**
     * Opens an object.
     *
     * @param request what to read
     * @param deadline when to give up opening
     * @return the object; null when {@link Read#ifNoneMatch()} is its ETag
     * @throws Exception what the vendor throws, for a missing object too
     */
    @Nullable
    OpenObject read(Read request, Deadline deadline) throws Exception;

    /**
     * Writes an object in one request.
     *
     * @param request what to write; the content's length is known and at most {@link StorageLimits#maxPutSize()}. A stream of another length throws
     *     {@link java.io.IOException} while it is read: leave nothing then
     * @param deadline when to give up
     * @return the confirmed write
     * @throws Exception what the vendor throws
     */
    PutResult put(Put request, Deadline deadline) throws Exception;

    /**
     * Lists one page in the order of {@link KeyOrder}.
     *
     * @param request what to list
     * @param deadline when to give up
     * @return the page
     * @throws Exception what the vendor throws
     */
    Page list(ListQuery request, Deadline deadline) throws Exception;

    /**
     * Deletes objects; missing ones are successes unless an ETag was asked for.
     *
     * @param items what to delete, at least one
     * @param deadline when to give up
     * @return an outcome per item, in their order
     * @throws Exception what the vendor throws when nothing was done
     */
    List<ItemOutcome<Void>> delete(List<Deletion> items, Deadline deadline) throws Exception;

    /**
     * Names an object of this bucket as the source of a copy.
     *
     * @param key the key
     * @return where the object is, for {@link #copy} of a driver of the same service
     */
    CopySource source(String key);

    /**
     * Tells without I/O whether the service can copy from there into this bucket; where not, the engine streams.
     *
     * @param source the source
     * @param condition what the target must be
     * @return whether {@link #copy} and {@link #copyPart} may be called with it
     */
    boolean canCopy(CopySource source, Condition condition);

    /**
     * Copies an object into this bucket on the service's side: all of it, with its attributes, without its tags.
     *
     * @param request from where, to where, on which conditions; a source of at most {@link StorageLimits#maxCopySize()} that
     *     {@link #canCopy} has allowed
     * @param deadline when to give up
     * @return the confirmed write
     * @throws Exception what the vendor throws; {@code PRECONDITION_FAILED} when the source has become another than the one given
     */
    PutResult copy(Copy request, Deadline deadline) throws Exception;

    /**
     * Lists the versions of one object. Feature {@link io.midplatform.storage.StorageFeature#VERSIONS}.
     *
     * @param key the key
     * @param token the service's token of the page, null for the first
     * @param deadline when to give up
     * @return a page of versions, the newest first
     * @throws Exception what the vendor throws
     */
    VersionPage listVersions(String key, @Nullable String token, Deadline deadline) throws Exception;

    /**
     * Signs a request that reads an object. Feature {@link io.midplatform.storage.StorageFeature#PRESIGN}.
     *
     * @param request what it reads; a range has a length or counts from the end
     * @param ttl for how long it is valid, at most {@link StorageLimits#maxPresign()}
     * @param deadline when to give up
     * @return the request
     * @throws Exception what the vendor throws
     */
    SignedRequest presignRead(Read request, Duration ttl, Deadline deadline) throws Exception;

    /**
     * Signs a request that writes an object. Feature {@link io.midplatform.storage.StorageFeature#PRESIGN}.
     *
     * @param request what it writes; its content is empty and not to be looked at
     * @param checksum what the bytes must be, null for any
     * @param ttl for how long it is valid, at most {@link StorageLimits#maxPresign()}
     * @param deadline when to give up
     * @return the request
     * @throws Exception what the vendor throws
     */
    SignedRequest presignPut(Put request, @Nullable Checksum checksum, Duration ttl, Deadline deadline)
            throws Exception;

    /**
     * Reads an object's tags.
     *
     * @param key the key
     * @param deadline when to give up
     * @return the tags
     * @throws Exception what the vendor throws, for a missing object too
     */
    Map<String, String> tags(String key, Deadline deadline) throws Exception;

    /**
     * Replaces an object's tags.
     *
     * @param key the key
     * @param tags the tags
     * @param deadline when to give up
     * @throws Exception what the vendor throws, for a missing object too
     */
    void setTags(String key, Map<String, String> tags, Deadline deadline) throws Exception;

    /**
     * What a write requires of the object that is there.
     *
     * @param onlyIfAbsent there must be none
     * @param ifMatch its ETag, null for any
     */
    record Condition(boolean onlyIfAbsent, @Nullable String ifMatch) {
        /** Any object or none. */
        public static final Condition NONE = new Condition(false, null);
    }

    /**
     * A write.
     *
     * @param key the key
     * @param content the bytes
     * @param attributes what is stored with them
     * @param tags the tags
     * @param condition what must be there
     */
    record Put(
            String key, Content content, ObjectAttributes attributes, Map<String, String> tags, Condition condition) {}

    /**
     * A read. A start at or past the end gives no bytes, an end past it is clamped.
     *
     * @param key the key
     * @param start the first byte; where {@code suffix} is set, how many of the last bytes
     * @param length how many bytes, at least 1; -1 for all to the end
     * @param suffix whether {@code start} counts from the end
     * @param ifMatch the ETag the object must have, null for any
     * @param ifNoneMatch the ETag that gives null, null for none
     * @param version the version, null for the newest
     */
    record Read(
            String key,
            long start,
            long length,
            boolean suffix,
            @Nullable String ifMatch,
            @Nullable String ifNoneMatch,
            @Nullable String version) {
        /**
         * All of an object's newest version.
         *
         * @param key the key
         * @param ifMatch the ETag the object must have, null for any
         * @param ifNoneMatch the ETag that gives null, null for none
         * @return the read
         */
        public static Read all(String key, @Nullable String ifMatch, @Nullable String ifNoneMatch) {
            return new Read(key, 0, -1, false, ifMatch, ifNoneMatch, null);
        }

        /**
         * Whether it is the whole object.
         *
         * @return false for a range
         */
        public boolean isWhole() {
            return start == 0 && length < 0 && !suffix;
        }

        /**
         * The same of another key.
         *
         * @param other the key
         * @return the read
         */
        public Read withKey(String other) {
            return new Read(other, start, length, suffix, ifMatch, ifNoneMatch, version);
        }
    }

    /**
     * An object opened for reading.
     *
     * @param info its information, the whole size
     * @param stream the bytes asked for; closing it early drops what is left
     */
    record OpenObject(ObjectInfo info, InputStream stream) {}

    /**
     * What to list.
     *
     * @param prefix the keys' beginning
     * @param delimiter the folding string, null for none
     * @param startAfter where to start, exclusive, null for the beginning
     * @param max how many entries at most, at least 1
     * @param token the service's token of the page, null for the first; where set, it is stronger than {@code startAfter}
     */
    record ListQuery(
            String prefix,
            @Nullable String delimiter,
            @Nullable String startAfter,
            int max,
            @Nullable String token) {}

    /**
     * A page.
     *
     * @param entries the entries in order
     * @param next the service's token of the next page, null on the last
     */
    record Page(List<ListEntry> entries, @Nullable String next) {}

    /**
     * A deletion.
     *
     * @param key the key
     * @param ifMatch the ETag the object must have, null for any or none
     * @param version the version to delete for good, null for the object itself
     */
    record Deletion(
            String key, @Nullable String ifMatch, @Nullable String version) {}

    /**
     * The source of a copy.
     *
     * @param driver the driver that works on the service
     * @param key the key as that driver knows it
     */
    record CopySource(BucketDriver driver, String key) {}

    /**
     * A copy.
     *
     * @param source from where
     * @param info the source as it was just now; it must still have that ETag
     * @param key to where
     * @param condition what the target must be
     */
    record Copy(CopySource source, ObjectInfo info, String key, Condition condition) {}

    /**
     * A page of versions.
     *
     * @param versions the versions
     * @param next the service's token of the next page, null on the last
     */
    record VersionPage(
            List<ObjectVersion> versions, @Nullable String next) {}
}
