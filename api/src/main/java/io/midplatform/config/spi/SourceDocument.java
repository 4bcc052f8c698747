package io.midplatform.config.spi;

import java.util.Objects;

/**
 * A document of a source, in a format of settings files.
 *
 * @param extension the format: {@code properties}, {@code yaml}, {@code json}
 * @param text the document
 * @param origin its name, for people
 * @param secret whether its values may not be shown
 */
public record SourceDocument(String extension, String text, String origin, boolean secret) {
    /**
     * Checks the fields.
     *
     * @param extension the format
     * @param text the document
     * @param origin its name
     * @param secret whether its values may not be shown
     */
    public SourceDocument {
        Objects.requireNonNull(extension, "extension");
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(origin, "origin");
    }

    @Override
    public String toString() {
        return origin;
    }
}
