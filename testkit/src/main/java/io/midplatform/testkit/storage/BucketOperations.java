package io.midplatform.testkit.storage;

import io.midplatform.PlatformException;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.BucketWriter;
import io.midplatform.storage.ByteRange;
import io.midplatform.storage.Content;
import io.midplatform.storage.CopyOptions;
import io.midplatform.storage.DeleteOptions;
import io.midplatform.storage.GetOptions;
import io.midplatform.storage.ListOptions;
import io.midplatform.storage.PutOptions;
import io.midplatform.storage.StorageFeature;
import io.midplatform.testkit.HostileData;
import io.midplatform.testkit.Planted;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every operation that takes a key, for tests that walk them all. */
final class BucketOperations {
    /** A call with a key. */
    interface Call {
        void on(Bucket bucket, String key) throws Exception;
    }

    /**
     * An operation.
     *
     * @param name the operation as errors name it
     * @param driver the driver's method behind it
     * @param needs the feature without which it is refused
     * @param call the call
     */
    record Operation(String name, String driver, @Nullable StorageFeature needs, Call call) {
        Operation(String name, String driver, Call call) {
            this(name, driver, null, call);
        }
    }

    /** Larger than what one request carries, on every provider. */
    private static final int OVER_TWO_PARTS = 18_000_000;

    static final List<Operation> ALL = List.of(
            new Operation("put", "put", (b, k) -> b.put(k, Planted.PAYLOAD)),
            new Operation("put", "put", (b, k) -> b.put(k, Content.stream(new ByteArrayInputStream(new byte[5])))),
            new Operation(
                    "put",
                    "startUpload",
                    (b, k) -> b.put(k, Content.stream(new ByteArrayInputStream(new byte[HostileData.OVER_ONE_PART])))),
            new Operation(
                    "put",
                    "uploadPart",
                    (b, k) -> b.put(k, Content.stream(new ByteArrayInputStream(new byte[HostileData.OVER_ONE_PART])))),
            new Operation(
                    "put",
                    "completeUpload",
                    (b, k) -> b.put(k, Content.stream(new ByteArrayInputStream(new byte[HostileData.OVER_ONE_PART])))),
            new Operation("writer", "put", (b, k) -> {
                try (BucketWriter writer = b.writer(k, PutOptions.defaults())) {
                    writer.write(1);
                    writer.commit();
                }
            }),
            new Operation("get", "read", (b, k) -> b.get(k).close()),
            new Operation("get", "read", (b, k) -> b.getBytes(k)),
            new Operation("get", "read", (b, k) -> b.getString(k)),
            new Operation(
                    "get",
                    "stat",
                    (b, k) -> b.get(k, GetOptions.defaults().range(ByteRange.of(0, 0)))
                            .close()),
            new Operation("getIfChanged", "read", (b, k) -> b.getIfChanged(k, "e")),
            new Operation("head", "stat", (b, k) -> b.head(k)),
            new Operation("exists", "stat", (b, k) -> b.exists(k)),
            new Operation("delete", "delete", (b, k) -> b.delete(k)),
            new Operation(
                    "delete",
                    "delete",
                    StorageFeature.CONDITIONAL_DELETE,
                    (b, k) -> b.delete(k, DeleteOptions.defaults().ifMatch("e"))),
            new Operation(
                    "deleteAll",
                    "delete",
                    (b, k) -> b.deleteAll(List.of("ok", k)).throwIfAny()),
            new Operation("copy", "stat", (b, k) -> b.copy(k, "to")),
            new Operation("copy", "copy", (b, k) -> withSource(b, k).copy(k, "to")),
            new Operation("copy", "copy", (b, k) -> withSource(b, k).copyTo(b, k, "to", CopyOptions.defaults())),
            new Operation("upload", "put", (b, k) -> b.upload(k, file(10))),
            new Operation("upload", "startUpload", (b, k) -> b.upload(k, file(OVER_TWO_PARTS))),
            new Operation("download", "read", (b, k) -> b.download(k, temporary("none"))),
            new Operation("tags", "tags", StorageFeature.TAGS, (b, k) -> b.tags(k)),
            new Operation("setTags", "setTags", StorageFeature.TAGS, (b, k) -> b.setTags(k, Map.of("a", "b"))));

    /** The operations without a key. */
    static final List<Operation> KEYLESS = List.of(
            new Operation("listPage", "list", (b, k) -> b.listPage(ListOptions.defaults())),
            new Operation("listPage", "list", (b, k) -> b.list().forEach(entry -> {})),
            new Operation("listPage", "list", (b, k) -> b.list("p").stream().forEach(entry -> {})));

    private BucketOperations() {}

    private static Path temporary(String name) {
        return Path.of(System.getProperty("java.io.tmpdir", "."), "midplatform-testkit-" + name);
    }

    /** A file of zeros. */
    private static Path file(int size) {
        Path file = temporary(Integer.toString(size));
        try {
            if (!Files.exists(file) || Files.size(file) != size) {
                Files.write(file, new byte[size]);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    /** A copy needs a source; where there can be none, the copy is to say so. */
    private static Bucket withSource(Bucket bucket, String key) {
        try {
            bucket.put(key, Planted.PAYLOAD);
        } catch (PlatformException | IllegalStateException e) {
            // the copy fails in the same way
        }
        return bucket;
    }
}
