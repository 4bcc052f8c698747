package io.midplatform.storage;

import java.time.Duration;

/**
 * The part of {@link Bucket} that signs requests for others to send, such as a browser: without credentials of their own, until they expire.
 *
 * <p>Not for implementation.
 */
public interface BucketPresigning {
    /**
     * Signs a request that reads an object without credentials.
     *
     * @param key the key
     * @param ttl for how long
     * @return the request; send it with exactly its headers
     * @throws io.midplatform.PlatformException as {@link #presignGet(String, Duration, GetOptions)}
     */
    default SignedRequest presignGet(String key, Duration ttl) {
        return presignGet(key, ttl, GetOptions.defaults());
    }

    /**
     * Signs a request that reads an object without credentials. Nothing is asked of the service: whether there is an object shows when the request
     * is sent.
     *
     * @param key the key
     * @param ttl for how long, at least a second
     * @param options what of it
     * @return the request; send it with exactly its headers
     * @throws io.midplatform.PlatformException {@code LIMIT_EXCEEDED} for longer than the provider allows; {@code INVALID_REQUEST} for a range of no
     *     bytes; {@code UNSUPPORTED} where the provider lacks {@link StorageFeature#PRESIGN}
     */
    SignedRequest presignGet(String key, Duration ttl, GetOptions options);

    /**
     * Signs a request that writes an object without credentials.
     *
     * @param key the key
     * @param ttl for how long
     * @return the request; send it with exactly its headers, and the bytes
     * @throws io.midplatform.PlatformException as {@link #presignPut(String, Duration, PutOptions)}
     */
    default SignedRequest presignPut(String key, Duration ttl) {
        return presignPut(key, ttl, PutOptions.defaults());
    }

    /**
     * Signs a request that writes an object without credentials: any bytes, unless the options name their checksum.
     *
     * @param key the key
     * @param ttl for how long, at least a second
     * @param options what is stored with them, and on which condition; without a content type, it is the one of the key's ending
     * @return the request; send it with exactly its headers, and the bytes
     * @throws io.midplatform.PlatformException {@code LIMIT_EXCEEDED} for longer than the provider allows; {@code UNSUPPORTED} where the provider
     *     lacks {@link StorageFeature#PRESIGN}; as {@link Bucket#put(String, Content, PutOptions)} for options that cannot be
     */
    SignedRequest presignPut(String key, Duration ttl, PutOptions options);
}
