package io.midplatform.storage;

import java.nio.file.Path;
import java.util.List;

/**
 * The part of {@link Bucket} that moves files: beside each other, with little memory, with progress, and so that what was broken off can go on. A
 * transfer ends within its current request when its thread is interrupted ({@code CANCELLED}).
 *
 * <pre>{@code
 * bucket.upload("video.mp4", path, TransferOptions.defaults().progress(p -> bar.set(p.bytes(), p.total())));
 * bucket.sync(Path.of("site"), "www", SyncOptions.defaults().deleteExtraneous()).throwIfAny();
 * }</pre>
 *
 * <p>Not for implementation.
 */
public interface BucketTransfers {
    /**
     * Uploads a file with default options.
     *
     * @param key the key
     * @param file the file
     * @return the confirmed write
     * @throws io.midplatform.PlatformException as {@link #upload(String, Path, TransferOptions)}
     */
    default PutResult upload(String key, Path file) {
        return upload(key, file, TransferOptions.defaults());
    }

    /**
     * Uploads a file: a large one in parts, several at once, none of them in memory. Parts grow so that the largest object has few enough.
     * The object appears as a whole or not at all.
     *
     * @param key the key
     * @param file the file
     * @param options how
     * @return the confirmed write
     * @throws io.midplatform.PlatformException as {@link Bucket#put(String, Content, PutOptions)}; {@code INVALID_REQUEST} for a file that cannot be read
     *     or that changes meanwhile, and for a token of another key; {@code NOT_FOUND} for a token whose upload has ended. Unless it is
     *     {@linkplain TransferOptions#resumable resumable}, nothing is left behind
     */
    PutResult upload(String key, Path file, TransferOptions options);

    /**
     * Downloads a file with default options.
     *
     * @param key the key
     * @param file where to
     * @return what was downloaded
     * @throws io.midplatform.PlatformException as {@link #download(String, Path, TransferOptions)}
     */
    default ObjectInfo download(String key, Path file) {
        return download(key, file, TransferOptions.defaults());
    }

    /**
     * Downloads an object into a file, which appears as a whole or not at all, in place of any that is there: a large one by several requests at
     * once. Where the object has a checksum, the bytes are checked against it.
     *
     * @param key the key
     * @param file where to; its folder exists
     * @param options how
     * @return what was downloaded
     * @throws io.midplatform.PlatformException {@code NOT_FOUND} when there is no object; {@code INVALID_REQUEST} when the file cannot be written;
     *     {@code PRECONDITION_FAILED} when the object changes meanwhile; {@code CORRUPT} when the bytes do not match its checksum. The file is then
     *     as it was
     */
    ObjectInfo download(String key, Path file, TransferOptions options);

    /**
     * Uploads all files of a directory and of those within. Symbolic links are not followed: they are failures of the report.
     *
     * @param directory the directory
     * @param prefix what the keys begin with, followed by the files' relative paths; {@code /} is added to it where it is not empty and lacks it
     * @param options how
     * @return what became of each file
     * @throws io.midplatform.PlatformException {@code INVALID_REQUEST} when the directory cannot be read; what happens to one file is in the report
     */
    TransferReport uploadDirectory(Path directory, String prefix, TransferOptions options);

    /**
     * Downloads all objects of a prefix into a directory, made where it is missing. A key that would lead out of the directory, or that names no
     * file, is a failure of the report; an empty object whose key ends with {@code /}, which some tools make for a directory, is left out.
     *
     * @param prefix what the keys begin with; {@code /} is added to it where it is not empty and lacks it
     * @param directory the directory
     * @param options how
     * @return what became of each object
     * @throws io.midplatform.PlatformException {@code INVALID_REQUEST} when the directory cannot be written; what happens to one object is in the
     *     report
     */
    TransferReport downloadDirectory(String prefix, Path directory, TransferOptions options);

    /**
     * Makes a prefix the same as a directory: uploads what is missing or changed.
     *
     * @param directory the source
     * @param prefix the target, as in {@link #uploadDirectory}
     * @param options how
     * @return what became of each file
     * @throws io.midplatform.PlatformException as {@link #uploadDirectory}
     */
    TransferReport sync(Path directory, String prefix, SyncOptions options);

    /**
     * Makes a directory the same as a prefix: downloads what is missing or changed. Files get the objects' times.
     *
     * @param prefix the source, as in {@link #downloadDirectory}
     * @param directory the target
     * @param options how
     * @return what became of each object
     * @throws io.midplatform.PlatformException as {@link #downloadDirectory}
     */
    TransferReport sync(String prefix, Path directory, SyncOptions options);

    /**
     * Lists the uploads that have begun and not ended, those that are under way right now too. They cost storage until they are
     * {@linkplain TransferOptions#resume resumed} or {@linkplain #abandon removed}.
     *
     * @return the uploads by key
     * @throws io.midplatform.PlatformException {@code UNSUPPORTED} where the provider lacks {@link StorageFeature#RESUMABLE_UPLOADS}
     */
    List<AbandonedUpload> abandonedUploads();

    /**
     * Removes an upload and its parts; one that has ended is success.
     *
     * @param token from {@link AbandonedUpload#token()} or {@link TransferOptions#resumable}
     * @throws io.midplatform.PlatformException {@code INVALID_REQUEST} for what is no token; {@code UNSUPPORTED} where the provider lacks
     *     {@link StorageFeature#RESUMABLE_UPLOADS}
     */
    void abandon(String token);
}
