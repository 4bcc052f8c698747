package io.midplatform.storage;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** A checksum of an object's bytes. Immutable. */
public final class Checksum {
    /** The algorithms. More may come. */
    public enum Algorithm {
        /** CRC-32C (Castagnoli, RFC 3720), 4 bytes, big-endian: what S3 and Azure compute fastest. */
        CRC32C
    }

    private final Algorithm algorithm;
    private final byte[] value;

    private Checksum(Algorithm algorithm, byte[] value) {
        this.algorithm = algorithm;
        this.value = value;
    }

    /**
     * The CRC-32C of some bytes.
     *
     * @param bytes the bytes
     * @return their checksum
     */
    public static Checksum crc32c(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length);
        return crc32c(crc.getValue());
    }

    /**
     * A CRC-32C that was computed elsewhere.
     *
     * @param value the value, as {@link CRC32C#getValue()} gives it
     * @return the checksum
     */
    public static Checksum crc32c(long value) {
        byte[] bytes = {(byte) (value >>> 24), (byte) (value >>> 16), (byte) (value >>> 8), (byte) value};
        return new Checksum(Algorithm.CRC32C, bytes);
    }

    /**
     * The algorithm.
     *
     * @return the algorithm
     */
    public Algorithm algorithm() {
        return algorithm;
    }

    /**
     * The value.
     *
     * @return lower-case hexadecimal, two digits a byte
     */
    public String hex() {
        return HexFormat.of().formatHex(value);
    }

    /**
     * The value.
     *
     * @return a copy of the bytes, most significant first
     */
    public byte[] bytes() {
        return value.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Checksum that && algorithm == that.algorithm && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return Objects.hash(algorithm, Arrays.hashCode(value));
    }

    @Override
    public String toString() {
        return algorithm + ":" + hex();
    }
}
