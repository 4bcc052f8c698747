package io.midplatform.storage.spi;

import java.time.Duration;

/**
 * The limits of a storage service; bytes unless said otherwise.
 *
 * @param maxObjectSize the largest object
 * @param maxPutSize the largest object that one {@link BucketDriver#put} can write
 * @param maxCopySize the largest object that one {@link BucketDriver#copy} can copy
 * @param partSize the size of parts that suits the service; parts are larger only where an object would else need more than {@code maxParts}
 * @param maxParts how many parts an upload can have
 * @param maxDeleteBatch how many keys one {@link BucketDriver#delete} takes
 * @param maxPageSize how many entries one page of a listing has
 * @param maxMetadataSize the size of all metadata in the contract's encoded form
 * @param maxTags how many tags an object can have
 * @param maxPresign for how long a signed request can be valid
 */
public record StorageLimits(
        long maxObjectSize,
        long maxPutSize,
        long maxCopySize,
        int partSize,
        int maxParts,
        int maxDeleteBatch,
        int maxPageSize,
        int maxMetadataSize,
        int maxTags,
        Duration maxPresign) {}
