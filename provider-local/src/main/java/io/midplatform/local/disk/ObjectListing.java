package io.midplatform.local.disk;

import io.midplatform.storage.ListEntry;
import io.midplatform.storage.spi.BucketDriver.ListQuery;
import io.midplatform.storage.spi.BucketDriver.Page;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a listing, by a walk along the keys' index. Behind the first key of a common prefix it leaps to the first key that does not have
 * that prefix, so that the work is in proportion to the entries, not to the keys they stand for.
 */
final class ObjectListing {
    private static final String FROM =
            "SELECT key, size, file, crc, modified FROM objects WHERE bucket = ? AND key >= ?";
    private static final String RANGE = FROM + " AND key < ? ORDER BY key";
    private static final String REST = FROM + " ORDER BY key";

    /** A token that continues behind an object, or behind all that has a prefix. */
    private static final char OBJECT = 'o';

    private static final char PREFIX = 'p';

    private final Session session;
    private final long bucket;
    private final ListQuery query;
    private final byte[] prefix;
    private final byte @Nullable [] delimiter;
    private final byte @Nullable [] end;
    private final List<ListEntry> entries = new ArrayList<>();
    private int rows;

    ObjectListing(Session session, long bucket, ListQuery query) {
        this.session = session;
        this.bucket = bucket;
        this.query = query;
        this.prefix = bytes(query.prefix());
        this.delimiter = query.delimiter() == null ? null : bytes(query.delimiter());
        this.end = behind(prefix);
    }

    Page page() throws SQLException {
        byte[] from = start();
        while (from != null) {
            if (end != null && Arrays.compareUnsigned(from, end) >= 0) {
                break;
            }
            try (ResultSet found =
                    end == null ? session.rows(REST, bucket, from) : session.rows(RANGE, bucket, from, end)) {
                from = walk(found);
            }
            if (entries.size() > query.max()) {
                entries.remove(query.max());
                return new Page(entries, token(entries.get(query.max() - 1)));
            }
        }
        return new Page(entries, null);
    }

    /** How many rows were read, for those who doubt that it is linear. */
    int rows() {
        return rows;
    }

    /** Reads on until the page has one entry too many, or to a common prefix: then says where to go on; null at the end. */
    private byte @Nullable [] walk(ResultSet found) throws SQLException {
        while (entries.size() <= query.max() && found.next()) {
            rows++;
            byte[] key = found.getBytes(1);
            byte[] common = common(key);
            if (common != null) {
                entries.add(new ListEntry.PrefixEntry(text(common)));
                return behind(common);
            }
            entries.add(new ListEntry.ObjectEntry(
                    text(key),
                    found.getLong(2),
                    ObjectRow.etag(found.getLong(3), found.getLong(4)),
                    Micros.instant(found.getLong(5))));
        }
        return null;
    }

    /** Where to begin; null when nothing can come any more. */
    private byte @Nullable [] start() {
        String token = query.token();
        byte[] from = prefix;
        if (token != null) {
            byte[] last = bytes(token.substring(1));
            from = token.charAt(0) == PREFIX ? behind(last) : next(last);
        } else if (query.startAfter() != null) {
            from = next(bytes(query.startAfter()));
        }
        return from == null || Arrays.compareUnsigned(from, prefix) >= 0 ? from : prefix;
    }

    private static String token(ListEntry last) {
        return (last instanceof ListEntry.PrefixEntry ? PREFIX : OBJECT) + last.key();
    }

    /** The least string behind one: with a zero byte added. */
    private static byte[] next(byte[] key) {
        return Arrays.copyOf(key, key.length + 1);
    }

    /** The least string behind all that begin so; null when there is none. No byte of UTF-8 is the last one, 0xff. */
    private static byte @Nullable [] behind(byte[] prefix) {
        if (prefix.length == 0) {
            return null;
        }
        byte[] behind = prefix.clone();
        behind[behind.length - 1]++;
        return behind;
    }

    /** The key up to the first delimiter behind the prefix; null when there is none. */
    private byte @Nullable [] common(byte[] key) {
        byte[] sought = delimiter;
        if (sought != null) {
            for (int i = prefix.length; i <= key.length - sought.length; i++) {
                if (Arrays.equals(key, i, i + sought.length, sought, 0, sought.length)) {
                    return Arrays.copyOf(key, i + sought.length);
                }
            }
        }
        return null;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
