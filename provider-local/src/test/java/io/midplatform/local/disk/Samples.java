package io.midplatform.local.disk;

import io.midplatform.spi.Deadline;
import io.midplatform.spi.PlatformTime;
import io.midplatform.storage.Content;
import io.midplatform.storage.ObjectAttributes;
import io.midplatform.storage.PutResult;
import io.midplatform.storage.spi.BucketDriver;
import io.midplatform.storage.spi.BucketDriver.Condition;
import io.midplatform.storage.spi.BucketDriver.ListQuery;
import io.midplatform.storage.spi.BucketDriver.OpenObject;
import io.midplatform.storage.spi.BucketDriver.Page;
import io.midplatform.storage.spi.BucketDriver.Put;
import io.midplatform.storage.spi.BucketDriver.Read;
import io.midplatform.storage.spi.UploadDriver.PartPage;
import io.midplatform.storage.spi.UploadDriver.PendingUpload;
import io.midplatform.storage.spi.UploadDriver.SentPart;
import io.midplatform.storage.spi.UploadDriver.UploadPage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What the tests of the driver say again and again. */
final class Samples {
    static final ObjectAttributes ATTRIBUTES = new ObjectAttributes(
            "text/plain", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Map.of());

    private Samples() {}

    static Deadline soon(PlatformTime time) {
        return Deadline.after(time, Duration.ofMinutes(10));
    }

    static PutResult put(BucketDriver bucket, String key, byte[] bytes, Condition condition, Deadline deadline)
            throws Exception {
        return bucket.put(new Put(key, Content.bytes(bytes), ATTRIBUTES, Map.of(), condition), deadline);
    }

    static OpenObject open(BucketDriver bucket, String key, Deadline deadline) throws Exception {
        return bucket.read(Read.all(key, null, null), deadline);
    }

    static byte[] read(BucketDriver bucket, String key, Deadline deadline) throws Exception {
        try (InputStream in = open(bucket, key, deadline).stream()) {
            return in.readAllBytes();
        }
    }

    static List<String> keys(BucketDriver bucket, Deadline deadline) throws Exception {
        List<String> keys = new ArrayList<>();
        String token = null;
        do {
            Page page = bucket.list(new ListQuery("", null, null, 1000, token), deadline);
            page.entries().forEach(entry -> keys.add(entry.key()));
            token = page.next();
        } while (token != null);
        return keys;
    }

    /** The uploads that have not ended, of keys that begin so. */
    static List<PendingUpload> uploads(BucketDriver bucket, String prefix, Deadline deadline) throws Exception {
        List<PendingUpload> uploads = new ArrayList<>();
        String token = null;
        do {
            UploadPage page = bucket.listUploads(prefix, token, deadline);
            uploads.addAll(page.uploads());
            token = page.next();
        } while (token != null);
        return uploads;
    }

    /** The parts of an upload that are there. */
    static List<SentPart> parts(BucketDriver bucket, String key, String upload, Deadline deadline) throws Exception {
        List<SentPart> parts = new ArrayList<>();
        String token = null;
        do {
            PartPage page = bucket.listParts(key, upload, token, deadline);
            parts.addAll(page.parts());
            token = page.next();
        } while (token != null);
        return parts;
    }

    /** The data files of a folder. */
    static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder.resolve("objects"))) {
            return all.filter(Files::isRegularFile).toList();
        }
    }
}
