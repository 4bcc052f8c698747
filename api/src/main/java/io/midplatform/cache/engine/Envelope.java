package io.midplatform.cache.engine;

import io.midplatform.engine.call.Utf8;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands in front of a value in the store, big-endian: format (1 byte), flags (1), stamp of the write (8), the cache's marker (8), written
 * at, fresh until (6 each, milliseconds since the epoch; all ones for never); then, with {@link #SOFT}, soft at (6); then, with {@link #TAGGED},
 * the number of tags (1) and for each its length (2), name and marker (8); then the value as its codec wrote it, or with {@link #DEFLATED} as
 * {@link Deflation} made it smaller. Format, flags and stamp are the entry's head: its version.
 */
final class Envelope {
    /** The flag of a remembered absence; it has no value. */
    static final int NEGATIVE = 1;
    /** The flag of an entry with tags. */
    static final int TAGGED = 2;
    /** The flag of a value that was made smaller. */
    static final int DEFLATED = 4;
    /** The flag of an entry that becomes stale before its life ends. */
    static final int SOFT = 8;

    private static final byte FORMAT = 2;
    private static final int KNOWN = NEGATIVE | TAGGED | DEFLATED | SOFT;
    private static final int HEAD = 10;
    private static final int WRITTEN_AT = 18;
    private static final int FRESH_UNTIL = 24;
    private static final int SOFT_AT = 30;
    private static final int HEADER = 30;
    private static final int MOMENT = 6;
    private static final long LAST_MOMENT = (1L << 48) - 1; // the year 10889
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

    private Envelope() {}

    /** A tag and its marker at the time of the write. */
    record TagMark(String tag, long marker) {}

    /** An entry with a value as it is, or null for a remembered absence. */
    static byte[] of(long stamp, Marks marks, Lifetime life, byte @Nullable [] value) {
        return of(stamp, marks, life, value, value == null ? NEGATIVE : 0);
    }

    /** An entry with a value that was made smaller. */
    static byte[] ofDeflated(long stamp, Marks marks, Lifetime life, byte[] value) {
        return of(stamp, marks, life, value, DEFLATED);
    }

    private static byte[] of(long stamp, Marks marks, Lifetime life, byte @Nullable [] value, int kind) {
        List<String> tags = marks.tags();
        byte[] entry;
        boolean soft = life.softAt() < life.freshUntil();
        int flags = soft ? kind | SOFT : kind;
        int length = value == null ? 0 : value.length;
        int start = soft ? HEADER + MOMENT : HEADER;
        if (tags.isEmpty()) {
            entry = new byte[start + length];
        } else {
            byte[] block = tagBlock(marks);
            flags |= TAGGED;
            entry = new byte[start + block.length + length];
            System.arraycopy(block, 0, entry, start, block.length);
            start += block.length;
        }
        entry[0] = FORMAT;
        entry[1] = (byte) flags;
        LONG.set(entry, 2, stamp);
        LONG.set(entry, 10, marks.cache());
        setMoment(entry, WRITTEN_AT, life.writtenAt());
        setMoment(entry, FRESH_UNTIL, life.freshUntil());
        if (soft) {
            setMoment(entry, SOFT_AT, life.softAt());
        }
        if (value != null) {
            System.arraycopy(value, 0, entry, start, length);
        }
        return entry;
    }

    private static void setMoment(byte[] entry, int at, long millis) {
        long moment = Math.min(LAST_MOMENT, Math.max(0, millis));
        SHORT.set(entry, at, (short) (moment >>> 32));
        INT.set(entry, at + 2, (int) moment);
    }

    private static long moment(byte[] entry, int at) {
        long moment = (((short) SHORT.get(entry, at) & 0xFFFFL) << 32) | ((int) INT.get(entry, at + 2) & 0xFFFFFFFFL);
        return moment == LAST_MOMENT ? Lifetimes.NEVER : moment;
    }

    /** How many bytes an entry takes; soft for one that becomes stale before its life ends. */
    static int size(Collection<String> tags, boolean soft, int valueLength) {
        int size = soft ? HEADER + MOMENT : HEADER;
        if (!tags.isEmpty()) {
            size++;
            for (String tag : tags) {
                size += 2 + Utf8.length(tag) + Long.BYTES;
            }
        }
        return (int) Math.min(Integer.MAX_VALUE, (long) size + valueLength);
    }

    private static byte[] tagBlock(Marks marks) {
        List<byte[]> names = new ArrayList<>(marks.tags().size());
        int size = 1;
        for (String tag : marks.tags()) {
            byte[] name = tag.getBytes(StandardCharsets.UTF_8);
            names.add(name);
            size += 2 + name.length + 8;
        }
        byte[] block = new byte[size];
        block[0] = (byte) names.size();
        int at = 1;
        for (int i = 0; i < names.size(); i++) {
            byte[] name = names.get(i);
            SHORT.set(block, at, (short) name.length);
            System.arraycopy(name, 0, block, at + 2, name.length);
            LONG.set(block, at + 2 + name.length, marks.tagMarker(i));
            at += 2 + name.length + 8;
        }
        return block;
    }

    /** Tells whether this program understands the entry; nothing below may be asked of one that it does not. */
    static boolean isReadable(byte[] entry) {
        return entry.length >= HEADER
                && entry[0] == FORMAT
                && (entry[1] & ~KNOWN) == 0
                && payloadStart(entry) <= entry.length;
    }

    static boolean isNegative(byte[] entry) {
        return (entry[1] & NEGATIVE) != 0;
    }

    static boolean isTagged(byte[] entry) {
        return (entry[1] & TAGGED) != 0;
    }

    static boolean isDeflated(byte[] entry) {
        return (entry[1] & DEFLATED) != 0;
    }

    static long cacheMarker(byte[] entry) {
        return (long) LONG.get(entry, 10);
    }

    static long writtenAt(byte[] entry) {
        return moment(entry, WRITTEN_AT);
    }

    /** When it becomes stale, {@link Lifetimes#NEVER} if its life ends first. */
    static long softAt(byte[] entry) {
        return (entry[1] & SOFT) == 0 ? Lifetimes.NEVER : moment(entry, SOFT_AT);
    }

    static long freshUntil(byte[] entry) {
        return moment(entry, FRESH_UNTIL);
    }

    /** Where the tags start, and the value of an entry that has none. */
    private static int headerEnd(byte[] entry) {
        return (entry[1] & SOFT) == 0 ? HEADER : HEADER + MOMENT;
    }

    /** Where the value starts; beyond the end for an entry that is cut off. */
    static int payloadStart(byte[] entry) {
        int start = headerEnd(entry);
        if (!isTagged(entry)) {
            return start;
        }
        int at = start + 1;
        if (at > entry.length) {
            return at;
        }
        for (int left = entry[start] & 0xFF; left > 0; left--) {
            if (at + 2 > entry.length) {
                return entry.length + 1;
            }
            at += 2 + ((short) SHORT.get(entry, at) & 0xFFFF) + 8;
        }
        return at;
    }

    static List<TagMark> tags(byte[] entry) {
        int start = headerEnd(entry);
        int count = entry[start] & 0xFF;
        List<TagMark> tags = new ArrayList<>(count);
        int at = start + 1;
        for (int i = 0; i < count; i++) {
            int length = (short) SHORT.get(entry, at) & 0xFFFF;
            String tag = new String(entry, at + 2, length, StandardCharsets.UTF_8);
            tags.add(new TagMark(tag, (long) LONG.get(entry, at + 2 + length)));
            at += 2 + length + 8;
        }
        return tags;
    }

    /** The bytes that tell this write from every other one of its key; works on what is not readable, too. */
    static byte[] head(byte[] entry) {
        return Arrays.copyOf(entry, Math.min(HEAD, entry.length));
    }

    static String version(byte[] entry) {
        return HexFormat.of().formatHex(entry, 0, HEAD);
    }

    /** The head that a version stands for, null for text that is no version. */
    static byte @Nullable [] parseVersion(String version) {
        if (version.length() != 2 * HEAD) {
            return null;
        }
        try {
            return HexFormat.of().parseHex(version);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
