package io.midplatform.storage.spi;

/**
 * The limits of a storage service; bytes unless said otherwise.
 *
 * @param maxObjectSize the largest object
 * @param maxPutSize the largest object that one {@link BucketDriver#put} can write
 * @param partSize the size of parts that suits the service; all parts but the last have it
 * @param maxParts how many parts an upload can have
 * @param maxDeleteBatch how many keys one {@link BucketDriver#delete} takes
 * @param maxPageSize how many entries one page of a listing has
 * @param maxMetadataSize the size of all metadata in the contract's encoded form
 * @param maxTags how many tags an object can have
 */
public record StorageLimits(
        long maxObjectSize,
        long maxPutSize,
        int partSize,
        int maxParts,
        int maxDeleteBatch,
        int maxPageSize,
        int maxMetadataSize,
        int maxTags) {}
