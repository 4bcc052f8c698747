package io.midplatform.local.disk;

import io.midplatform.spi.Deadline;
import io.midplatform.storage.spi.UploadDriver.PendingUpload;
import io.midplatform.storage.spi.UploadDriver.UploadPage;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The uploads that have not ended, of this process and of those before. Thread-safe. */
final class Uploads {
    private static final int MOST_UPLOADS = 1000;

    private final Database database;
    private final ObjectFiles files;

    /** Those that this process has begun or taken up: what it knows beyond the database. */
    private final Map<Long, Known> known = new ConcurrentHashMap<>();

    Uploads(Database database, ObjectFiles files) {
        this.database = database;
        this.files = files;
    }

    private record Known(long bucket, String key, Upload upload) {}

    /** Starts one; the row's id has begun as a file. */
    String start(long bucket, String key, UploadRow row, Deadline deadline) throws Exception {
        boolean created = false;
        try {
            files.create(row.id());
            created = true;
        } finally {
            if (!created) {
                files.discard(row.id());
            }
        }
        database.write(new UploadStart(files, bucket, key, row), deadline);
        known.put(row.id(), new Known(bucket, key, new Upload(row, database, files, new Places(new BitSet()))));
        return Long.toHexString(row.id());
    }

    Upload get(long bucket, String key, String upload, Deadline deadline) throws Exception {
        long id = id(upload);
        Known there = known.get(id);
        if (there == null) {
            Known taken = takeUp(bucket, key, id, deadline);
            there = known.putIfAbsent(id, taken);
            there = there == null ? taken : there;
        }
        if (there.bucket != bucket || !there.key.equals(key)) {
            throw UploadTable.unknown();
        }
        return there.upload;
    }

    private Known takeUp(long bucket, String key, long id, Deadline deadline) throws Exception {
        return database.read(
                session -> {
                    UploadRow row = UploadTable.find(session, id, bucket, key);
                    if (row == null) {
                        throw UploadTable.unknown();
                    }
                    Places places = new Places(UploadTable.taken(session, id));
                    return new Known(bucket, key, new Upload(row, database, files, places));
                },
                deadline);
    }

    /** For one that has ended: from here on it is what the database says. */
    void forget(long id) {
        known.remove(id);
    }

    void abort(long bucket, String key, String upload, Deadline deadline) throws Exception {
        long id = id(upload);
        database.write(new Abandonment(files, id, bucket, key, () -> forget(id)), deadline);
    }

    UploadPage pending(long bucket, String prefix, @Nullable String token, Deadline deadline) throws Exception {
        byte[] begin = ObjectTable.bytes(prefix);
        byte[] afterKey = token == null ? begin : ObjectTable.bytes(token.substring(token.indexOf(':') + 1));
        long afterId = token == null ? ObjectTable.NONE : id(token.substring(0, token.indexOf(':')));
        List<PendingUpload> found = database.read(
                session -> UploadTable.pending(session, bucket, afterKey, afterId, MOST_UPLOADS), deadline);
        List<PendingUpload> uploads = new ArrayList<>(found.size());
        for (PendingUpload upload : found) {
            if (!upload.key().startsWith(prefix)) {
                return new UploadPage(uploads, null); // behind all that begin so
            }
            uploads.add(upload);
        }
        PendingUpload last = found.size() < MOST_UPLOADS ? null : found.get(found.size() - 1);
        return new UploadPage(uploads, last == null ? null : last.upload() + ":" + last.key());
    }

    /** The number that an id stands for; that of no upload where it is none of ours. */
    private static long id(String upload) {
        try {
            return Long.parseLong(upload, 16);
        } catch (NumberFormatException e) {
            return ObjectTable.NONE;
        }
    }
}
