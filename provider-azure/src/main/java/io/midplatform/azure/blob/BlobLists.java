package io.midplatform.azure.blob;

import com.azure.core.http.HttpResponse;
import io.midplatform.spi.Deadline;
import io.midplatform.storage.ListEntry;
import io.midplatform.storage.spi.BucketDriver.ListQuery;
import io.midplatform.storage.spi.BucketDriver.Page;
import io.midplatform.storage.spi.KeyOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists of blobs. */
final class BlobLists {
    private final BlobCalls calls;

    BlobLists(BlobCalls calls) {
        this.calls = calls;
    }

    /**
     * Azure knows no key to start after: what comes before it is read and dropped. A later page needs no look, as keys come in order. The blobs and the
     * prefixes of a page come apart; together they are in order.
     */
    Page list(ListQuery query, Deadline deadline) throws Exception {
        String after = query.token() == null ? query.startAfter() : null;
        String marker = query.token();
        while (true) {
            BlobXml.Items page = page(query.prefix(), query.delimiter(), "", query.max(), marker, deadline);
            List<ListEntry> entries = new ArrayList<>(page.items().size());
            for (BlobXml.Item item : page.items()) {
                if (after == null || isAfter(item, after, deadline)) {
                    entries.add(entry(item));
                }
            }
            entries.sort(Comparator.comparing(ListEntry::key, KeyOrder.UTF8));
            if (!entries.isEmpty() || page.next() == null) {
                return new Page(entries, page.next());
            }
            marker = page.next();
        }
    }

    /** A prefix that the key to start after has, too, stands for what is left of it. */
    private boolean isAfter(BlobXml.Item item, String after, Deadline deadline) throws Exception {
        if (KeyOrder.compare(item.name(), after) > 0) {
            return true;
        }
        if (!item.isPrefix() || !after.startsWith(item.name())) {
            return false;
        }
        String marker = null;
        do {
            BlobXml.Items page = page(item.name(), null, "", 0, marker, deadline);
            if (page.items().stream().anyMatch(each -> KeyOrder.compare(each.name(), after) > 0)) {
                return true;
            }
            marker = page.next();
        } while (marker != null);
        return false;
    }

    private static ListEntry entry(BlobXml.Item item) {
        return item.isPrefix()
                ? new ListEntry.PrefixEntry(item.name())
                : new ListEntry.ObjectEntry(
                        item.name(),
                        size(item),
                        BlobMapping.etag(item.get("Etag")),
                        BlobMapping.instant(item.get("Last-Modified")));
    }

    static long size(BlobXml.Item item) {
        String size = item.get("Content-Length");
        return size.isEmpty() ? 0 : Long.parseLong(size);
    }

    /** Blobs, and keys of which there are only blocks. */
    BlobXml.Items uncommitted(String prefix, @Nullable String marker, Deadline deadline) throws Exception {
        return page(prefix, null, "uncommittedblobs", 0, marker, deadline);
    }

    /** Blobs with their versions; as many as Azure likes where the most is 0. */
    BlobXml.Items versions(String prefix, int max, @Nullable String marker, Deadline deadline) throws Exception {
        return page(prefix, null, "versions", max, marker, deadline);
    }

    private BlobXml.Items page(
            String prefix,
            @Nullable String delimiter,
            String include,
            int max,
            @Nullable String marker,
            Deadline deadline)
            throws Exception {
        StringBuilder url = new StringBuilder(calls.containerUrl()).append("?restype=container&comp=list");
        parameter(url, "prefix", prefix);
        parameter(url, "delimiter", delimiter);
        parameter(url, "include", include);
        parameter(url, "marker", marker);
        if (max > 0) {
            url.append("&maxresults=").append(max);
        }
        try (HttpResponse response = calls.whole(url.toString(), deadline)) {
            return BlobXml.items(response);
        }
    }

    private static void parameter(StringBuilder url, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            BlobWire.encode(value, url.append('&').append(name).append('='));
        }
    }
}
