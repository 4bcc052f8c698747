package io.midplatform.azure.blob;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.storage.blob.models.BlobStorageException;
import io.midplatform.ErrorCode;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import io.midplatform.spi.Finding;
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
    private static final String CHECK = "versions";
    private static final String NONE =
            "a blob has no version: the account keeps none, or kept none when the blob was written.";
    private static final String ADVICE =
            "Turn versioning on for the account and write the blob again, or remove the setting 'versions'.";

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
            BlobXml.Items page = lists.versions(key, 0, marker, deadline);
            for (BlobXml.Item item : page.items()) {
                isHere = item.name().equals(key); // those of longer keys come after them
                if (isHere) {
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

    /** What has no id cannot be told as a version; left out, it would be taken for deleted, or for never there. */
    private static ObjectVersion version(BlobXml.Item item) {
        if (item.get("VersionId").isEmpty()) {
            throw new DriverException(Failure.of(ErrorCode.CONFIGURATION, NONE).advice(ADVICE), null);
        }
        return new ObjectVersion(
                item.get("VersionId"),
                item.get("IsCurrentVersion").equals("true"),
                false,
                BlobLists.size(item),
                BlobMapping.etag(item.get("Etag")),
                BlobMapping.instant(item.get("Last-Modified")));
    }

    /** The account's properties are not for who may only use data: the first blob shows it, if there is one. */
    Finding verify(Deadline deadline) throws Exception {
        List<BlobXml.Item> first;
        try {
            first = lists.versions("", 1, null, deadline).items();
        } catch (BlobStorageException e) {
            if (BlobErrors.classify(e).code() != ErrorCode.ACCESS_DENIED) {
                throw e;
            }
            return new Finding(
                    CHECK,
                    Finding.Status.UNVERIFIED,
                    "the credentials may not list the container; grant the role Storage Blob Data Reader.");
        }
        if (first.isEmpty()) {
            return new Finding(CHECK, Finding.Status.UNVERIFIED, "there is no blob yet that would show them.");
        }
        return first.get(0).get("VersionId").isEmpty()
                ? new Finding(CHECK, Finding.Status.WARNING, NONE + " " + ADVICE)
                : Finding.ok(CHECK);
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
