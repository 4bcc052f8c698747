package io.midplatform.local.disk;

import io.midplatform.ErrorCode;
import io.midplatform.Support;
import io.midplatform.local.disk.ObjectFiles.Written;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import io.midplatform.spi.Finding;
import io.midplatform.spi.ItemOutcome;
import io.midplatform.storage.ByteRange;
import io.midplatform.storage.Checksum;
import io.midplatform.storage.Content;
import io.midplatform.storage.ObjectAttributes;
import io.midplatform.storage.ObjectInfo;
import io.midplatform.storage.PutResult;
import io.midplatform.storage.SignedRequest;
import io.midplatform.storage.StorageFeature;
import io.midplatform.storage.spi.BucketDriver;
import io.midplatform.storage.spi.KeyRules;
import io.midplatform.storage.spi.StorageCapabilities;
import io.midplatform.storage.spi.StorageLimits;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A bucket in a folder. A write first makes a file that nobody knows and then switches the row of the key to it, so that a reader, or the next
 * process after a {@code kill -9}, finds the old or the new object and never a part.
 */
final class DiskBucketDriver implements BucketDriver {
    private static final long MAX_OBJECT = 5L << 40;
    private static final int PART = 1 << 20;
    private static final StorageLimits LIMITS = new StorageLimits(
            MAX_OBJECT, MAX_OBJECT, MAX_OBJECT, PART, (int) (MAX_OBJECT / PART), 1000, 1000, 2048, 10, Duration.ZERO);

    /** What every bucket on disk can do. */
    static final StorageCapabilities CAPABILITIES = new StorageCapabilities(features(), LIMITS, KeyRules.ANY);

    private final DiskStore store;
    private final Database database;
    private final ObjectFiles files;
    private final NamedRow bucket;

    DiskBucketDriver(DiskStore store, NamedRow bucket) {
        this.store = store;
        this.database = store.database();
        this.files = store.files();
        this.bucket = bucket;
    }

    private static Map<StorageFeature, Support> features() {
        Map<StorageFeature, Support> features = new EnumMap<>(StorageFeature.class);
        for (StorageFeature feature : StorageFeature.values()) {
            features.put(feature, Support.NATIVE);
        }
        features.remove(StorageFeature.PRESIGN); // nobody listens
        features.remove(StorageFeature.VERSIONS);
        return features;
    }

    @Override
    public StorageCapabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public @Nullable ObjectInfo stat(String key, Deadline deadline) throws Exception {
        ObjectRow row = find(key, deadline);
        return row == null ? null : row.info(key);
    }

    @Override
    public @Nullable OpenObject read(Read request, Deadline deadline) throws Exception {
        ByteRange range = new ByteRange(request.start(), request.length(), request.suffix());
        for (ObjectRow row = existing(request.key(), deadline); ; ) {
            if (row.etag().equals(request.ifNoneMatch())) {
                return null;
            }
            requireMatch(row, request.ifMatch());
            try {
                return new OpenObject(row.info(request.key()), open(row, range));
            } catch (NoSuchFileException e) {
                row = replacement(row, request.key(), deadline, e);
            }
        }
    }

    private InputStream open(ObjectRow row, ByteRange range) throws Exception {
        long size = row.size();
        if (files.size(row.file()) != size) {
            throw new DriverException(
                    Failure.of(ErrorCode.CORRUPT, "the data file does not have the object's size.")
                            .advice(
                                    "Put the object again; somebody changed the folder, or the power failed under durability 'process'."),
                    null);
        }
        return files.open(row.file(), range.offsetIn(size), range.lengthIn(size));
    }

    /** The row that came in place of one whose file is gone. */
    private ObjectRow replacement(ObjectRow lost, String key, Deadline deadline, Exception cause) throws Exception {
        ObjectRow now = existing(key, deadline);
        if (now.file() == lost.file()) {
            throw new DriverException(
                    Failure.of(ErrorCode.CORRUPT, "the object's data file is missing.")
                            .advice(
                                    "Put the object again; somebody changed the folder, or the power failed under durability 'process'."),
                    cause);
        }
        return now;
    }

