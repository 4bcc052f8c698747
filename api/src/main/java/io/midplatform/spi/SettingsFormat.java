package io.midplatform.spi;

import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * Reads one format of settings and configuration files. Found through {@link java.util.ServiceLoader}; {@code .properties} is built in. Thread-safe.
 */
public interface SettingsFormat {
    /**
     * The file endings.
     *
     * @return lower-case endings without the dot
     */
    Set<String> extensions();

    /**
     * Flattens a document. Keys are dotted; list elements are numbered from 0 ({@code a.0}); an empty list or map is one entry with an empty value.
     *
     * @param text the document
     * @return its values in document order; a key that stands twice is reported twice
     * @throws IOException when the text is not of this format; the message says the line and never quotes a value
     */
    List<Entry> parse(String text) throws IOException;

    /**
     * One value of a document.
     *
     * @param key the dotted key
     * @param value the value as text
     * @param line where it stands, from 1
     */
    record Entry(String key, String value, int line) {}
}
