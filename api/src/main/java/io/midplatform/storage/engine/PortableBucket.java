package io.midplatform.storage.engine;

import io.midplatform.BatchResult;
import io.midplatform.ErrorCode;
import io.midplatform.Support;
import io.midplatform.engine.call.Calls;
import io.midplatform.engine.call.ResourceContext;
import io.midplatform.storage.AbandonedUpload;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.BucketWriter;
import io.midplatform.storage.Content;
import io.midplatform.storage.CopyOptions;
import io.midplatform.storage.DeleteOptions;
import io.midplatform.storage.GetOptions;
import io.midplatform.storage.ListOptions;
import io.midplatform.storage.ListPage;
import io.midplatform.storage.Listing;
import io.midplatform.storage.ObjectInfo;
import io.midplatform.storage.ObjectVersion;
import io.midplatform.storage.PutOptions;
import io.midplatform.storage.PutResult;
import io.midplatform.storage.SignedRequest;
import io.midplatform.storage.StorageFeature;
import io.midplatform.storage.StoredObject;
import io.midplatform.storage.SyncOptions;
import io.midplatform.storage.TransferOptions;
import io.midplatform.storage.TransferReport;
import io.midplatform.storage.spi.BucketDriver;
import io.midplatform.storage.spi.BucketDriver.Deletion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The one implementation of {@link Bucket}: checks, then one call to the driver. */
final class PortableBucket implements Bucket {
    private final ResourceContext context;
    private final BucketDriver driver;
    private final Calls calls;
    private final KeyChecks keys;
    private final AttributeChecks attributes;
    private final ObjectWrites writes;
    private final ObjectReads reads;
    private final BatchDelete deletes;
    private final Copies copies;
    private final FileUpload uploads;
    private final FileDownload downloads;
    private final DirectoryTransfers directories;
    private final Uploads abandoned;
    private final Presigning presigning;

    PortableBucket(ResourceContext context, BucketDriver driver, BucketSettings settings) {
        this.context = context;
        this.driver = driver;
        this.calls = new Calls(context, settings.timeout(), driver::classify);
        this.keys = new KeyChecks(calls, driver.capabilities().keys());
        this.attributes = new AttributeChecks(calls, driver.capabilities().limits());
        this.writes = new ObjectWrites(context, calls, driver, attributes);
        this.reads = new ObjectReads(context, calls, driver);
        this.deletes = new BatchDelete(calls, driver, context.time(), settings.retry());
        this.copies = new Copies(context, calls, driver, reads);
        this.uploads = new FileUpload(context, calls, driver, writes);
        this.downloads = new FileDownload(context, calls, reads);
        this.directories = new DirectoryTransfers(context, calls, this, keys, uploads, downloads);
        this.abandoned = new Uploads(calls, driver);
        this.presigning = new Presigning(calls, driver, writes);
    }

    @Override
    public String name() {
        return context.resource();
    }

    @Override
    public PutResult put(String key, Content content) {
        return put(key, content, PutOptions.defaults());
    }

    @Override
    public PutResult put(String key, String text) {
        return put(key, Content.text(text), PutOptions.defaults());
    }

    @Override
    public PutResult put(String key, byte[] bytes) {
        return put(key, Content.bytes(bytes), PutOptions.defaults());
    }

    @Override
    public PutResult put(String key, Content content, PutOptions options) {
        keys.check("put", key);
        Objects.requireNonNull(content, "content");
        return writes.put(key, content, options);
    }

    @Override
    public BucketWriter writer(String key) {
        return writer(key, PutOptions.defaults());
    }

    @Override
    public BucketWriter writer(String key, PutOptions options) {
        keys.check("writer", key);
        return writes.writer(key, options);
    }

    @Override
    public StoredObject get(String key) {
        return get(key, GetOptions.defaults());
    }

    @Override
    public StoredObject get(String key, GetOptions options) {
        keys.check("get", key);
        requireVersions("get", options.version());
        return reads.get(key, options);
    }

    @Override
    public Optional<StoredObject> getIfChanged(String key, String etag) {
        keys.check("getIfChanged", key);
        return reads.getIfChanged(key, Objects.requireNonNull(etag, "etag"));
    }

