package io.midplatform.storage.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class Crc32cSumTest {
    private static long crc(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return crc.getValue();
    }

    @Test
    void combine_anySplit_isTheChecksumOfTheWhole() {
        Random random = new Random(11);
        for (int length : new int[] {0, 1, 2, 255, 4_096, 1_000_003}) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            long whole = crc(bytes, 0, length);
            for (int i = 0; i < 20; i++) {
                int split = length == 0 ? 0 : random.nextInt(length + 1);
                long combined =
                        Crc32cSum.combine(crc(bytes, 0, split), crc(bytes, split, length - split), length - split);
                assertThat(combined).as(length + " at " + split).isEqualTo(whole);
            }
        }
    }

    /** Lengths whose powers go beyond the 31 after which those of this polynomial repeat: as many small steps give the same. */
    @Test
    void combine_hugeLengths_areTheSumOfSmallerOnes() {
        long first = 0x12345678L;
        long stepwise = first;
        for (int i = 0; i < 1 << 10; i++) {
            stepwise = Crc32cSum.combine(stepwise, 0, 1L << 33);
        }
        assertThat(Crc32cSum.combine(first, 0, 1L << 43)).isEqualTo(stepwise);
    }
}
