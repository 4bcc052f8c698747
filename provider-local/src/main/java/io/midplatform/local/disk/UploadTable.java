package io.midplatform.local.disk;

import io.midplatform.ErrorCode;
import io.midplatform.spi.DriverException;
import io.midplatform.storage.ObjectAttributes;
import io.midplatform.storage.spi.UploadDriver.PendingUpload;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The statements about uploads and their parts. */
final class UploadTable {
    private static final String START = """
            INSERT INTO uploads (id, bucket, key, started, part_size, type, headers, metadata, tags)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""";
    private static final String FIND =
            "SELECT " + UploadRow.COLUMNS + " FROM uploads WHERE id = ? AND bucket = ? AND key = ?";
    private static final String EXISTS = "SELECT count(*) FROM uploads WHERE id = ?";
    private static final String TAKEN = "SELECT number FROM parts WHERE upload = ? AND file IS NULL";
    private static final String PARTS =
            "SELECT " + PartRow.COLUMNS + " FROM parts WHERE upload = ? AND number > ? ORDER BY number LIMIT ?";
    private static final String FILE = "SELECT file FROM parts WHERE upload = ? AND number = ?";

    /** Nothing for an upload that there is no more. */
    private static final String RECORD = """
            INSERT INTO parts (upload, number, size, crc, file)
            SELECT id, ?, ?, ?, ? FROM uploads WHERE id = ?
            ON CONFLICT (upload, number) DO UPDATE SET size = excluded.size, crc = excluded.crc, file = excluded.file""";

    private static final String FILES = "SELECT file FROM parts WHERE upload = ? AND file IS NOT NULL";
    private static final String PENDING =
            "SELECT id, key, started FROM uploads WHERE bucket = ? AND (key, id) > (?, ?) ORDER BY key, id LIMIT ?";

    private UploadTable() {}

    static void start(Session session, long bucket, String key, UploadRow row) throws SQLException {
        ObjectAttributes attributes = row.attributes();
        session.update(
                START,
                row.id(),
                bucket,
                ObjectTable.bytes(key),
                row.started(),
                row.partSize(),
                attributes.contentType(),
                ObjectRow.headers(attributes),
                StringMaps.encode(attributes.metadata()),
                StringMaps.encode(row.tags()));
    }

    static @Nullable UploadRow find(Session session, long id, long bucket, String key) throws SQLException {
        return session.first(UploadRow::of, FIND, id, bucket, ObjectTable.bytes(key));
    }

    static boolean exists(Session session, long id) throws SQLException {
        return session.number(EXISTS, id) > 0;
    }

    /** Which parts are in their place in the upload's file. */
    static BitSet taken(Session session, long id) throws SQLException {
        BitSet taken = new BitSet();
        session.all(row -> row.getInt(1), TAKEN, id).forEach(taken::set);
        return taken;
    }

    /** The parts behind a number, in order. */
    static List<PartRow> parts(Session session, long id, int after, int most) throws SQLException {
        return session.all(PartRow::of, PARTS, id, after, most);
    }

    /** Puts the part in the place of the one that was recorded before; gives the file that this one had for itself. */
    static long record(Session session, long id, PartRow part) throws SQLException {
        long replaced = session.number(FILE, id, part.number());
        Long own = part.isInPlace() ? null : part.file();
        if (session.update(RECORD, part.number(), part.size(), part.crc(), own, id) == 0) {
            throw unknown();
        }
        return replaced;
    }

    /** Removes an upload and its parts; gives the files that parts had for themselves. */
    static List<Long> remove(Session session, long id) throws SQLException {
        List<Long> files = session.all(row -> row.getLong(1), FILES, id);
        session.update("DELETE FROM parts WHERE upload = ?", id);
        session.update("DELETE FROM uploads WHERE id = ?", id);
        return files;
    }

    /** The uploads behind one, by the bytes of their keys. */
    static List<PendingUpload> pending(Session session, long bucket, byte[] afterKey, long afterId, int most)
            throws SQLException {
        return session.all(
                row -> new PendingUpload(
                        new String(row.getBytes(2), StandardCharsets.UTF_8),
                        Long.toHexString(row.getLong(1)),
                        Micros.instant(row.getLong(3))),
                PENDING,
                bucket,
                afterKey,
                afterId,
                most);
    }

    static DriverException unknown() {
        return new DriverException(
                ErrorCode.NOT_FOUND, "there is no such upload: it was completed or aborted, or never started here.");
    }
}