    @Override
    public byte[] getBytes(String key) {
        keys.check("get", key);
        try (StoredObject object = reads.briefly(key)) {
            return object.bytes();
        }
    }

    @Override
    public String getString(String key) {
        keys.check("get", key);
        try (StoredObject object = reads.briefly(key)) {
            return object.text();
        }
    }

    @Override
    public Optional<ObjectInfo> head(String key) {
        keys.check("head", key);
        return calls.call("head", key, null, deadline -> Optional.ofNullable(driver.stat(key, deadline)));
    }

    @Override
    public boolean exists(String key) {
        keys.check("exists", key);
        return calls.call("exists", key, null, deadline -> driver.stat(key, deadline) != null);
    }

    @Override
    public void delete(String key) {
        delete(key, DeleteOptions.defaults());
    }

    @Override
    public void delete(String key, DeleteOptions options) {
        keys.check("delete", key);
        String ifMatch = options.ifMatch().orElse(null);
        if (ifMatch != null) {
            require("delete", StorageFeature.CONDITIONAL_DELETE);
        }
        requireVersions("delete", options.version());
        Deletion deletion = new Deletion(key, ifMatch, options.version().orElse(null));
        calls.run("delete", key, options.timeout().orElse(null), deadline -> {
            Throwable failure =
                    driver.delete(List.of(deletion), deadline).get(0).failure();
            if (failure != null) {
                throw calls.wrap("delete", key, failure);
            }
        });
    }

    @Override
    public BatchResult<String, Void> deleteAll(Collection<String> all) {
        List<String> ordered = List.copyOf(all);
        ordered.forEach(key -> keys.check("deleteAll", key));
        return deletes.delete(ordered);
    }

    @Override
    public Listing list() {
        return list(ListOptions.defaults());
    }

    @Override
    public Listing list(String prefix) {
        return list(ListOptions.defaults().prefix(prefix));
    }

    @Override
    public Listing list(ListOptions options) {
        checkList("list", options);
        return new PagedListing(this, options);
    }

    @Override
    public ListPage listPage(ListOptions options) {
        String token = checkList("listPage", options);
        int most = driver.capabilities().limits().maxPageSize();
        BucketDriver.ListQuery query = new BucketDriver.ListQuery(
                options.prefix(),
                options.delimiter().orElse(null),
                options.startAfter().orElse(null),
                options.pageSize() == 0 ? most : Math.min(most, options.pageSize()),
                token);
        return calls.call("listPage", null, options.timeout().orElse(null), deadline -> {
            BucketDriver.Page page = driver.list(query, deadline);
            return new ListPage(
                    page.entries(), Optional.ofNullable(page.next()).map(next -> PageToken.encode(options, next)));
        });
    }

    /** Checks the options and gives the service's own token. */
    private @Nullable String checkList(String operation, ListOptions options) {
        calls.checkOpen();
        String delimiter = options.delimiter().orElse("/");
        if (!delimiter.equals("/")) {
            require(operation, StorageFeature.ANY_DELIMITER);
        }
        keys.checkPart(operation, "prefix", options.prefix());
        keys.checkPart(operation, "delimiter", delimiter);
        keys.checkPart(operation, "start", options.startAfter().orElse(null));
        String token = options.token().orElse(null);
        if (token == null) {
            return null;
        }
        return PageToken.decode(options, token)
                .orElseThrow(() -> calls.error(
                                ErrorCode.INVALID_REQUEST,
                                operation,
                                null,
                                "the token is not one of this listing: it was changed, or prefix, delimiter or start"
                                        + " are others than before.")
                        .advice("Pass the next() of the page before with the same options.")
                        .build());
    }

    @Override
    public PutResult copy(String from, String to) {
        return copyTo(this, from, to, CopyOptions.defaults());
    }

    @Override
    public PutResult copy(String from, String to, CopyOptions options) {
        return copyTo(this, from, to, options);
    }

