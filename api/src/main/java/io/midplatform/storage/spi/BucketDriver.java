package io.midplatform.storage.spi;

import io.midplatform.spi.Deadline;
import io.midplatform.spi.Driver;
import io.midplatform.spi.ItemOutcome;
import io.midplatform.storage.Checksum;
import io.midplatform.storage.Content;
import io.midplatform.storage.ListEntry;
import io.midplatform.storage.ObjectAttributes;
import io.midplatform.storage.ObjectInfo;
import io.midplatform.storage.PutResult;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Works on one bucket. The caller guarantees valid keys, metadata and tags, content of known length, no more items than the limits allow, and only
 * features that are declared. You must write atomically and confirm before you return, throw what the vendor throws, and classify a lost
 * {@code onlyIfAbsent} as {@code ALREADY_EXISTS}, a failed {@code ifMatch} as {@code PRECONDITION_FAILED}, a missing object or bucket as
 * {@code NOT_FOUND}. Every method may throw {@link InterruptedException}.
 */
public interface BucketDriver extends Driver {
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
     * Copies an object into this bucket on the service's side.
     *
     * @param request from where, to where, on which conditions
     * @param deadline when to give up
     * @return the confirmed write; null when the service cannot reach that source: the engine then streams
     * @throws Exception what the vendor throws
     */
    @Nullable
    PutResult copy(Copy request, Deadline deadline) throws Exception;

    /**
     * Starts an upload in parts. Nothing is visible before it is completed.
     *
     * @param key the key
     * @param attributes what is stored with the object
     * @param tags the tags
     * @param deadline when to give up
     * @return the service's id of the upload
     * @throws Exception what the vendor throws
     */
    String startUpload(String key, ObjectAttributes attributes, Map<String, String> tags, Deadline deadline)
            throws Exception;

    /**
     * Sends one part.
     *
     * @param key the key
     * @param upload the upload's id
     * @param number the part's number, from 1; parts may come in any order and at once
     * @param content its bytes, repeatable
     * @param deadline when to give up
     * @return the service's tag of the part, for {@link #completeUpload}
     * @throws Exception what the vendor throws
     */
    String uploadPart(String key, String upload, int number, Content content, Deadline deadline) throws Exception;

    /**
     * Publishes an upload.
     *
     * @param request the upload, its parts in order, and the conditions
     * @param deadline when to give up
     * @return the confirmed write
     * @throws Exception what the vendor throws; the upload is then still there, for {@link #abortUpload}
     */
    PutResult completeUpload(Completion request, Deadline deadline) throws Exception;

    /**
     * Removes an upload and its parts; an unknown one is success.
     *
     * @param key the key
     * @param upload the upload's id
     * @param deadline when to give up
     * @throws Exception what the vendor throws
     */
    void abortUpload(String key, String upload, Deadline deadline) throws Exception;

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
     */
    record Read(
            String key,
            long start,
            long length,
            boolean suffix,
            @Nullable String ifMatch,
            @Nullable String ifNoneMatch) {}

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
     */
    record Deletion(String key, @Nullable String ifMatch) {}

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
     * @param key to where
     * @param sourceIfMatch the ETag the source must have, null for any
     * @param condition what the target must be
     */
    record Copy(CopySource source, String key, @Nullable String sourceIfMatch, Condition condition) {}

    /**
     * The end of an upload.
     *
     * @param key the key
     * @param upload the upload's id
     * @param parts the tags of all parts, in the order of their numbers from 1
     * @param size the size of all parts
     * @param checksum the checksum of all bytes in order
     * @param condition what must be there
     */
    record Completion(
            String key, String upload, List<String> parts, long size, Checksum checksum, Condition condition) {}
}
