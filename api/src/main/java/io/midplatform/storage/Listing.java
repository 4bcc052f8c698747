package io.midplatform.storage;

import java.util.Iterator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A listing that is read page by page as it is iterated: no request before the first element is asked for, each iteration starts anew. Objects
 * written or deleted meanwhile may or may not be seen; all others are seen exactly once, ordered by the UTF-8 bytes of their keys. An iterator is
 * for one thread; it throws {@link io.midplatform.PlatformException} where a page cannot be read.
 */
public interface Listing extends Iterable<ListEntry> {
    @Override
    Iterator<ListEntry> iterator();

    /**
     * The entries as a sequential stream, as lazy as the iterator.
     *
     * @return the stream; it holds nothing that must be closed
     */
    default Stream<ListEntry> stream() {
        return StreamSupport.stream(spliterator(), false);
    }
}
