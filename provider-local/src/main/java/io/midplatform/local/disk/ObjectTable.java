package io.midplatform.local.disk;

import io.midplatform.ErrorCode;
import io.midplatform.spi.DriverException;
import io.midplatform.storage.ObjectAttributes;
import io.midplatform.storage.spi.BucketDriver.Condition;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The statements about the objects of one bucket. */
final class ObjectTable {
    private static final String FIND = "SELECT " + ObjectRow.COLUMNS + " FROM objects WHERE bucket = ? AND key = ?";
    private static final String CURRENT = "SELECT file, crc FROM objects WHERE bucket = ? AND key = ?";
    private static final String SWITCH = """
            INSERT INTO objects (bucket, key, file, size, crc, modified, type, headers, metadata, tags)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (bucket, key) DO UPDATE SET file = excluded.file, size = excluded.size, crc = excluded.crc,
                modified = excluded.modified, type = excluded.type, headers = excluded.headers,
                metadata = excluded.metadata, tags = excluded.tags""";
    private static final String DELETE = "DELETE FROM objects WHERE bucket = ? AND key = ?";
    private static final String TAGS = "UPDATE objects SET tags = ? WHERE bucket = ? AND key = ?";

    /** No file: numbers begin above it. */
    static final long NONE = 0;

    private ObjectTable() {}

    /** A key as the database orders it: by its bytes. */
    static byte[] bytes(String key) {
        return key.getBytes(StandardCharsets.UTF_8);
    }

    static @Nullable ObjectRow find(Session session, long bucket, String key) throws SQLException {
        return session.first(ObjectRow::of, FIND, bucket, bytes(key));
    }

    /** Puts the row in the place of the one that is there; gives that one's file. */
    static long put(Session session, long bucket, String key, ObjectRow row, Condition condition) throws SQLException {
        byte[] name = bytes(key);
        long replaced = require(session, bucket, name, condition);
        ObjectAttributes attributes = row.attributes();
        session.update(
                SWITCH,
                bucket,
                name,
                row.file(),
                row.size(),
                row.crc(),
                row.modified(),
                attributes.contentType(),
                ObjectRow.headers(attributes),
                StringMaps.encode(attributes.metadata()),
                StringMaps.encode(row.tags()));
        return replaced;
    }

    /** Deletes a row; gives its file. */
    static long delete(Session session, long bucket, String key, @Nullable String ifMatch) throws SQLException {
        byte[] name = bytes(key);
        long removed = require(session, bucket, name, ifMatch == null ? Condition.NONE : new Condition(false, ifMatch));
        if (removed != NONE) {
            session.update(DELETE, bucket, name);
        }
        return removed;
    }

    static boolean setTags(Session session, long bucket, String key, Map<String, String> tags) throws SQLException {
        return session.update(TAGS, StringMaps.encode(tags), bucket, bytes(key)) > 0;
    }

    /** Checks what is there; gives its file. */
    static long require(Session session, long bucket, byte[] name, Condition condition) throws SQLException {
        Current current = session.first(row -> new Current(row.getLong(1), row.getLong(2)), CURRENT, bucket, name);
        if (condition.onlyIfAbsent() && current != null) {
            throw new DriverException(ErrorCode.ALREADY_EXISTS, "there is an object already.");
        }
        String ifMatch = condition.ifMatch();
        if (ifMatch != null && (current == null || !ifMatch.equals(ObjectRow.etag(current.file, current.crc)))) {
            throw new DriverException(
                    ErrorCode.PRECONDITION_FAILED,
                    current == null ? "there is no object." : "the object is another one: its ETag has changed.");
        }
        return current == null ? NONE : current.file;
    }

    private record Current(long file, long crc) {}
}
