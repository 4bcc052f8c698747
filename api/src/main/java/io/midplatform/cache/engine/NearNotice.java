package io.midplatform.cache.engine;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one process tells the others about a cache. On the wire, big-endian: format (1 byte), kind (1), sender (8), number (8), then for keys and tags
 * their count (2) and for each its length in UTF-8 (2) and bytes. The numbers of one sender follow each other without a gap; a beat repeats the last.
 *
 * @param kind what happened
 * @param sender who tells it, a random number
 * @param number how many notices but beats it has sent, this one included
 * @param names the keys or the tag
 */
record NearNotice(Kind kind, long sender, long number, List<String> names) {
    /** What happened. */
    enum Kind {
        /** Nothing: this sender is there, and the number of its last notice is this. */
        BEAT(0),
        /** These keys changed. */
        KEYS(1),
        /** Entries with this tag are invalid. */
        TAG(2),
        /** All entries are invalid. */
        CLEAR(3);

        private final byte code;

        Kind(int code) {
            this.code = (byte) code;
        }

        private static @Nullable Kind of(byte code) {
            for (Kind kind : KINDS) {
                if (kind.code == code) {
                    return kind;
                }
            }
            return null;
        }
    }

    private static final byte FORMAT = 1;
    private static final int HEADER = 18;
    private static final Kind[] KINDS = Kind.values();

    byte[] encoded() {
        List<byte[]> bytes = new ArrayList<>(names.size());
        int size = HEADER + (names.isEmpty() ? 0 : 2);
        for (String name : names) {
            byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
            bytes.add(utf8);
            size += 2 + utf8.length;
        }
        ByteBuffer out = ByteBuffer.allocate(size)
                .put(FORMAT)
                .put(kind.code)
                .putLong(sender)
                .putLong(number);
        if (!names.isEmpty()) {
            out.putShort((short) names.size());
        }
        for (byte[] utf8 : bytes) {
            out.putShort((short) utf8.length).put(utf8);
        }
        return out.array();
    }

    /** Reads a notice; null for bytes that are none, such as those of a later version. */
    static @Nullable NearNotice decode(byte[] bytes) {
        Kind kind = bytes.length < HEADER || bytes[0] != FORMAT ? null : Kind.of(bytes[1]);
        if (kind == null) {
            return null;
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        in.position(2);
        long sender = in.getLong();
        long number = in.getLong();
        try {
            return new NearNotice(kind, sender, number, names(in));
        } catch (BufferUnderflowException e) {
            return null;
        }
    }

    private static List<String> names(ByteBuffer in) {
        if (!in.hasRemaining()) {
            return List.of();
        }
        int count = in.getShort() & 0xFFFF;
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] utf8 = new byte[in.getShort() & 0xFFFF];
            in.get(utf8);
            names.add(new String(utf8, StandardCharsets.UTF_8));
        }
        return names;
    }
}