    @Override
    public PutResult put(Put request, Deadline deadline) throws Exception {
        long id = bucket.get(deadline);
        if (!request.condition().equals(Condition.NONE)) {
            // decided in the transaction; asked before so that a lost condition does not cost a body
            database.read(
                    session -> ObjectTable.require(session, id, ObjectTable.bytes(request.key()), request.condition()),
                    deadline);
        }
        long file = files.begin();
        Written written = fill(file, request.content(), deadline);
        ObjectRow row = row(file, written.size(), written.crc(), request.attributes(), request.tags());
        database.write(new Switch(files, id, request.key(), row, request.condition()), deadline);
        return result(request.key(), row);
    }

    private Written fill(long file, Content content, Deadline deadline) throws Exception {
        boolean written = false;
        try {
            Written result = files.write(file, content, deadline);
            written = true;
            return result;
        } finally {
            if (!written) {
                files.discard(file);
            }
        }
    }

    @Override
    public Page list(ListQuery request, Deadline deadline) throws Exception {
        long id = bucket.get(deadline);
        return database.read(session -> new ObjectListing(session, id, request).page(), deadline);
    }

    @Override
    public List<ItemOutcome<Void>> delete(List<Deletion> items, Deadline deadline) throws Exception {
        return database.write(new Removal(files, bucket.get(deadline), items), deadline);
    }

    @Override
    public CopySource source(String key) {
        return new CopySource(this, key);
    }

    @Override
    public boolean canCopy(CopySource source, Condition condition) {
        return source.driver() instanceof DiskBucketDriver from && from.store == store;
    }

    @Override
    public PutResult copy(Copy request, Deadline deadline) throws Exception {
        DiskBucketDriver from = (DiskBucketDriver) request.source().driver();
        ObjectRow source = from.existing(request.source().key(), deadline);
        requireMatch(source, request.info().etag());
        long id = bucket.get(deadline);
        try {
            long file = link(source.file(), deadline);
            ObjectRow row = row(file, source.size(), source.crc(), source.attributes(), Map.of());
            database.write(new Switch(files, id, request.key(), row, request.condition()), deadline);
            return result(request.key(), row);
        } catch (NoSuchFileException e) {
            requireMatch(from.replacement(source, request.source().key(), deadline, e), source.etag());
            throw e;
        }
    }

    private long link(long source, Deadline deadline) throws Exception {
        long file = files.begin();
        boolean linked = false;
        try {
            files.link(source, file, deadline);
            linked = true;
            return file;
        } finally {
            if (!linked) {
                files.discard(file);
            }
        }
    }

    @Override
    public String startUpload(String key, ObjectAttributes attributes, Map<String, String> tags, Deadline deadline)
            throws Exception {
        long id = bucket.get(deadline);
        UploadRow row = new UploadRow(files.begin(), store.nowMicros(), PART, attributes, tags);
        return store.uploads().start(id, key, row, deadline);
    }

    @Override
    public String uploadPart(String key, String upload, int number, Content content, Deadline deadline)
            throws Exception {
        return upload(key, upload, deadline).write(number, content, deadline);
    }

    @Override
    public PutResult completeUpload(Completion request, Deadline deadline) throws Exception {
        Upload upload = upload(request.key(), request.upload(), deadline);
        long id = bucket.get(deadline);
        upload.startCompleting();
        Publication publication = null;
        try {
            long file = upload.assemble(request.parts(), request.size(), deadline);
            ObjectRow row = row(
                    file,
                    request.size(),
                    crc(Objects.requireNonNull(request.checksum(), "of what the engine sent")),
                    upload.row().attributes(),
                    upload.row().tags());
            Switch change = new Switch(files, id, request.key(), row, request.condition());
            publication =
                    new Publication(files, change, upload, () -> store.uploads().forget(upload.id()));
            database.write(publication, deadline);
            return result(request.key(), row);
        } finally {
            if (publication == null) {
                upload.reopen();
            }
        }
    }

