package io.midplatform.config.spi;

import java.util.List;
import java.util.Objects;

/**
 * Everything that a source holds at one version.
 *
 * @param version tells this content from others; equal for equal contents
 * @param values single values; the driver has mapped its separators to dots and kept the case
 * @param documents whole documents, which the caller flattens by their format
 */
public record SourceContent(String version, List<SourceValue> values, List<SourceDocument> documents) {
    /**
     * Copies the lists.
     *
     * @param version tells this content from others
     * @param values single values
     * @param documents whole documents
     */
    public SourceContent {
        Objects.requireNonNull(version, "version");
        values = List.copyOf(values);
        documents = List.copyOf(documents);
    }

    @Override
    public String toString() {
        return "version " + version + ": " + values.size() + " values, " + documents.size() + " documents";
    }
}
