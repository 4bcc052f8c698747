package io.midplatform.config.spi;

import java.util.Objects;

/**
 * One value of a source.
 *
 * @param key the dotted key
 * @param text the value
 * @param origin its name at the source, for people
 * @param secret whether it may not be shown
 */
public record SourceValue(String key, String text, String origin, boolean secret) {
    /**
     * Checks the fields.
     *
     * @param key the dotted key
     * @param text the value
     * @param origin its name at the source
     * @param secret whether it may not be shown
     */
    public SourceValue {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(origin, "origin");
    }

    @Override
    public String toString() {
        return key + " (" + origin + ")";
    }
}
