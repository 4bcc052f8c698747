package io.midplatform.storage.engine;

import io.midplatform.storage.spi.StorageLimits;

/** How large the parts of an object are: as the service likes them, and larger where it would else need more of them than it takes. */
final class PartSizes {
    private static final long MIB = 1 << 20;

    /** The longest array that every JVM can make: a part of a stream is held in one. */
    private static final long MAX_ARRAY = Integer.MAX_VALUE - 8;

    private final long first;
    private final int growsAfter;
    private final long growth;

    private PartSizes(long first, int growsAfter, long growth) {
        this.first = first;
        this.growsAfter = growsAfter;
        this.growth = growth;
    }

    /** All parts but the last are of one size, which a resumed upload finds again. */
    static PartSizes ofObject(StorageLimits limits, long size) {
        long least = (size + limits.maxParts() - 1) / limits.maxParts();
        long part = least <= limits.partSize() ? limits.partSize() : (least + MIB - 1) / MIB * MIB;
        return new PartSizes(part, Integer.MAX_VALUE, 0);
    }

    /** Of a stream whose end is not known: after a tenth of the parts each is a little larger than the one before, so that all make the largest object. */
    static PartSizes ofStream(StorageLimits limits) {
        double missing = limits.maxObjectSize() - (double) limits.partSize() * limits.maxParts();
        if (missing <= 0) {
            return new PartSizes(limits.partSize(), Integer.MAX_VALUE, 0);
        }
        int constant = limits.maxParts() / 10;
        double growing = limits.maxParts() - constant;
        return new PartSizes(limits.partSize(), constant, (long) Math.ceil(2 * missing / (growing * growing)));
    }

    /** The size of a part, by its number from 1. */
    long size(int number) {
        return number <= growsAfter ? first : Math.min(MAX_ARRAY, first + growth * (number - growsAfter));
    }
}
