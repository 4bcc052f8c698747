package io.midplatform.storage.engine;

import io.midplatform.storage.Bucket;
import io.midplatform.storage.ListEntry;
import io.midplatform.storage.ListOptions;
import io.midplatform.storage.ListPage;
import io.midplatform.storage.Listing;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads page after page as its iterators need them. */
final class PagedListing implements Listing {
    private final Bucket bucket;
    private final ListOptions options;

    PagedListing(Bucket bucket, ListOptions options) {
        this.bucket = bucket;
        this.options = options;
    }

    @Override
    public Iterator<ListEntry> iterator() {
        return new Pages();
    }

    private final class Pages implements Iterator<ListEntry> {
        private @Nullable Iterator<ListEntry> page;
        private Optional<String> next = Optional.empty();

        @Override
        public boolean hasNext() {
            Iterator<ListEntry> current = page;
            while (current == null || !current.hasNext()) {
                if (current != null && next.isEmpty()) {
                    return false;
                }
                ListPage fetched = bucket.listPage(next.map(options::token).orElse(options));
                next = fetched.next();
                current = fetched.entries().iterator();
                page = current;
            }
            return true;
        }

        @Override
        public ListEntry next() {
            if (!hasNext() || page == null) {
                throw new NoSuchElementException("the listing has no more entries");
            }
            return page.next();
        }
    }
}
