package io.midplatform.cache.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Makes large payloads smaller: their length (4 bytes, big-endian), then the payload in zlib format, whose checksum finds bytes that were
 * damaged. Thread-safe.
 */
final class Deflation {
    /** A threshold that nothing exceeds. */
    static final long OFF = Long.MAX_VALUE;

    private static final int LENGTH = Integer.BYTES;
    /** The most that a byte of zlib can stand for is 1032 bytes: a length beyond that is a lie. */
    private static final long MOST_FROM_A_BYTE = 1032;
    /** What is set aside before the first byte is seen, for each byte of input; most payloads fit. */
    private static final int FIRST_ROOM = 8;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private final long above;

    /** Deflates payloads larger than a number of bytes. */
    Deflation(long above) {
        this.above = above;
    }

    /** The deflated payload; the same array when it is not to be deflated, or does not shrink. */
    byte[] pack(byte[] payload) {
        if (payload.length <= above || payload.length <= LENGTH) {
            return payload;
        }
        byte[] packed = new byte[payload.length - 1];
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try {
            deflater.setInput(payload);
            deflater.finish();
            int length = deflater.deflate(packed, LENGTH, packed.length - LENGTH);
            if (!deflater.finished()) {
                return payload;
            }
            INT.set(packed, 0, payload.length);
            return Arrays.copyOf(packed, LENGTH + length);
        } finally {
            deflater.end(); // its memory is outside the heap
        }
    }

    /** The payload that stands deflated at the end of an array, null when the bytes are none. */
    static byte @Nullable [] unpack(byte[] bytes, int from) {
        int input = bytes.length - from - LENGTH;
        if (input <= 0) {
            return null;
        }
        int length = (int) INT.get(bytes, from);
        if (length <= 0 || length > input * MOST_FROM_A_BYTE) {
            return null;
        }
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(bytes, from + LENGTH, input);
            return inflate(inflater, length, (int) Math.min(length, (long) input * FIRST_ROOM));
        } catch (DataFormatException e) {
            return null; // the caller counts it
        } finally {
            inflater.end();
        }
    }

    /** Makes room as bytes come, so that it costs no memory to lie about the length. */
    private static byte @Nullable [] inflate(Inflater inflater, int length, int room) throws DataFormatException {
        byte[] payload = new byte[room];
        int filled = 0;
        while (true) {
            filled += inflater.inflate(payload, filled, payload.length - filled);
            if (inflater.finished()) {
                return filled == length && inflater.getRemaining() == 0 ? payload : null;
            }
            if (filled == length) {
                return end(inflater, payload); // the checksum follows, or more than was said
            }
            if (filled < payload.length) {
                return null; // it is cut off, or wants a dictionary
            }
            payload = Arrays.copyOf(payload, (int) Math.min(length, payload.length * 2L));
        }
    }

    private static byte @Nullable [] end(Inflater inflater, byte[] payload) throws DataFormatException {
        boolean over = inflater.inflate(new byte[1]) == 0 && inflater.finished();
        return over && inflater.getRemaining() == 0 ? payload : null;
    }
}
