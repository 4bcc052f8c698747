package io.midplatform.local.memory;

import io.midplatform.local.memory.MemoryBucket.Entry;
import io.midplatform.storage.ListEntry;
import io.midplatform.storage.ObjectInfo;
import io.midplatform.storage.spi.BucketDriver.ListQuery;
import io.midplatform.storage.spi.BucketDriver.Page;
import io.midplatform.storage.spi.KeyOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/** One page of a listing: steps from key to key, and past a whole common prefix at once. */
final class MemoryListing {
    private final NavigableMap<String, Entry> objects;
    private final ListQuery query;

    MemoryListing(NavigableMap<String, Entry> objects, ListQuery query) {
        this.objects = objects;
        this.query = query;
    }

    /** The token is the last entry of the page before. */
    Page page() {
        List<ListEntry> entries = new ArrayList<>();
        Map.Entry<String, Entry> at = first();
        while (at != null && at.getKey().startsWith(query.prefix())) {
            if (entries.size() == query.max()) {
                return new Page(entries, entries.get(entries.size() - 1).key());
            }
            String folded = folded(at.getKey());
            if (folded == null) {
                ObjectInfo info = at.getValue().info();
                entries.add(new ListEntry.ObjectEntry(at.getKey(), info.size(), info.etag(), info.lastModified()));
                at = objects.higherEntry(at.getKey());
            } else {
                entries.add(new ListEntry.PrefixEntry(folded));
                at = past(folded);
            }
        }
        return new Page(entries, null);
    }

    private Map.@Nullable Entry<String, Entry> first() {
        String token = query.token();
        if (token != null) {
            return token.equals(folded(token)) ? past(token) : objects.higherEntry(token);
        }
        String after = query.startAfter();
        return after == null || KeyOrder.compare(after, query.prefix()) < 0
                ? objects.ceilingEntry(query.prefix())
                : objects.higherEntry(after);
    }

    private Map.@Nullable Entry<String, Entry> past(String folded) {
        String next = KeyOrder.after(folded);
        return next == null ? null : objects.ceilingEntry(next);
    }

    /** The common prefix that a key is folded into, null when it stands for itself. */
    private @Nullable String folded(String key) {
        String delimiter = query.delimiter();
        if (delimiter == null || !key.startsWith(query.prefix())) {
            return null;
        }
        int end = key.indexOf(delimiter, query.prefix().length());
        return end < 0 ? null : key.substring(0, end + delimiter.length());
    }
}
