package io.midplatform.testkit.storage;

import io.midplatform.storage.spi.StorageLimits;
import java.util.function.UnaryOperator;

/** Changes one limit and keeps the others. */
final class StorageLimitsOf {
    private StorageLimitsOf() {}

    static UnaryOperator<StorageLimits> objectSize(long bytes) {
        return l -> with(l, bytes, l.maxPutSize(), l.maxCopySize(), l.maxDeleteBatch());
    }

    static UnaryOperator<StorageLimits> pageSize(int entries) {
        return l -> new StorageLimits(
                l.maxObjectSize(),
                l.maxPutSize(),
                l.maxCopySize(),
                l.partSize(),
                l.maxParts(),
                l.maxDeleteBatch(),
                entries,
                l.maxMetadataSize(),
                l.maxTags(),
                l.maxPresign());
    }

    static UnaryOperator<StorageLimits> putSize(long bytes) {
        return l -> with(l, l.maxObjectSize(), bytes, l.maxCopySize(), l.maxDeleteBatch());
    }

    static UnaryOperator<StorageLimits> copySize(long bytes) {
        return l -> with(l, l.maxObjectSize(), l.maxPutSize(), bytes, l.maxDeleteBatch());
    }

    static UnaryOperator<StorageLimits> deleteBatch(int keys) {
        return l -> with(l, l.maxObjectSize(), l.maxPutSize(), l.maxCopySize(), keys);
    }

    private static StorageLimits with(StorageLimits l, long object, long put, long copy, int delete) {
        return new StorageLimits(
                object,
                put,
                copy,
                l.partSize(),
                l.maxParts(),
                delete,
                l.maxPageSize(),
                l.maxMetadataSize(),
                l.maxTags(),
                l.maxPresign());
    }
}
