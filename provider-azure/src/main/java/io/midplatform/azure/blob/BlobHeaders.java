package io.midplatform.azure.blob;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import io.midplatform.storage.Checksum;
import io.midplatform.storage.ObjectAttributes;
import io.midplatform.storage.spi.BucketDriver.Condition;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The headers of requests, made of our model; no I/O. */
final class BlobHeaders {
    static final HttpHeaderName TYPE = HttpHeaderName.fromString("x-ms-blob-type");
    static final HttpHeaderName TIER = HttpHeaderName.fromString("x-ms-access-tier");
    static final HttpHeaderName TAGS = HttpHeaderName.fromString("x-ms-tags");
    static final HttpHeaderName CONTENT_TYPE = HttpHeaderName.fromString("x-ms-blob-content-type");
    static final HttpHeaderName CACHE_CONTROL = HttpHeaderName.fromString("x-ms-blob-cache-control");
    static final HttpHeaderName DISPOSITION = HttpHeaderName.fromString("x-ms-blob-content-disposition");
    static final HttpHeaderName ENCODING = HttpHeaderName.fromString("x-ms-blob-content-encoding");
    static final HttpHeaderName LANGUAGE = HttpHeaderName.fromString("x-ms-blob-content-language");
    static final HttpHeaderName VERSION_ID = HttpHeaderName.fromString("x-ms-version-id");
    static final String METADATA = "x-ms-meta-";
    static final String BLOCK_BLOB = "BlockBlob";

    private BlobHeaders() {}

    /** A request with a body of a length. */
    static HttpHeaders sized(long length) {
        return new HttpHeaders().set(HttpHeaderName.CONTENT_LENGTH, Long.toString(length));
    }

    /** What a write stores with the bytes. */
    static void attributes(
            HttpHeaders headers,
            ObjectAttributes attributes,
            Map<String, String> tags,
            @Nullable Checksum checksum,
            long size,
            Optional<String> tier) {
        headers.set(CONTENT_TYPE, attributes.contentType());
        attributes.cacheControl().ifPresent(value -> headers.set(CACHE_CONTROL, value));
        attributes.contentDisposition().ifPresent(value -> headers.set(DISPOSITION, value));
        attributes.contentEncoding().ifPresent(value -> headers.set(ENCODING, value));
        attributes.contentLanguage().ifPresent(value -> headers.set(LANGUAGE, value));
        tier.ifPresent(value -> headers.set(TIER, value));
        BlobMetadata.encode(
                attributes.metadata(),
                checksum,
                size,
                (name, value) -> headers.set(HttpHeaderName.fromString(METADATA + name), value));
        if (!tags.isEmpty()) {
            headers.set(TAGS, query(tags));
        }
    }

    static void condition(HttpHeaders headers, Condition condition) {
        if (condition.onlyIfAbsent()) {
            headers.set(HttpHeaderName.IF_NONE_MATCH, "*");
        }
        ifMatch(headers, condition.ifMatch());
    }

    static void ifMatch(HttpHeaders headers, @Nullable String etag) {
        if (etag != null) {
            headers.set(HttpHeaderName.IF_MATCH, quoted(etag));
        }
    }

    static String quoted(String etag) {
        return '"' + etag + '"';
    }

    /** Tags as Azure takes them in a header. */
    private static String query(Map<String, String> tags) {
        StringBuilder query = new StringBuilder();
        tags.forEach((name, value) -> {
            if (query.length() > 0) {
                query.append('&');
            }
            BlobWire.encode(name, query).append('=');
            BlobWire.encode(value, query);
        });
        return query.toString();
    }
}
