package io.midplatform.storage;

/**
 * A part of an object's bytes. A start at or past the end gives nothing, an end past it is clamped.
 *
 * @param start the first byte, from 0; for a suffix how many of the last bytes
 * @param length how many bytes; -1 for all to the end
 * @param isSuffix whether {@code start} counts from the end
 */
public record ByteRange(long start, long length, boolean isSuffix) {
    /**
     * Checks the numbers.
     *
     * @param start the first byte, from 0; for a suffix how many of the last bytes
     * @param length how many bytes; -1 for all to the end
     * @param isSuffix whether {@code start} counts from the end
     */
    public ByteRange {
        if (start < 0) {
            throw new IllegalArgumentException("a range cannot start at " + start);
        }
        if (length < -1) {
            throw new IllegalArgumentException("a range cannot have the length " + length);
        }
        if (length > Long.MAX_VALUE - start) {
            length = Long.MAX_VALUE - start;
        }
    }

    /**
     * A number of bytes from a start.
     *
     * @param start the first byte, from 0
     * @param length how many; 0 gives an empty stream
     * @return the range
     */
    public static ByteRange of(long start, long length) {
        if (length < 0) {
            throw new IllegalArgumentException("a range cannot have the length " + length);
        }
        return new ByteRange(start, length, false);
    }

    /**
     * All bytes from a start.
     *
     * @param start the first byte, from 0
     * @return the range
     */
    public static ByteRange from(long start) {
        return new ByteRange(start, -1, false);
    }

    /**
     * The last bytes.
     *
     * @param count how many; more than there are gives all
     * @return the range
     */
    public static ByteRange last(long count) {
        return new ByteRange(count, -1, true);
    }

    /**
     * Where the range begins in an object.
     *
     * @param size the object's size
     * @return the first byte's offset, at most {@code size}
     */
    public long offsetIn(long size) {
        return isSuffix ? Math.max(0, size - start) : Math.min(start, size);
    }

    /**
     * How many bytes the range has in an object.
     *
     * @param size the object's size
     * @return the number of bytes
     */
    public long lengthIn(long size) {
        long rest = size - offsetIn(size);
        return length < 0 ? rest : Math.min(length, rest);
    }
}
