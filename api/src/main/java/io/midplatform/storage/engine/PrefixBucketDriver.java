package io.midplatform.storage.engine;

import io.midplatform.engine.call.Utf8;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.ItemOutcome;
import io.midplatform.storage.Checksum;
import io.midplatform.storage.Content;
import io.midplatform.storage.ListEntry;
import io.midplatform.storage.ObjectAttributes;
import io.midplatform.storage.ObjectInfo;
import io.midplatform.storage.PutResult;
import io.midplatform.storage.SignedRequest;
import io.midplatform.storage.spi.BucketDriver;
import io.midplatform.storage.spi.ForwardingBucketDriver;
import io.midplatform.storage.spi.KeyRules;
import io.midplatform.storage.spi.StorageCapabilities;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts a prefix before every key and takes it off again, so that the layers above see their own keys only. */
final class PrefixBucketDriver extends ForwardingBucketDriver {
    private final String prefix;
    private final StorageCapabilities capabilities;

    PrefixBucketDriver(BucketDriver below, String prefix) {
        super(below);
        this.prefix = prefix;
        StorageCapabilities inner = below.capabilities();
        KeyRules rules = key -> {
            String full = prefix + key;
            return Utf8.length(full) > KeyChecks.MAX_KEY_BYTES
                    ? "with the prefix of the settings it is longer than " + KeyChecks.MAX_KEY_BYTES + " bytes"
                    : inner.keys().reject(full);
        };
        this.capabilities = new StorageCapabilities(inner.features(), inner.limits(), rules);
    }

    @Override
    public StorageCapabilities capabilities() {
        return capabilities;
    }

    @Override
    public String physicalName() {
        return below().physicalName() + "/" + prefix;
    }

    @Override
    public @Nullable ObjectInfo stat(String key, Deadline deadline) throws Exception {
        ObjectInfo info = below().stat(prefix + key, deadline);
        return info == null ? null : info.withKey(key);
    }

    @Override
    public @Nullable OpenObject read(Read r, Deadline deadline) throws Exception {
        OpenObject opened = below().read(r.withKey(prefix + r.key()), deadline);
        return opened == null ? null : new OpenObject(opened.info().withKey(r.key()), opened.stream());
    }

    @Override
    public PutResult put(Put r, Deadline deadline) throws Exception {
        Put full = new Put(prefix + r.key(), r.content(), r.attributes(), r.tags(), r.condition());
        return own(r.key(), below().put(full, deadline));
    }

    @Override
    public Page list(ListQuery r, Deadline deadline) throws Exception {
        String after = r.startAfter() == null ? null : prefix + r.startAfter();
        Page page =
                below().list(new ListQuery(prefix + r.prefix(), r.delimiter(), after, r.max(), r.token()), deadline);
        List<ListEntry> entries = new ArrayList<>(page.entries().size());
        for (ListEntry entry : page.entries()) {
            String key = entry.key().substring(prefix.length());
            entries.add(
                    entry instanceof ListEntry.ObjectEntry o
                            ? new ListEntry.ObjectEntry(key, o.size(), o.etag(), o.lastModified())
                            : new ListEntry.PrefixEntry(key));
        }
        return new Page(entries, page.next());
    }

    @Override
    public List<ItemOutcome<Void>> delete(List<Deletion> items, Deadline deadline) throws Exception {
        List<Deletion> full = new ArrayList<>(items.size());
        for (Deletion item : items) {
            full.add(new Deletion(prefix + item.key(), item.ifMatch(), item.version()));
        }
        return below().delete(full, deadline);
    }

    @Override
    public CopySource source(String key) {
        return below().source(prefix + key);
    }

    @Override
    public PutResult copy(Copy r, Deadline deadline) throws Exception {
        Copy full = new Copy(r.source(), r.info(), prefix + r.key(), r.condition());
        return own(r.key(), below().copy(full, deadline));
    }

    @Override
    public String startUpload(String key, ObjectAttributes attributes, Map<String, String> tags, Deadline deadline)
            throws Exception {
        return below().startUpload(prefix + key, attributes, tags, deadline);
    }

    @Override
    public String uploadPart(String key, String upload, int number, Content content, Deadline deadline)
            throws Exception {
        return below().uploadPart(prefix + key, upload, number, content, deadline);
    }

    @Override
    public String copyPart(CopyPart r, Deadline deadline) throws Exception {
        CopyPart full =
                new CopyPart(r.source(), r.ifMatch(), r.start(), r.length(), prefix + r.key(), r.upload(), r.number());
        return below().copyPart(full, deadline);
    }

    @Override
    public PutResult completeUpload(Completion r, Deadline deadline) throws Exception {
        Completion full = new Completion(
                prefix + r.key(),
                r.upload(),
                r.parts(),
                r.size(),
                r.checksum(),
                r.attributes(),
                r.tags(),
                r.condition());
        return own(r.key(), below().completeUpload(full, deadline));
    }

    @Override
    public void abortUpload(String key, String upload, Deadline deadline) throws Exception {
        below().abortUpload(prefix + key, upload, deadline);
    }

    @Override
    public PartPage listParts(String key, String upload, @Nullable String token, Deadline deadline) throws Exception {
        return below().listParts(prefix + key, upload, token, deadline);
    }

    @Override
    public UploadPage listUploads(String start, @Nullable String token, Deadline deadline) throws Exception {
        UploadPage page = below().listUploads(prefix + start, token, deadline);
        List<PendingUpload> uploads = new ArrayList<>(page.uploads().size());
        for (PendingUpload upload : page.uploads()) {
            uploads.add(
                    new PendingUpload(upload.key().substring(prefix.length()), upload.upload(), upload.startedAt()));
        }
        return new UploadPage(uploads, page.next());
    }

    @Override
    public VersionPage listVersions(String key, @Nullable String token, Deadline deadline) throws Exception {
        return below().listVersions(prefix + key, token, deadline);
    }

    @Override
    public SignedRequest presignRead(Read r, Duration ttl, Deadline deadline) throws Exception {
        return below().presignRead(r.withKey(prefix + r.key()), ttl, deadline);
    }

    @Override
    public SignedRequest presignPut(Put r, @Nullable Checksum checksum, Duration ttl, Deadline deadline)
            throws Exception {
        Put full = new Put(prefix + r.key(), r.content(), r.attributes(), r.tags(), r.condition());
        return below().presignPut(full, checksum, ttl, deadline);
    }

    @Override
    public Map<String, String> tags(String key, Deadline deadline) throws Exception {
        return below().tags(prefix + key, deadline);
    }

    @Override
    public void setTags(String key, Map<String, String> tags, Deadline deadline) throws Exception {
        below().setTags(prefix + key, tags, deadline);
    }

    private static PutResult own(String key, PutResult full) {
        return full.withKey(key);
    }
}
