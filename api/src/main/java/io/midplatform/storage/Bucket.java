package io.midplatform.storage;

import io.midplatform.BatchResult;
import io.midplatform.Support;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Objects by key. A write is atomic: readers see the old or the new object, never a mix and never a part. A method returns when the provider has
 * confirmed it.
 *
 * <pre>{@code
 * Bucket invoices = platform.bucket("invoices");
 * invoices.put("2026/o-1.json", json);
 * String text = invoices.getString("2026/o-1.json");
 * }</pre>
 *
 * <p>Keys are opaque: 1 to 1024 bytes of UTF-8, neither trimmed nor normalized; others, and keys the service cannot hold, are
 * {@code INVALID_REQUEST} before any I/O. Any method may throw {@link io.midplatform.PlatformException} with {@code ACCESS_DENIED},
 * {@code UNAUTHENTICATED}, {@code THROTTLED}, {@code UNAVAILABLE}, {@code DEADLINE_EXCEEDED}, {@code CANCELLED}, {@code UNKNOWN}, and
 * {@code NOT_FOUND} for a missing bucket; the methods name the codes of their own. Null arguments are {@link NullPointerException}, use after the
 * platform's close is {@link IllegalStateException}.
 *
 * <p>Thread-safe. Owned by the platform; not for implementation, methods may be added.
 */
public interface Bucket extends BucketTransfers, BucketPresigning {
    /**
     * The logical name.
     *
     * @return the name in the settings
     */
    String name();

    /**
     * Writes an object with default options.
     *
     * @param key the key
     * @param content the bytes
     * @return the confirmed write
     * @throws io.midplatform.PlatformException as {@link #put(String, Content, PutOptions)}
     */
    PutResult put(String key, Content content);

    /**
     * Writes an object, over any other of that key unless the options say otherwise.
     *
     * @param key the key
     * @param content the bytes; a stream is read to its end and not closed
     * @param options how
     * @return the confirmed write
     * @throws io.midplatform.PlatformException {@code INVALID_REQUEST} for a bad key, metadata, tag or header and for content of another length than
     *     it said; {@code LIMIT_EXCEEDED} beyond a limit of the provider; {@code ALREADY_EXISTS} for {@link PutOptions#onlyIfAbsent()} over an
     *     object; {@code PRECONDITION_FAILED} for {@link PutOptions#ifMatch} over another object or none; {@code CORRUPT} for bytes that do not
     *     match the expected checksum; {@code UNSUPPORTED} for an option whose feature the provider lacks. After each of these the object is as it
     *     was
     */
    PutResult put(String key, Content content, PutOptions options);

    /**
     * Writes text as UTF-8.
     *
     * @param key the key
     * @param text the text
     * @return the confirmed write
     * @throws io.midplatform.PlatformException as {@link #put(String, Content, PutOptions)}
     */
    PutResult put(String key, String text);

    /**
     * Writes bytes.
     *
     * @param key the key
     * @param bytes the bytes
     * @return the confirmed write
     * @throws io.midplatform.PlatformException as {@link #put(String, Content, PutOptions)}
     */
    PutResult put(String key, byte[] bytes);

    /**
     * Writes an object as a stream that is published by its commit.
     *
     * @param key the key
     * @return the writer, to be closed
     * @throws io.midplatform.PlatformException as {@link #put(String, Content, PutOptions)}, here for what can be checked before any byte
     */
    BucketWriter writer(String key);

    /**
     * Writes an object as a stream that is published by its commit.
     *
     * @param key the key
     * @param options how
     * @return the writer, to be closed
     * @throws io.midplatform.PlatformException as {@link #put(String, Content, PutOptions)}, here for what can be checked before any byte
     */
    BucketWriter writer(String key, PutOptions options);

    /**
     * Opens an object.
     *
     * @param key the key
     * @return the object, to be closed
     * @throws io.midplatform.PlatformException {@code NOT_FOUND} when there is none
     */
    StoredObject get(String key);

    /**
     * Opens an object or a part of it.
     *
     * @param key the key
     * @param options what of it
     * @return the object, to be closed
     * @throws io.midplatform.PlatformException {@code NOT_FOUND} when there is none; {@code PRECONDITION_FAILED} when it has another ETag than
     *     {@link GetOptions#ifMatch}
     */
    StoredObject get(String key, GetOptions options);

    /**
     * Opens an object if it is not the one the caller has.
     *
     * @param key the key
     * @param etag the ETag of what the caller has
     * @return the object, to be closed; empty when it still has that ETag
     * @throws io.midplatform.PlatformException {@code NOT_FOUND} when there is none
     */
    Optional<StoredObject> getIfChanged(String key, String etag);

    /**
     * Reads an object into memory.
     *
     * @param key the key
     * @return its bytes
     * @throws io.midplatform.PlatformException {@code NOT_FOUND} when there is none; {@code LIMIT_EXCEEDED} when it does not fit an array;
     *     {@code CORRUPT} when it does not match its checksum
     */
    byte[] getBytes(String key);

