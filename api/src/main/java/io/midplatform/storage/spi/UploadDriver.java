package io.midplatform.storage.spi;

import io.midplatform.spi.Deadline;
import io.midplatform.storage.Checksum;
import io.midplatform.storage.Content;
import io.midplatform.storage.ObjectAttributes;
import io.midplatform.storage.PutResult;
import io.midplatform.storage.spi.BucketDriver.Condition;
import io.midplatform.storage.spi.BucketDriver.CopySource;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The part of {@link BucketDriver} that writes objects in parts. */
public interface UploadDriver {
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
     * Sends one part that the service copies from an object.
     *
     * @param request which bytes of which object, and the part
     * @param deadline when to give up
     * @return the service's tag of the part, for {@link #completeUpload}
     * @throws Exception what the vendor throws; {@code PRECONDITION_FAILED} when the source has become another
     */
    String copyPart(CopyPart request, Deadline deadline) throws Exception;

    /**
     * Publishes an upload.
     *
     * @param request the upload, its parts in order, and the conditions
     * @param deadline when to give up
     * @return the confirmed write
     * @throws Exception what the vendor throws; the upload is then still there, for {@link #abortUpload}. {@code PRECONDITION_FAILED} without a
     *     condition says that another writer's end took this one's parts along: they may be sent anew
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
     * Asks which parts of an upload the service has. Feature {@link io.midplatform.storage.StorageFeature#RESUMABLE_UPLOADS}.
     *
     * @param key the key
     * @param upload the upload's id
     * @param token the service's token of the page, null for the first
     * @param deadline when to give up
     * @return a page of parts in the order of their numbers
     * @throws Exception what the vendor throws, {@code NOT_FOUND} for an unknown upload
     */
    PartPage listParts(String key, String upload, @Nullable String token, Deadline deadline) throws Exception;

    /**
     * Asks which uploads have begun and neither been completed nor aborted. Feature
     * {@link io.midplatform.storage.StorageFeature#RESUMABLE_UPLOADS}.
     *
     * @param prefix the beginning of their keys
     * @param token the service's token of the page, null for the first
     * @param deadline when to give up
     * @return a page of uploads
     * @throws Exception what the vendor throws
     */
    UploadPage listUploads(String prefix, @Nullable String token, Deadline deadline) throws Exception;

    /**
     * A part that is copied.
     *
     * @param source from where
     * @param ifMatch the ETag the source must have
     * @param start the first byte
     * @param length how many bytes
     * @param key to where
     * @param upload the upload's id
     * @param number the part's number
     */
    record CopyPart(
            CopySource source, String ifMatch, long start, long length, String key, String upload, int number) {}

    /**
     * A part that the service has.
     *
     * @param number its number
     * @param size its size
     * @param tag its tag, for {@link #completeUpload}
     * @param checksum what its bytes are, null where the service does not tell: it is then sent again
     */
    record SentPart(
            int number, long size, String tag, @Nullable Checksum checksum) {}

    /**
     * A page of parts.
     *
     * @param parts the parts
     * @param next the service's token of the next page, null on the last
     */
    record PartPage(List<SentPart> parts, @Nullable String next) {}

    /**
     * An upload that is not at its end.
     *
     * @param key the key
     * @param upload the upload's id
     * @param startedAt when it began
     */
    record PendingUpload(String key, String upload, Instant startedAt) {}

    /**
     * A page of uploads.
     *
     * @param uploads the uploads
     * @param next the service's token of the next page, null on the last
     */
    record UploadPage(List<PendingUpload> uploads, @Nullable String next) {}

    /**
     * The end of an upload.
     *
     * @param key the key
     * @param upload the upload's id
     * @param parts the tags of all parts, in the order of their numbers from 1
     * @param size the size of all parts
     * @param checksum the checksum of all bytes in order, null when it is not known, as of copied parts
     * @param attributes what is stored with the object: as when it was started, or as who resumed it says. For services that take them at the end
     * @param tags the tags, in the same way
     * @param condition what must be there
     */
    record Completion(
            String key,
            String upload,
            List<String> parts,
            long size,
            @Nullable Checksum checksum,
            ObjectAttributes attributes,
            Map<String, String> tags,
            Condition condition) {}
}
