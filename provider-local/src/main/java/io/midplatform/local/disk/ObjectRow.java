package io.midplatform.local.disk;

import io.midplatform.storage.Checksum;
import io.midplatform.storage.ObjectAttributes;
import io.midplatform.storage.ObjectInfo;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the database knows of an object.
 *
 * @param file the number of the file with its bytes
 * @param size how many
 * @param crc their CRC-32C
 * @param modified when it was written, in microseconds since 1970
 * @param attributes what is stored with them
 * @param tags its tags
 */
record ObjectRow(long file, long size, long crc, long modified, ObjectAttributes attributes, Map<String, String> tags) {
    /** The columns that {@link #of} reads. */
    static final String COLUMNS = "file, size, crc, modified, type, headers, metadata, tags";

    static ObjectRow of(ResultSet row) throws SQLException {
        return new ObjectRow(
                row.getLong(1),
                row.getLong(2),
                row.getLong(3),
                row.getLong(4),
                attributes(row.getString(5), StringMaps.decode(row.getBytes(6)), StringMaps.decode(row.getBytes(7))),
                StringMaps.decode(row.getBytes(8)));
    }

    ObjectInfo info(String key) {
        return new ObjectInfo(key, size, etag(), Micros.instant(modified), attributes, Checksum.crc32c(crc));
    }

    String etag() {
        return etag(file, crc);
    }

    /** Another one for each write: no file number comes twice, and where a folder is restored from a backup the checksum differs. */
    static String etag(long file, long crc) {
        return Long.toHexString(file) + "-" + Long.toHexString(crc);
    }

    /** The headers other than the media type. */
    static byte @Nullable [] headers(ObjectAttributes attributes) {
        if (attributes.cacheControl().isEmpty()
                && attributes.contentDisposition().isEmpty()
                && attributes.contentEncoding().isEmpty()
                && attributes.contentLanguage().isEmpty()) {
            return null;
        }
        Map<String, String> headers = new LinkedHashMap<>();
        attributes.cacheControl().ifPresent(value -> headers.put("cache-control", value));
        attributes.contentDisposition().ifPresent(value -> headers.put("content-disposition", value));
        attributes.contentEncoding().ifPresent(value -> headers.put("content-encoding", value));
        attributes.contentLanguage().ifPresent(value -> headers.put("content-language", value));
        return StringMaps.encode(headers);
    }

    static ObjectAttributes attributes(String type, Map<String, String> headers, Map<String, String> metadata) {
        return new ObjectAttributes(
                type,
                Optional.ofNullable(headers.get("cache-control")),
                Optional.ofNullable(headers.get("content-disposition")),
                Optional.ofNullable(headers.get("content-encoding")),
                Optional.ofNullable(headers.get("content-language")),
                metadata);
    }
}