    @Override
    public void abortUpload(String key, String upload, Deadline deadline) throws Exception {
        store.uploads().abort(bucket.get(deadline), key, upload, deadline);
    }

    @Override
    public String copyPart(CopyPart request, Deadline deadline) throws Exception {
        DiskBucketDriver from = (DiskBucketDriver) request.source().driver();
        ObjectRow source = from.existing(request.source().key(), deadline);
        requireMatch(source, request.ifMatch());
        Content bytes =
                Content.opened(request.length(), () -> files.open(source.file(), request.start(), request.length()));
        return upload(request.key(), request.upload(), deadline).write(request.number(), bytes, deadline);
    }

    @Override
    public PartPage listParts(String key, String upload, @Nullable String token, Deadline deadline) throws Exception {
        return upload(key, upload, deadline).parts(token, deadline);
    }

    @Override
    public UploadPage listUploads(String prefix, @Nullable String token, Deadline deadline) throws Exception {
        return store.uploads().pending(bucket.get(deadline), prefix, token, deadline);
    }

    @Override
    public VersionPage listVersions(String key, @Nullable String token, Deadline deadline) {
        throw new UnsupportedOperationException("not declared");
    }

    @Override
    public SignedRequest presignRead(Read request, Duration ttl, Deadline deadline) {
        throw new UnsupportedOperationException("not declared");
    }

    @Override
    public SignedRequest presignPut(Put request, @Nullable Checksum checksum, Duration ttl, Deadline deadline) {
        throw new UnsupportedOperationException("not declared");
    }

    @Override
    public Map<String, String> tags(String key, Deadline deadline) throws Exception {
        return existing(key, deadline).tags();
    }

    @Override
    public void setTags(String key, Map<String, String> tags, Deadline deadline) throws Exception {
        long id = bucket.get(deadline);
        if (!database.write(session -> ObjectTable.setTags(session, id, key, tags), deadline)) {
            throw missing();
        }
    }

    @Override
    public Failure classify(Throwable thrown) {
        return DiskErrors.classify(thrown);
    }

    @Override
    public List<Finding> verify(Deadline deadline) throws Exception {
        List<Finding> findings = new ArrayList<>();
        boolean writable = Files.isWritable(files.root());
        findings.add(
                writable
                        ? Finding.ok("folder")
                        : new Finding("folder", Finding.Status.FAILED, files.root() + " may not be written."));
        bucket.get(deadline);
        findings.add(Finding.ok("bucket"));
        return findings;
    }

    @Override
    public String physicalName() {
        return bucket.name();
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return Optional.empty();
    }

    @Override
    public void close() {
        // the store belongs to all buckets and queues of the folder
    }

    private Upload upload(String key, String upload, Deadline deadline) throws Exception {
        return store.uploads().get(bucket.get(deadline), key, upload, deadline);
    }

    private ObjectRow row(long file, long size, long crc, ObjectAttributes attributes, Map<String, String> tags) {
        return new ObjectRow(file, size, crc, store.nowMicros(), attributes, tags);
    }

    private @Nullable ObjectRow find(String key, Deadline deadline) throws Exception {
        long id = bucket.get(deadline);
        return database.read(session -> Optional.ofNullable(ObjectTable.find(session, id, key)), deadline)
                .orElse(null);
    }

    private ObjectRow existing(String key, Deadline deadline) throws Exception {
        ObjectRow row = find(key, deadline);
        if (row == null) {
            throw missing();
        }
        return row;
    }

    private static void requireMatch(ObjectRow row, @Nullable String etag) {
        if (etag != null && !etag.equals(row.etag())) {
            throw new DriverException(
                    ErrorCode.PRECONDITION_FAILED, "the object is another one: its ETag has changed.");
        }
    }

    private static DriverException missing() {
        return new DriverException(ErrorCode.NOT_FOUND, "there is no object with this key.");
    }

    private static PutResult result(String key, ObjectRow row) {
        return new PutResult(key, row.etag(), row.size(), Checksum.crc32c(row.crc()));
    }

    private static long crc(Checksum checksum) {
        return Long.parseLong(checksum.hex(), 16);
    }
}
