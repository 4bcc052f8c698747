package io.midplatform.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.storage.spi.StorageLimits;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PartSizesTest {
    private static final long TIB = 1L << 40;

    /** As S3 is: 5 TiB in 10,000 parts of at most 5 GiB, 8 MiB where there is no need for more. */
    private static final StorageLimits S3 = limits(5 * TIB, 8 << 20, 10_000);

    private static StorageLimits limits(long object, int part, int parts) {
        return new StorageLimits(object, 5L << 30, 5L << 30, part, parts, 1000, 1000, 2048, 10, Duration.ZERO);
    }

    @Test
    void ofStream_allParts_makeTheLargestObject() {
        PartSizes sizes = PartSizes.ofStream(S3);
        long sum = 0;
        for (int number = 1; number <= S3.maxParts(); number++) {
            assertThat(sizes.size(number)).isBetween((long) S3.partSize(), (long) Integer.MAX_VALUE);
            sum += sizes.size(number);
        }
        assertThat(sum).isGreaterThanOrEqualTo(S3.maxObjectSize());
        assertThat(sizes.size(1000)).as("up to 8 GiB the memory stays small").isEqualTo(S3.partSize());
    }

    @Test
    void ofStream_enoughParts_neverGrow() {
        assertThat(PartSizes.ofStream(limits(TIB, 1 << 20, 1 << 20)).size(1 << 20))
                .isEqualTo(1 << 20);
    }

    @Test
    void ofObject_partsAreOfOneSizeAndFewEnough() {
        for (long size : new long[] {0, 1, 80L << 30, (80L << 30) + 1, TIB, 5 * TIB}) {
            long part = PartSizes.ofObject(S3, size).size(1);
            assertThat(PartSizes.ofObject(S3, size).size(9_999)).isEqualTo(part);
            assertThat((size + part - 1) / part).isLessThanOrEqualTo(S3.maxParts());
            assertThat(part).isBetween((long) S3.partSize(), 5L << 30);
        }
        assertThat(PartSizes.ofObject(S3, 80_000L << 20).size(1)).isEqualTo(8 << 20);
    }
}
