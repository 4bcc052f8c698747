package io.midplatform.cache.engine;

import java.util.List;

/** The markers of the cache and of an entry's tags as they stood at one moment; zero stands for a missing one. */
final class Marks {
    private static final long[] NONE = {};

    private final long cache;
    private final List<String> tags;
    private final long[] tagMarkers;

    Marks(long cache, List<String> tags, long[] tagMarkers) {
        this.cache = cache;
        this.tags = tags;
        this.tagMarkers = tagMarkers;
    }

    static Marks untagged(long cache) {
        return new Marks(cache, List.of(), NONE);
    }

    long cache() {
        return cache;
    }

    List<String> tags() {
        return tags;
    }

    long tagMarker(int index) {
        return tagMarkers[index];
    }

    boolean isComplete() {
        if (cache == 0) {
            return false;
        }
        for (long marker : tagMarkers) {
            if (marker == 0) {
                return false;
            }
        }
        return true;
    }
}
