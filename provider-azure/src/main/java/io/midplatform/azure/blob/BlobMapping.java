package io.midplatform.azure.blob;

import com.azure.core.http.HttpHeader;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.util.DateTimeRfc1123;
import io.midplatform.storage.Checksum;
import io.midplatform.storage.ObjectAttributes;
import io.midplatform.storage.ObjectInfo;
import io.midplatform.storage.PutResult;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Answers of the service as our model; pure functions. */
final class BlobMapping {
    private BlobMapping() {}

    /** Of a HEAD or a GET. */
    static ObjectInfo info(String key, HttpHeaders headers) {
        String range = headers.getValue(HttpHeaderName.CONTENT_RANGE);
        long size = size(range, headers);
        Map<String, String> metadata = new HashMap<>();
        Checksum checksum = null;
        for (HttpHeader header : headers) {
            String name = header.getName();
            if (name.regionMatches(true, 0, BlobHeaders.METADATA, 0, BlobHeaders.METADATA.length())) {
                String stored = name.substring(BlobHeaders.METADATA.length()).toLowerCase(Locale.ROOT);
                String told = BlobMetadata.decodeName(stored);
                if (!BlobMetadata.isReserved(told)) {
                    metadata.put(told, BlobMetadata.decodeValue(header.getValue()));
                } else if (range == null && checksum == null) {
                    checksum = BlobMetadata.checksum(stored, header.getValue(), size);
                }
            }
        }
        String type = headers.getValue(HttpHeaderName.CONTENT_TYPE);
        return new ObjectInfo(
                key,
                size,
                etag(headers.getValue(HttpHeaderName.ETAG)),
                instant(headers.getValue(HttpHeaderName.LAST_MODIFIED)),
                new ObjectAttributes(
                        type == null ? "application/octet-stream" : type,
                        optional(headers, HttpHeaderName.CACHE_CONTROL),
                        optional(headers, HttpHeaderName.CONTENT_DISPOSITION),
                        optional(headers, HttpHeaderName.CONTENT_ENCODING),
                        optional(headers, HttpHeaderName.CONTENT_LANGUAGE),
                        metadata),
                checksum,
                headers.getValue(BlobHeaders.VERSION_ID));
    }

    /** Of a write. */
    static PutResult result(String key, long size, @Nullable Checksum checksum, HttpHeaders headers) {
        return new PutResult(
                key,
                etag(headers.getValue(HttpHeaderName.ETAG)),
                size,
                checksum,
                headers.getValue(BlobHeaders.VERSION_ID));
    }

    /** Of a range, the whole object's size stands behind the slash: {@code bytes 0-9/1000}. */
    private static long size(@Nullable String range, HttpHeaders headers) {
        if (range != null) {
            return Long.parseLong(range, range.indexOf('/') + 1, range.length(), 10);
        }
        String length = headers.getValue(HttpHeaderName.CONTENT_LENGTH);
        return length == null ? 0 : Long.parseLong(length);
    }

    private static Optional<String> optional(HttpHeaders headers, HttpHeaderName name) {
        return Optional.ofNullable(headers.getValue(name)).filter(value -> !value.isEmpty());
    }

    static String etag(@Nullable String quoted) {
        return quoted == null ? "" : quoted.replace("\"", "");
    }

    static Instant instant(@Nullable String told) {
        try {
            return told == null
                    ? Instant.EPOCH
                    : new DateTimeRfc1123(told).getDateTime().toInstant();
        } catch (DateTimeException e) {
            return Instant.EPOCH;
        }
    }
}
