package io.midplatform.azure.blob;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.batch.BlobBatchClientBuilder;
import com.azure.storage.blob.models.BlobStorageException;
import io.midplatform.ErrorCode;
import io.midplatform.azure.session.AzureSession;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import io.midplatform.spi.Finding;
import io.midplatform.spi.ItemOutcome;
import io.midplatform.spi.PlatformTime;
import io.midplatform.storage.Checksum;
import io.midplatform.storage.Content;
import io.midplatform.storage.ObjectAttributes;
import io.midplatform.storage.ObjectInfo;
import io.midplatform.storage.PutResult;
import io.midplatform.storage.SignedRequest;
import io.midplatform.storage.spi.BucketDriver;
import io.midplatform.storage.spi.StorageCapabilities;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A bucket on Blob Storage, which calls it a container. */
final class BlobBucketDriver implements BucketDriver {
    private static final int NO_SUCH_RANGE = 416;

    /** How often an object that changes between the look at its size and the read is looked at again. */
    private static final int LOOKS = 5;

    private final BlobServiceClient service;
    private final BlobContainerClient container;
    private final BlobSettings settings;
    private final BlobAccount account;
    private final StorageCapabilities capabilities;
    private final BlobCalls calls;
    private final BlobLists lists;
    private final BlobUploads uploads;
    private final BlobCopies copies;
    private final BlobVersions versions;
    private final BlobDeletes deletes;
    private final BlobPresigning presigning;

    BlobBucketDriver(
            BlobServiceClient service,
            String name,
            BlobAccount account,
            AzureSession session,
            BlobSettings settings,
            PlatformTime time) {
        this.service = service;
        this.container = service.getBlobContainerClient(name);
        this.settings = settings;
        this.account = account;
        this.capabilities = BlobStorageProvider.capabilities(settings);
        this.calls = new BlobCalls(container, settings.create());
        this.lists = new BlobLists(calls);
        this.uploads = new BlobUploads(calls, lists, time, settings.accessTier());
        this.copies = new BlobCopies(account, session, calls, container);
        this.versions = new BlobVersions(calls, lists, copies);
        this.deletes = new BlobDeletes(new BlobBatchClientBuilder(container).buildClient(), calls, versions);
        this.presigning = new BlobPresigning(account, service, container, calls);
    }

    @Override
    public StorageCapabilities capabilities() {
        return capabilities;
    }

    @Override
    public @Nullable ObjectInfo stat(String key, Deadline deadline) throws Exception {
        return stat(key, null, deadline);
    }

    private @Nullable ObjectInfo stat(String key, @Nullable String version, Deadline deadline) throws Exception {
        String url = BlobVersions.url(calls.url(key), version);
        try {
            return BlobMapping.info(key, calls.send(HttpMethod.HEAD, url, new HttpHeaders(), null, deadline));
        } catch (BlobStorageException e) {
            if (BlobErrors.isMissing(e)) {
                return null;
            }
            throw e;
        }
    }

    @Override
    public @Nullable OpenObject read(Read read, Deadline deadline) throws Exception {
        return read.suffix() ? readEnd(read, deadline) : readFrom(read, read.start(), read.ifMatch(), deadline);
    }

    /** Azure knows no range that counts from the end: the object's size is asked for, and that very object is read. */
    private @Nullable OpenObject readEnd(Read read, Deadline deadline) throws Exception {
        for (int look = 1; ; look++) {
            ObjectInfo info = existing(read, deadline);
            long start = Math.max(0, info.size() - read.start());
            try {
                return readFrom(read, start, info.etag(), deadline);
            } catch (BlobStorageException e) {
                boolean isOther = BlobErrors.isConditionFailed(e) && read.ifMatch() == null;
                if (!isOther || look == LOOKS) {
                    throw e;
                }
            }
        }
    }

