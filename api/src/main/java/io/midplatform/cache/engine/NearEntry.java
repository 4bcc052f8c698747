package io.midplatform.cache.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value kept in this process, and what must still hold for it to be found.
 *
 * @param <V> the values' type
 * @param value the value
 * @param bytes how many bytes it has in the store
 * @param tagNames its tags
 * @param tags the fences of its tags, added up
 * @param all the fence of everything
 * @param until the moment on the monotonic clock at which its time here is over
 */
record NearEntry<V>(V value, int bytes, List<String> tagNames, long tags, long all, long until) {
    /** What an entry costs beside its bytes, about: two objects and a node of the table. */
    private static final int OVERHEAD = 160;

    static List<String> tagsOf(byte[] raw) {
        return Envelope.isTagged(raw)
                ? Envelope.tags(raw).stream().map(Envelope.TagMark::tag).toList()
                : List.of();
    }

    /** Entries are told apart by identity: comparing values would run the application's code. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    boolean isTagged() {
        return !tagNames.isEmpty();
    }

    int weight(String key) {
        return (int) Math.min(Integer.MAX_VALUE, (long) OVERHEAD + 2L * key.length() + bytes);
    }
}
