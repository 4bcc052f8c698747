package io.midplatform.storage.engine;

/**
 * The CRC-32C of bytes in a row from those of its pieces, so that pieces can be sent and read in any order. The method is the one of zlib's
 * {@code crc32_combine}: appending n zero bytes multiplies by x^(8n) modulo the polynomial.
 */
final class Crc32cSum {
    /** Castagnoli's polynomial, lowest power first. */
    private static final int POLYNOMIAL = 0x82f63b78;

    private static final int ONE = 1 << 31;

    /** x^(2^i): enough for any length. */
    private static final int[] POWERS = powers();

    private Crc32cSum() {}

    static long combine(long first, long second, long secondLength) {
        int factor = ONE;
        int power = 3; // a byte is x^8
        for (long left = secondLength; left != 0; left >>>= 1) {
            if ((left & 1) != 0) {
                factor = multiply(POWERS[power], factor);
            }
            power++;
        }
        return (multiply(factor, (int) first) ^ (int) second) & 0xffff_ffffL;
    }

    /** The first is not zero. */
    private static int multiply(int first, int second) {
        int product = 0;
        int rest = second;
        for (int bit = ONE; bit != 0; bit >>>= 1) {
            if ((first & bit) != 0) {
                product ^= rest;
            }
            rest = (rest & 1) == 0 ? rest >>> 1 : (rest >>> 1) ^ POLYNOMIAL;
        }
        return product;
    }

    private static int[] powers() {
        int[] powers = new int[64 + 3];
        powers[0] = ONE >>> 1;
        for (int i = 1; i < powers.length; i++) {
            powers[i] = multiply(powers[i - 1], powers[i - 1]);
        }
        return powers;
    }
}
