package io.midplatform.local.disk;

import io.midplatform.ErrorCode;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Pairs of strings as one column: each string is its length in bytes and its UTF-8. */
final class StringMaps {
    private StringMaps() {}

    /** The column's value; null for no pairs. */
    static byte @Nullable [] encode(Map<String, String> pairs) {
        if (pairs.isEmpty()) {
            return null;
        }
        byte[][] parts = new byte[pairs.size() * 2][];
        int size = 0;
        int next = 0;
        for (Map.Entry<String, String> pair : pairs.entrySet()) {
            parts[next++] = pair.getKey().getBytes(StandardCharsets.UTF_8);
            parts[next++] = pair.getValue().getBytes(StandardCharsets.UTF_8);
            size += parts[next - 2].length + parts[next - 1].length + 2 * Integer.BYTES;
        }
        byte[] column = new byte[size];
        ByteBuffer all = ByteBuffer.wrap(column);
        for (byte[] part : parts) {
            all.putInt(part.length).put(part);
        }
        return column;
    }

    static Map<String, String> decode(byte @Nullable [] column) {
        if (column == null) {
            return Map.of();
        }
        Map<String, String> pairs = new LinkedHashMap<>();
        ByteBuffer all = ByteBuffer.wrap(column);
        try {
            while (all.hasRemaining()) {
                pairs.put(next(all), next(all));
            }
        } catch (BufferUnderflowException | NegativeArraySizeException e) {
            throw new DriverException(Failure.of(ErrorCode.CORRUPT, "a row of the database is damaged."), e);
        }
        return pairs;
    }

    private static String next(ByteBuffer all) {
        byte[] bytes = new byte[Math.min(all.getInt(), all.remaining())];
        all.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
