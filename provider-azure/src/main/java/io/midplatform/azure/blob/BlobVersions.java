package io.midplatform.azure.blob;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.storage.blob.models.BlobStorageException;
import io.midplatform.ErrorCode;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.DriverException;
import io.midplatform.storage.ObjectVersion;
import io.midplatform.storage.spi.BucketDriver.VersionPage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Versions of blobs. Azure keeps no mark of a deletion: a key whose versions are all former ones has been deleted, which we tell as a version of its own;
 * removing that one makes the newest version the object again.
 */
final class BlobVersions {
    private static final String DELETION = "deletion";

    private final BlobCalls calls;
    private final BlobLists lists;
    private final BlobCopies copies;

    BlobVersions(BlobCalls calls, BlobLists lists, BlobCopies copies) {
        this.calls = calls;
        this.lists = lists;
        this.copies = copies;
    }

    static boolean isDeletion(@Nullable String version) {
        return DELETION.equals(version);
    }

    /** The address of a version of a blob. */
    static String url(String blob, @Nullable String version) {
        return version == null
                ? blob
                : BlobWire.encode(version, new StringBuilder(blob).append("?versionid="))
                        .toString();
    }

    VersionPage list(String key, Deadline deadline) throws Exception {
        List<ObjectVersion> versions = new ArrayList<>();
        String marker = null;
        boolean isHere = true;
        do {
            BlobXml.Items page = lists.versions(key, marker, deadline);
            for (BlobXml.Item item : page.items()) {
                isHere = item.name().equals(key); // those of longer keys come after them
                if (isHere && !item.get("VersionId").isEmpty()) {
                    versions.add(version(item));
                }
            }
            marker = isHere ? page.next() : null;
        } while (marker != null);
        versions.sort(Comparator.comparing(ObjectVersion::isLatest)
                .thenComparing(ObjectVersion::id) // times in one form
                .reversed());
        if (!versions.isEmpty() && !versions.get(0).isLatest()) {
            versions.add(
                    0,
                    new ObjectVersion(
                            DELETION, true, true, 0, "", versions.get(0).lastModified()));
        }
        return new VersionPage(versions, null);
    }

    private static ObjectVersion version(BlobXml.Item item) {
        return new ObjectVersion(
                item.get("VersionId"),
                item.get("IsCurrentVersion").equals("true"),
                false,
                BlobLists.size(item),
                BlobMapping.etag(item.get("Etag")),
                BlobMapping.instant(item.get("Last-Modified")));
    }

    /** Makes the newest version of a deleted object the object again, unless there is one by then. */
    void restore(String key, Deadline deadline) throws Exception {
        List<ObjectVersion> versions = list(key, deadline).versions();
        if (versions.isEmpty() || !versions.get(0).isDeletion()) {
            return; // it is there, or nothing of it
        }
        ObjectVersion newest = versions.get(1);
        if (newest.size() > BlobStorageProvider.LIMITS.maxCopySize()) {
            throw new DriverException(
                    ErrorCode.LIMIT_EXCEEDED, "Azure copies 256 MiB at once, and the newest version is larger.");
        }
        HttpHeaders headers =
                copies.whole(key, newest.id(), newest.etag(), deadline).set(HttpHeaderName.IF_NONE_MATCH, "*");
        try {
            calls.fetch(calls.url(key), headers, deadline);
        } catch (BlobStorageException e) {
            if (BlobErrors.isOfSource(e) || !BlobErrors.isConditionFailed(e)) {
                throw e;
            }
        }
    }
}