    @Override
    public PutResult copyTo(Bucket target, String from, String to, CopyOptions options) {
        if (!(Objects.requireNonNull(target, "target") instanceof PortableBucket other)) {
            throw new IllegalArgumentException("the target is not a bucket of a platform: "
                    + target.getClass().getName());
        }
        keys.check("copy", from);
        other.keys.check("copy", to);
        BucketDriver.Condition condition =
                other.writes.condition("copy", to, options.isOnlyIfAbsent(), options.ifMatch());
        return copies.copy(
                from,
                options.sourceIfMatch().orElse(null),
                new Copies.Target(other.driver, other.writes, to, condition),
                options.timeout().orElse(null));
    }

    @Override
    public PutResult upload(String key, Path file, TransferOptions options) {
        keys.check("upload", key);
        if (options.resume().isPresent() || options.resumable().isPresent()) {
            require("upload", StorageFeature.RESUMABLE_UPLOADS);
        }
        Progress progress = new Progress(options, context.time());
        PutResult result = uploads.upload(key, Objects.requireNonNull(file, "file"), options, progress);
        progress.end();
        return result;
    }

    @Override
    public ObjectInfo download(String key, Path file, TransferOptions options) {
        keys.check("download", key);
        Progress progress = new Progress(options, context.time());
        ObjectInfo info = downloads.download(key, Objects.requireNonNull(file, "file"), options, progress);
        progress.end();
        return info;
    }

    @Override
    public TransferReport uploadDirectory(Path directory, String prefix, TransferOptions options) {
        return directories.upload("uploadDirectory", directory, prefix, options);
    }

    @Override
    public TransferReport downloadDirectory(String prefix, Path directory, TransferOptions options) {
        return directories.download("downloadDirectory", prefix, directory, options);
    }

    @Override
    public TransferReport sync(Path directory, String prefix, SyncOptions options) {
        return directories.sync(directory, prefix, options);
    }

    @Override
    public TransferReport sync(String prefix, Path directory, SyncOptions options) {
        return directories.sync(prefix, directory, options);
    }

    @Override
    public List<AbandonedUpload> abandonedUploads() {
        require("abandonedUploads", StorageFeature.RESUMABLE_UPLOADS);
        return abandoned.list();
    }

    @Override
    public void abandon(String token) {
        require("abandon", StorageFeature.RESUMABLE_UPLOADS);
        abandoned.abandon(token);
    }

    @Override
    public SignedRequest presignGet(String key, Duration ttl, GetOptions options) {
        keys.check("presignGet", key);
        require("presignGet", StorageFeature.PRESIGN);
        requireVersions("presignGet", options.version());
        return presigning.get(key, ttl, options);
    }

    @Override
    public SignedRequest presignPut(String key, Duration ttl, PutOptions options) {
        keys.check("presignPut", key);
        require("presignPut", StorageFeature.PRESIGN);
        return presigning.put(key, ttl, options);
    }

    @Override
    public List<ObjectVersion> versions(String key) {
        keys.check("versions", key);
        require("versions", StorageFeature.VERSIONS);
        return reads.versions(key);
    }

    @Override
    public Map<String, String> tags(String key) {
        keys.check("tags", key);
        require("tags", StorageFeature.TAGS);
        return calls.call("tags", key, null, deadline -> Map.copyOf(driver.tags(key, deadline)));
    }

    @Override
    public void setTags(String key, Map<String, String> tags) {
        keys.check("setTags", key);
        require("setTags", StorageFeature.TAGS);
        Map<String, String> copy = Map.copyOf(tags);
        attributes.tags("setTags", key, copy);
        calls.run("setTags", key, null, deadline -> driver.setTags(key, copy, deadline));
    }

    @Override
    public Support support(StorageFeature feature) {
        return driver.capabilities().support(Objects.requireNonNull(feature, "feature"));
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return driver.unwrap(Objects.requireNonNull(type, "type"));
    }

    private void requireVersions(String operation, Optional<String> version) {
        if (version.isPresent()) {
            require(operation, StorageFeature.VERSIONS);
        }
    }

    private void require(String operation, StorageFeature feature) {
        if (!support(feature).isUsable()) {
            throw calls.unsupported(operation, feature.id());
        }
    }

    @Override
    public String toString() {
        return "bucket " + name();
    }
}
