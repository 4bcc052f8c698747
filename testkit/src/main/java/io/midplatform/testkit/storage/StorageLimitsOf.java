package io.midplatform.testkit.storage;

import io.midplatform.storage.spi.StorageLimits;
import java.util.function.UnaryOperator;

/** Changes one limit and keeps the others. */
final class StorageLimitsOf {
    private StorageLimitsOf() {}

    static UnaryOperator<StorageLimits> objectSize(long bytes) {
        return l -> new StorageLimits(
                bytes,
                l.maxPutSize(),
                l.partSize(),
                l.maxParts(),
                l.maxDeleteBatch(),
                l.maxPageSize(),
                l.maxMetadataSize(),
                l.maxTags());
    }

    static UnaryOperator<StorageLimits> pageSize(int entries) {
        return l -> new StorageLimits(
                l.maxObjectSize(),
                l.maxPutSize(),
                l.partSize(),
                l.maxParts(),
                l.maxDeleteBatch(),
                entries,
                l.maxMetadataSize(),
                l.maxTags());
    }

    static UnaryOperator<StorageLimits> putSize(long bytes) {
        return l -> new StorageLimits(
                l.maxObjectSize(),
                bytes,
                l.partSize(),
                l.maxParts(),
                l.maxDeleteBatch(),
                l.maxPageSize(),
                l.maxMetadataSize(),
                l.maxTags());
    }

    static UnaryOperator<StorageLimits> deleteBatch(int keys) {
        return l -> new StorageLimits(
                l.maxObjectSize(),
                l.maxPutSize(),
                l.partSize(),
                l.maxParts(),
                keys,
                l.maxPageSize(),
                l.maxMetadataSize(),
                l.maxTags());
    }
}
