package io.midplatform.storage;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One page of a listing. Immutable.
 *
 * @param entries the entries, in order; a page may be empty and still have a next one
 * @param next the token of the next page, for {@link ListOptions#token}; empty on the last page
 */
public record ListPage(List<ListEntry> entries, Optional<String> next) {
    /**
     * Copies the entries.
     *
     * @param entries the entries, in order
     * @param next the token of the next page
     */
    public ListPage {
        entries = List.copyOf(entries);
        Objects.requireNonNull(next, "next");
    }
}
