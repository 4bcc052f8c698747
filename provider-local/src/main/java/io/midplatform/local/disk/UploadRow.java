package io.midplatform.local.disk;

import io.midplatform.storage.ObjectAttributes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;

/**
 * What the database knows of an upload that is not at its end.
 *
 * @param id its number, which is that of the file with most of its parts
 * @param started when it began, in microseconds since 1970
 * @param partSize how far apart the places of two parts are in the file
 * @param attributes what is stored with the object
 * @param tags the object's tags
 */
record UploadRow(long id, long started, long partSize, ObjectAttributes attributes, Map<String, String> tags) {
    /** The columns that {@link #of} reads. */
    static final String COLUMNS = "id, started, part_size, type, headers, metadata, tags";

    static UploadRow of(ResultSet row) throws SQLException {
        return new UploadRow(
                row.getLong(1),
                row.getLong(2),
                row.getLong(3),
                ObjectRow.attributes(
                        row.getString(4), StringMaps.decode(row.getBytes(5)), StringMaps.decode(row.getBytes(6))),
                StringMaps.decode(row.getBytes(7)));
    }
}