    /**
     * Reads an object as UTF-8 text.
     *
     * @param key the key
     * @return its text; malformed bytes become U+FFFD
     * @throws io.midplatform.PlatformException as {@link #getBytes}
     */
    String getString(String key);

    /**
     * Asks for an object's information in one request.
     *
     * @param key the key
     * @return empty when there is no object
     */
    Optional<ObjectInfo> head(String key);

    /**
     * Tells whether an object is there, in one request.
     *
     * @param key the key
     * @return true when it is
     */
    boolean exists(String key);

    /**
     * Deletes an object; a missing one is success.
     *
     * @param key the key
     */
    void delete(String key);

    /**
     * Deletes an object.
     *
     * @param key the key
     * @param options how
     * @throws io.midplatform.PlatformException {@code PRECONDITION_FAILED} when there is another object than {@link DeleteOptions#ifMatch} says, or
     *     none; {@code UNSUPPORTED} where the provider lacks {@link StorageFeature#CONDITIONAL_DELETE}
     */
    void delete(String key, DeleteOptions options);

    /**
     * Deletes any number of objects, in as few requests as the provider allows; missing ones are successes.
     *
     * @param keys the keys; an invalid one throws before anything is deleted
     * @return an outcome for each key, in their order
     */
    BatchResult<String, Void> deleteAll(Collection<String> keys);

    /**
     * Lists all objects.
     *
     * @return the lazy listing
     */
    Listing list();

    /**
     * Lists the objects whose keys begin so.
     *
     * @param prefix the beginning; empty for all
     * @return the lazy listing
     */
    Listing list(String prefix);

    /**
     * Lists objects.
     *
     * @param options which, and how
     * @return the lazy listing; a token in the options is where each iteration starts
     * @throws io.midplatform.PlatformException {@code INVALID_REQUEST} for a token of another listing; {@code UNSUPPORTED} for a delimiter that the
     *     provider lacks
     */
    Listing list(ListOptions options);

    /**
     * Lists one page.
     *
     * @param options which, and how
     * @return the page
     * @throws io.midplatform.PlatformException as {@link #list(ListOptions)}
     */
    ListPage listPage(ListOptions options);

    /**
     * Copies an object within the bucket, with its metadata; on the provider's side where it can.
     *
     * @param from the source's key
     * @param to the target's key
     * @return the confirmed write
     * @throws io.midplatform.PlatformException as {@link #copyTo(Bucket, String, String, CopyOptions)}
     */
    PutResult copy(String from, String to);

    /**
     * Copies an object within the bucket.
     *
     * @param from the source's key
     * @param to the target's key
     * @param options conditions
     * @return the confirmed write
     * @throws io.midplatform.PlatformException as {@link #copyTo(Bucket, String, String, CopyOptions)}
     */
    PutResult copy(String from, String to, CopyOptions options);

    /**
     * Copies an object into another bucket of this platform or another, of any provider: on the provider's side where both are its own, else
     * streamed through bounded memory. Media type, headers and metadata go along; tags do not.
     *
     * @param target the other bucket
     * @param from the source's key, here
     * @param to the target's key, there
     * @param options conditions
     * @return the confirmed write
     * @throws io.midplatform.PlatformException {@code NOT_FOUND} when there is no source; {@code PRECONDITION_FAILED} and {@code ALREADY_EXISTS} when
     *     a condition does not hold; the target is then as it was
     */
    PutResult copyTo(Bucket target, String from, String to, CopyOptions options);

    /**
     * Reads an object's tags.
     *
     * @param key the key
     * @return the tags, empty when it has none
     * @throws io.midplatform.PlatformException {@code NOT_FOUND} when there is no object; {@code UNSUPPORTED} where the provider lacks
     *     {@link StorageFeature#TAGS}
     */
    Map<String, String> tags(String key);

    /**
     * Replaces an object's tags; its ETag stays.
     *
     * @param key the key
     * @param tags the new tags, empty for none; limits as in {@link PutOptions#tags}
     * @throws io.midplatform.PlatformException {@code NOT_FOUND} when there is no object; {@code INVALID_REQUEST} and {@code LIMIT_EXCEEDED} for
     *     tags that cannot be; {@code UNSUPPORTED} where the provider lacks {@link StorageFeature#TAGS}
     */
    void setTags(String key, Map<String, String> tags);

    /**
     * Lists the versions of an object.
     *
     * @param key the key
     * @return the versions, the newest first; one where the bucket keeps none, none where there was never an object
     * @throws io.midplatform.PlatformException {@code UNSUPPORTED} where the provider lacks {@link StorageFeature#VERSIONS}; {@code CONFIGURATION}
     *     where the settings say that the service keeps versions, and it does not
     */
    List<ObjectVersion> versions(String key);

    /**
     * Tells how the provider supports a feature.
     *
     * @param feature the feature
     * @return native, emulated or absent
     */
    Support support(StorageFeature feature);

    /**
     * The provider's native client, for what the portable contract lacks.
     *
     * @param <T> the type sought
     * @param type its class
     * @return empty when the provider has none of that type
     */
    <T> Optional<T> unwrap(Class<T> type);
}
