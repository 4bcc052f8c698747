package io.midplatform.local.memory;

import io.midplatform.ErrorCode;
import io.midplatform.Support;
import io.midplatform.local.memory.MemoryBucket.Entry;
import io.midplatform.local.memory.MemoryBucket.Upload;
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
import io.midplatform.storage.StorageFeature;
import io.midplatform.storage.spi.BucketDriver;
import io.midplatform.storage.spi.KeyOrder;
import io.midplatform.storage.spi.KeyRules;
import io.midplatform.storage.spi.StorageCapabilities;
import io.midplatform.storage.spi.StorageLimits;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** A bucket in memory. Bytes are copied on their way in and on their way out. */
public final class MemoryBucketDriver implements BucketDriver {
    /** The longest array that every JVM can make. */
    private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

    /** What every bucket in memory can do. The 2 KiB of metadata and 10 tags are the contract's, not the memory's. */
    public static final StorageCapabilities CAPABILITIES = new StorageCapabilities(
            features(),
            new StorageLimits(
                    MAX_ARRAY, MAX_ARRAY, MAX_ARRAY, 1 << 20, Integer.MAX_VALUE, 1000, 1000, 2048, 10, Duration.ZERO),
            KeyRules.ANY);

    private final String name;
    private final ConcurrentMap<String, MemoryBucket> buckets;
    private final PlatformTime time;

    MemoryBucketDriver(String name, ConcurrentMap<String, MemoryBucket> buckets, PlatformTime time) {
        this.name = name;
        this.buckets = buckets;
        this.time = time;
    }

    @Override
    public StorageCapabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public @Nullable ObjectInfo stat(String key, Deadline deadline) {
        Entry entry = bucket().objects.get(key);
        return entry == null ? null : entry.info();
    }

    @Override
    public @Nullable OpenObject read(Read request, Deadline deadline) {
        Entry entry = entry(request.key());
        String etag = entry.info().etag();
        if (etag.equals(request.ifNoneMatch())) {
            return null;
        }
        match(request.ifMatch(), etag);
        byte[] bytes = entry.bytes();
        long start = request.suffix() ? Math.max(0, bytes.length - request.start()) : request.start();
        int from = (int) Math.min(start, bytes.length);
        int count = bytes.length - from;
        if (request.length() >= 0 && request.length() < count) {
            count = (int) request.length();
        }
        return new OpenObject(entry.info(), new ByteArrayInputStream(bytes, from, count));
    }

    @Override
    public PutResult put(Put request, Deadline deadline) throws IOException {
        byte[] bytes = copy(request.content());
        return write(
                request.key(),
                bytes,
                Checksum.crc32c(bytes),
                request.attributes(),
                request.tags(),
                request.condition());
    }

    @Override
    public Page list(ListQuery query, Deadline deadline) {
        return new MemoryListing(bucket().objects, query).page();
    }

    @Override
    public List<ItemOutcome<Void>> delete(List<Deletion> items, Deadline deadline) {
        MemoryBucket bucket = bucket();
        List<ItemOutcome<Void>> outcomes = new ArrayList<>(items.size());
        for (Deletion item : items) {
            if (item.ifMatch() == null) {
                bucket.objects.remove(item.key());
                outcomes.add(ItemOutcome.done());
            } else {
                Entry entry = bucket.objects.get(item.key());
                boolean deleted = entry != null
                        && entry.info().etag().equals(item.ifMatch())
                        && bucket.objects.remove(item.key(), entry);
                outcomes.add(deleted ? ItemOutcome.done() : ItemOutcome.failed(changed()));
            }
        }
        return outcomes;
    }

    @Override
    public CopySource source(String key) {
        return new CopySource(this, key);
    }

    @Override
    public boolean canCopy(CopySource source, Condition condition) {
        return source.driver() instanceof MemoryBucketDriver;
    }

    @Override
    public PutResult copy(Copy request, Deadline deadline) {
        Entry source = source(request.source(), request.info().etag());
        Checksum checksum = source.info().checksum().orElseGet(() -> Checksum.crc32c(source.bytes()));
        return write(
                request.key(), source.bytes(), checksum, source.info().attributes(), Map.of(), request.condition());
    }

    private static Entry source(CopySource source, String etag) {
        Entry entry = ((MemoryBucketDriver) source.driver()).entry(source.key());
        match(etag, entry.info().etag());
        return entry;
    }

    @Override
    public String startUpload(String key, ObjectAttributes attributes, Map<String, String> tags, Deadline deadline) {
        String id = UUID.randomUUID().toString();
        bucket().uploads.put(id, new Upload(key, time.instant(), attributes, tags, new ConcurrentHashMap<>()));
        return id;
    }

    @Override
    public String uploadPart(String key, String upload, int number, Content content, Deadline deadline)
            throws IOException {
        return part(upload, number, copy(content));
    }

    @Override
    public String copyPart(CopyPart request, Deadline deadline) {
        Entry source = source(request.source(), request.ifMatch());
        int start = Math.toIntExact(request.start());
        byte[] bytes = Arrays.copyOfRange(source.bytes(), start, Math.toIntExact(start + request.length()));
        return part(request.upload(), request.number(), bytes);
    }

    private String part(String upload, int number, byte[] bytes) {
        upload(upload).parts().put(number, bytes);
        return Integer.toString(number);
    }

    @Override
    public PartPage listParts(String key, String upload, @Nullable String token, Deadline deadline) {
        List<SentPart> parts = new ArrayList<>();
        new TreeMap<>(upload(upload).parts())
                .forEach((number, bytes) -> parts.add(
                        new SentPart(number, bytes.length, Integer.toString(number), Checksum.crc32c(bytes))));
        return new PartPage(parts, null);
    }

