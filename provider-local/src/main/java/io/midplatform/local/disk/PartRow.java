package io.midplatform.local.disk;

import io.midplatform.storage.Checksum;
import io.midplatform.storage.spi.UploadDriver.SentPart;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * What the database knows of one part of an upload.
 *
 * @param number its number
 * @param size how many bytes it has
 * @param crc their CRC-32C
 * @param file the file that it has for itself; {@link ObjectTable#NONE} when it is in its place in the upload's file
 */
record PartRow(int number, long size, long crc, long file) {
    /** The columns that {@link #of} reads. */
    static final String COLUMNS = "number, size, crc, file";

    static PartRow of(ResultSet row) throws SQLException {
        return new PartRow(row.getInt(1), row.getLong(2), row.getLong(3), row.getLong(4));
    }

    boolean isInPlace() {
        return file == ObjectTable.NONE;
    }

    String tag() {
        return number + "-" + size + "-" + Long.toHexString(crc);
    }

    SentPart sent() {
        return new SentPart(number, size, tag(), Checksum.crc32c(crc));
    }
}
