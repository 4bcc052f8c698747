package io.midplatform.storage.spi;

import io.midplatform.spi.Deadline;
import io.midplatform.spi.Failure;
import io.midplatform.spi.Finding;
import io.midplatform.spi.ItemOutcome;
import io.midplatform.storage.Checksum;
import io.midplatform.storage.Content;
import io.midplatform.storage.ObjectAttributes;
import io.midplatform.storage.ObjectInfo;
import io.midplatform.storage.PutResult;
import io.midplatform.storage.SignedRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A layer's start: hands every call to the driver below. Override what the layer changes. */
public abstract class ForwardingBucketDriver implements BucketDriver {
    private final BucketDriver below;

    /**
     * Wraps a driver.
     *
     * @param below the driver below
     */
    protected ForwardingBucketDriver(BucketDriver below) {
        this.below = Objects.requireNonNull(below, "below");
    }

    /**
     * The driver below.
     *
     * @return the driver
     */
    protected final BucketDriver below() {
        return below;
    }

    @Override
    public StorageCapabilities capabilities() {
        return below.capabilities();
    }

    @Override
    public @Nullable ObjectInfo stat(String key, Deadline deadline) throws Exception {
        return below.stat(key, deadline);
    }

    @Override
    public @Nullable OpenObject read(Read request, Deadline deadline) throws Exception {
        return below.read(request, deadline);
    }

    @Override
    public PutResult put(Put request, Deadline deadline) throws Exception {
        return below.put(request, deadline);
    }

    @Override
    public Page list(ListQuery request, Deadline deadline) throws Exception {
        return below.list(request, deadline);
    }

    @Override
    public List<ItemOutcome<Void>> delete(List<Deletion> items, Deadline deadline) throws Exception {
        return below.delete(items, deadline);
    }

    @Override
    public CopySource source(String key) {
        return below.source(key);
    }

    @Override
    public boolean canCopy(CopySource source, Condition condition) {
        return below.canCopy(source, condition);
    }

    @Override
    public PutResult copy(Copy request, Deadline deadline) throws Exception {
        return below.copy(request, deadline);
    }

    @Override
    public String startUpload(String key, ObjectAttributes attributes, Map<String, String> tags, Deadline deadline)
            throws Exception {
        return below.startUpload(key, attributes, tags, deadline);
    }

    @Override
    public String uploadPart(String key, String upload, int number, Content content, Deadline deadline)
            throws Exception {
        return below.uploadPart(key, upload, number, content, deadline);
    }

    @Override
    public String copyPart(CopyPart request, Deadline deadline) throws Exception {
        return below.copyPart(request, deadline);
    }

    @Override
    public PutResult completeUpload(Completion request, Deadline deadline) throws Exception {
        return below.completeUpload(request, deadline);
    }

    @Override
    public void abortUpload(String key, String upload, Deadline deadline) throws Exception {
        below.abortUpload(key, upload, deadline);
    }

    @Override
    public PartPage listParts(String key, String upload, @Nullable String token, Deadline deadline) throws Exception {
        return below.listParts(key, upload, token, deadline);
    }

    @Override
    public UploadPage listUploads(String prefix, @Nullable String token, Deadline deadline) throws Exception {
        return below.listUploads(prefix, token, deadline);
    }

    @Override
    public VersionPage listVersions(String key, @Nullable String token, Deadline deadline) throws Exception {
        return below.listVersions(key, token, deadline);
    }

    @Override
    public SignedRequest presignRead(Read request, Duration ttl, Deadline deadline) throws Exception {
        return below.presignRead(request, ttl, deadline);
    }

    @Override
    public SignedRequest presignPut(Put request, @Nullable Checksum checksum, Duration ttl, Deadline deadline)
            throws Exception {
        return below.presignPut(request, checksum, ttl, deadline);
    }

    @Override
    public Map<String, String> tags(String key, Deadline deadline) throws Exception {
        return below.tags(key, deadline);
    }

    @Override
    public void setTags(String key, Map<String, String> tags, Deadline deadline) throws Exception {
        below.setTags(key, tags, deadline);
    }

    @Override
    public Failure classify(Throwable thrown) {
        return below.classify(thrown);
    }

    @Override
    public List<Finding> verify(Deadline deadline) throws Exception {
        return below.verify(deadline);
    }

    @Override
    public String physicalName() {
        return below.physicalName();
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return below.unwrap(type);
    }

    @Override
    public void close() {
        below.close();
    }
}