    @Override
    public UploadPage listUploads(String prefix, @Nullable String token, Deadline deadline) {
        List<PendingUpload> uploads = new ArrayList<>();
        bucket().uploads.forEach((id, upload) -> {
            if (upload.key().startsWith(prefix)) {
                uploads.add(new PendingUpload(upload.key(), id, upload.startedAt()));
            }
        });
        uploads.sort(Comparator.comparing(PendingUpload::key, KeyOrder.UTF8));
        return new UploadPage(uploads, null);
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
    public PutResult completeUpload(Completion request, Deadline deadline) {
        Upload upload = upload(request.upload());
        if (request.size() > MAX_ARRAY) {
            throw new DriverException(ErrorCode.LIMIT_EXCEEDED, "an object in memory has at most 2 GiB.");
        }
        ByteBuffer all = ByteBuffer.allocate((int) request.size());
        for (String part : request.parts()) {
            byte[] bytes = upload.parts().get(Integer.valueOf(part));
            if (bytes == null) {
                throw new DriverException(ErrorCode.INVALID_REQUEST, "the upload has no part " + part + ".");
            }
            all.put(bytes);
        }
        Checksum checksum = request.checksum();
        PutResult result = write(
                request.key(),
                all.array(),
                checksum == null ? Checksum.crc32c(all.array()) : checksum,
                upload.attributes(),
                upload.tags(),
                request.condition());
        bucket().uploads.remove(request.upload());
        return result;
    }

    @Override
    public void abortUpload(String key, String upload, Deadline deadline) {
        bucket().uploads.remove(upload);
    }

    @Override
    public Map<String, String> tags(String key, Deadline deadline) {
        return entry(key).tags();
    }

    @Override
    public void setTags(String key, Map<String, String> tags, Deadline deadline) {
        Entry tagged =
                bucket().objects.computeIfPresent(key, (k, entry) -> new Entry(entry.info(), entry.bytes(), tags));
        if (tagged == null) {
            throw missing();
        }
    }

    @Override
    public Failure classify(Throwable thrown) {
        return Failure.of(ErrorCode.UNKNOWN, "the memory driver failed: " + thrown);
    }

    @Override
    public List<Finding> verify(Deadline deadline) {
        bucket();
        return List.of(Finding.ok("bucket exists"));
    }

    @Override
    public String physicalName() {
        return name;
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return type.isInstance(this) ? Optional.of(type.cast(this)) : Optional.empty();
    }

    @Override
    public void close() {
        // the buckets belong to the platform
    }

    private PutResult write(
            String key,
            byte[] bytes,
            Checksum checksum,
            ObjectAttributes attributes,
            Map<String, String> tags,
            Condition condition) {
        MemoryBucket bucket = bucket();
        ObjectInfo info = new ObjectInfo(key, bytes.length, bucket.nextEtag(), time.instant(), attributes, checksum);
        Entry written = new Entry(info, bytes, tags);
        if (condition.equals(Condition.NONE)) {
            bucket.objects.put(key, written);
        } else {
            bucket.objects.compute(key, (k, old) -> {
                if (condition.onlyIfAbsent() && old != null) {
                    throw new DriverException(ErrorCode.ALREADY_EXISTS, "there is an object already.");
                }
                if (condition.ifMatch() != null) {
                    match(condition.ifMatch(), old == null ? "" : old.info().etag());
                }
                return written;
            });
        }
        return new PutResult(key, info.etag(), bytes.length, checksum);
    }

    private static byte[] copy(Content content) throws IOException {
        int length = (int) content.length().orElseThrow();
        Optional<ByteBuffer> buffer = content.buffer();
        if (buffer.isPresent()) {
            byte[] bytes = new byte[length];
            buffer.get().get(bytes);
            return bytes;
        }
        try (InputStream in = content.open()) {
            byte[] bytes = in.readNBytes(length);
            // reading on makes a stream of another length say so
            if (bytes.length < length || in.read() >= 0) {
                throw new EOFException("the content has not " + length + " bytes");
            }
            return Arrays.copyOf(bytes, length);
        }
    }

    private MemoryBucket bucket() {
        MemoryBucket bucket = buckets.get(name);
        if (bucket == null) {
            throw new DriverException(
                    Failure.of(ErrorCode.NOT_FOUND, "there is no bucket '" + name + "'.")
                            .advice("Set create: true, or correct the name."),
                    null);
        }
        return bucket;
    }

    private Entry entry(String key) {
        Entry entry = bucket().objects.get(key);
        if (entry == null) {
            throw missing();
        }
        return entry;
    }

    private Upload upload(String id) {
        Upload upload = bucket().uploads.get(id);
        if (upload == null) {
            throw new DriverException(ErrorCode.NOT_FOUND, "there is no such upload.");
        }
        return upload;
    }

    private static void match(@Nullable String wanted, String etag) {
        if (wanted != null && !wanted.equals(etag)) {
            throw changed();
        }
    }

    private static DriverException changed() {
        return new DriverException(
                Failure.of(ErrorCode.PRECONDITION_FAILED, "the object has another ETag, or is missing.")
                        .advice("Read it again and decide anew."),
                null);
    }

    private static DriverException missing() {
        return new DriverException(
                Failure.of(ErrorCode.NOT_FOUND, "there is no such object.")
                        .advice("Use head or exists where a missing object is normal."),
                null);
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
}