    private @Nullable OpenObject readFrom(Read read, long start, @Nullable String ifMatch, Deadline deadline)
            throws Exception {
        HttpHeaders headers = new HttpHeaders();
        if (!read.isWhole()) {
            headers.set(HttpHeaderName.RANGE, range(start, read.suffix() ? -1 : read.length()));
        }
        BlobHeaders.ifMatch(headers, ifMatch);
        String ifNoneMatch = read.ifNoneMatch();
        if (ifNoneMatch != null) {
            headers.set(HttpHeaderName.IF_NONE_MATCH, BlobHeaders.quoted(ifNoneMatch));
        }
        try {
            String url = BlobVersions.url(calls.url(read.key()), read.version());
            HttpResponse response = calls.open(HttpMethod.GET, url, headers, null, deadline);
            if (!read.isWhole() && response.getHeaderValue(HttpHeaderName.CONTENT_RANGE) == null) {
                response.close();
                throw new DriverException(ErrorCode.UNSUPPORTED, "the store gives all of an object for a part of it.");
            }
            return new OpenObject(BlobMapping.info(read.key(), response.getHeaders()), BlobBody.of(response));
        } catch (BlobStorageException e) {
            if (BlobErrors.isNotModified(e)) {
                return null;
            }
            if (e.getStatusCode() == NO_SUCH_RANGE) {
                return new OpenObject(existing(read, deadline), InputStream.nullInputStream());
            }
            throw e;
        }
    }

    private ObjectInfo existing(Read read, Deadline deadline) throws Exception {
        ObjectInfo info = stat(read.key(), read.version(), deadline);
        if (info == null) {
            throw new DriverException(ErrorCode.NOT_FOUND, "there is no such blob.");
        }
        if (read.ifMatch() != null && !read.ifMatch().equals(info.etag())) {
            throw new DriverException(ErrorCode.PRECONDITION_FAILED, "the blob has another ETag.");
        }
        return info;
    }

    static String range(long start, long length) {
        return "bytes=" + start + "-" + (length < 0 ? "" : start + length - 1);
    }

    @Override
    public PutResult put(Put put, Deadline deadline) throws Exception {
        Checksum checksum = BlobContent.checksum(put.content());
        long size = put.content().length().orElseThrow();
        HttpHeaders headers = BlobHeaders.sized(size).set(BlobHeaders.TYPE, BlobHeaders.BLOCK_BLOB);
        BlobHeaders.attributes(headers, put.attributes(), put.tags(), checksum, size, settings.accessTier());
        BlobHeaders.condition(headers, put.condition());
        try (BlobContent body = BlobContent.of(put.content())) {
            HttpHeaders told = BlobCalls.conditionally(
                    put.condition(),
                    () -> calls.send(HttpMethod.PUT, calls.url(put.key()), headers, body.body(), deadline));
            return BlobMapping.result(put.key(), size, checksum, told);
        }
    }

    @Override
    public Page list(ListQuery query, Deadline deadline) throws Exception {
        return lists.list(query, deadline);
    }

    @Override
    public List<ItemOutcome<Void>> delete(List<Deletion> items, Deadline deadline) throws Exception {
        return deletes.delete(items, deadline);
    }

    @Override
    public CopySource source(String key) {
        return new CopySource(this, key);
    }

    @Override
    public boolean canCopy(CopySource source, Condition condition) {
        return source.driver() instanceof BlobBucketDriver from && copies.isReachable(from.copies);
    }

    private static BlobCopies copies(CopySource source) {
        if (source.driver() instanceof BlobBucketDriver from) {
            return from.copies;
        }
        throw new IllegalArgumentException("canCopy() has not allowed this source");
    }

    @Override
    public PutResult copy(Copy copy, Deadline deadline) throws Exception {
        HttpHeaders headers = copies(copy.source())
                .whole(copy.source().key(), null, copy.info().etag(), deadline);
        settings.accessTier().ifPresent(tier -> headers.set(BlobHeaders.TIER, tier));
        BlobHeaders.condition(headers, copy.condition());
        HttpHeaders told =
                BlobCalls.conditionally(copy.condition(), () -> calls.fetch(calls.url(copy.key()), headers, deadline));
        return BlobMapping.result(
                copy.key(), copy.info().size(), copy.info().checksum().orElse(null), told);
    }

