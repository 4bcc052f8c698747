package io.midplatform.testkit.storage;

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
            new Operation("copy", "copy", (b, k) -> b.copy(k, "to")),
            new Operation("copy", "copy", (b, k) -> b.copyTo(b, k, "to", CopyOptions.defaults())),
            new Operation("tags", "tags", StorageFeature.TAGS, (b, k) -> b.tags(k)),
            new Operation("setTags", "setTags", StorageFeature.TAGS, (b, k) -> b.setTags(k, Map.of("a", "b"))));

    /** The operations without a key. */
    static final List<Operation> KEYLESS = List.of(
            new Operation("listPage", "list", (b, k) -> b.listPage(ListOptions.defaults())),
            new Operation("listPage", "list", (b, k) -> b.list().forEach(entry -> {})),
            new Operation("listPage", "list", (b, k) -> b.list("p").stream().forEach(entry -> {})));

    private BucketOperations() {}
}
