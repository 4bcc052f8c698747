package io.midplatform.storage;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What is stored with an object besides its bytes. Immutable.
 *
 * @param contentType the media type
 * @param cacheControl the {@code Cache-Control} header
 * @param contentDisposition the {@code Content-Disposition} header
 * @param contentEncoding the {@code Content-Encoding} header
 * @param contentLanguage the {@code Content-Language} header
 * @param metadata the user's own pairs; names are lower case
 */
public record ObjectAttributes(
        String contentType,
        Optional<String> cacheControl,
        Optional<String> contentDisposition,
        Optional<String> contentEncoding,
        Optional<String> contentLanguage,
        Map<String, String> metadata) {
    /**
     * Copies the metadata.
     *
     * @param contentType the media type
     * @param cacheControl the {@code Cache-Control} header
     * @param contentDisposition the {@code Content-Disposition} header
     * @param contentEncoding the {@code Content-Encoding} header
     * @param contentLanguage the {@code Content-Language} header
     * @param metadata the user's own pairs
     */
    public ObjectAttributes {
        Objects.requireNonNull(contentType, "contentType");
        metadata = Map.copyOf(metadata);
    }
}