    @Override
    public String startUpload(String key, ObjectAttributes attributes, Map<String, String> tags, Deadline deadline) {
        return uploads.start();
    }

    @Override
    public String uploadPart(String key, String upload, int number, Content content, Deadline deadline)
            throws Exception {
        return uploads.part(key, upload, number, content, deadline);
    }

    @Override
    public String copyPart(CopyPart part, Deadline deadline) throws Exception {
        HttpHeaders source =
                copies(part.source()).part(part.source().key(), part.ifMatch(), part.start(), part.length(), deadline);
        return uploads.copy(part, source, deadline);
    }

    @Override
    public PutResult completeUpload(Completion end, Deadline deadline) throws Exception {
        return uploads.complete(end, deadline);
    }

    @Override
    public void abortUpload(String key, String upload, Deadline deadline) throws Exception {
        uploads.abort(key, upload, deadline);
    }

    @Override
    public PartPage listParts(String key, String upload, @Nullable String token, Deadline deadline) throws Exception {
        return uploads.parts(key, upload, deadline);
    }

    @Override
    public UploadPage listUploads(String prefix, @Nullable String token, Deadline deadline) throws Exception {
        return uploads.list(prefix, token, deadline);
    }

    @Override
    public VersionPage listVersions(String key, @Nullable String token, Deadline deadline) throws Exception {
        return versions.list(key, deadline);
    }

    @Override
    public SignedRequest presignRead(Read read, Duration ttl, Deadline deadline) throws Exception {
        return presigning.read(read, ttl, deadline);
    }

    @Override
    public SignedRequest presignPut(Put put, @Nullable Checksum checksum, Duration ttl, Deadline deadline)
            throws Exception {
        return presigning.put(put, settings.accessTier(), ttl, deadline);
    }

    @Override
    public Map<String, String> tags(String key, Deadline deadline) throws Exception {
        try (HttpResponse response = calls.whole(calls.url(key) + "?comp=tags", deadline)) {
            return BlobXml.tags(response);
        }
    }

    @Override
    public void setTags(String key, Map<String, String> tags, Deadline deadline) throws Exception {
        byte[] body = BlobXml.tags(tags);
        calls.send(
                HttpMethod.PUT,
                calls.url(key) + "?comp=tags",
                BlobHeaders.sized(body.length),
                BinaryData.fromBytes(body),
                deadline);
    }

    @Override
    public Failure classify(Throwable thrown) {
        return BlobErrors.classify(thrown);
    }

    @Override
    public List<Finding> verify(Deadline deadline) throws Exception {
        List<Finding> findings = new ArrayList<>();
        findings.add(exists(deadline));
        if (account.isToken()) {
            findings.add(presigning.verify(deadline));
        }
        if (settings.versions()) {
            findings.add(versions.verify(deadline));
        }
        return findings;
    }

    private Finding exists(Deadline deadline) throws InterruptedException {
        try {
            calls.headContainer(deadline);
            return Finding.ok("exists");
        } catch (BlobStorageException e) {
            if (BlobErrors.classify(e).code() != ErrorCode.ACCESS_DENIED) {
                throw e;
            }
            return new Finding(
                    "exists",
                    Finding.Status.UNVERIFIED,
                    "the credentials may not read the container's properties; grant the role Storage Blob Data Reader.");
        }
    }

    @Override
    public String physicalName() {
        return container.getBlobContainerName();
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        if (type.isInstance(container)) {
            return Optional.of(type.cast(container));
        }
        return type.isInstance(service) ? Optional.of(type.cast(service)) : Optional.empty();
    }

    @Override
    public void close() {
        // the session's HTTP client is closed with the platform
    }
}
