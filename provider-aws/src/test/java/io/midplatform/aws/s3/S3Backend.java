package io.midplatform.aws.s3;

import io.midplatform.ErrorCode;
import io.midplatform.Platform;
import io.midplatform.PlatformException;
import io.midplatform.aws.testing.Backend;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.DeleteOptions;
import io.midplatform.storage.ListEntry;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.paginators.ListObjectVersionsIterable;

/** The server that a suite runs on: the one that {@link Backend} finds, else an emulator. Its buckets are new for each test, and removed after it. */
final class S3Backend implements AfterEachCallback {
    private static final String AWS = "midplatform.providers.aws.";
    private static final List<String> NAMES = List.of("bucket", "other");

    private final Map<String, String> server;
    private final boolean external;
    private final Queue<Map<String, String>> given = new ConcurrentLinkedQueue<>();
    private volatile boolean versioned;

    private S3Backend(Map<String, String> server, boolean external) {
        this.server = server;
        this.external = external;
    }

    /** The server that {@link Backend} chooses, else the emulator. */
    static S3Backend of(String emulator, String compat, Supplier<URI> start) {
        Backend backend = Backend.of(Backend.Service.S3, emulator, start);
        Map<String, String> server = new HashMap<>(backend.settings());
        server.put(AWS + "create", "true");
        server.put(AWS + "compat", compat);
        server.put(AWS + "path-style", "true");
        server.put(AWS + "retry.backoff", backend.isExternal() ? "100ms" : "0s");
        return new S3Backend(server, backend.isExternal());
    }

    /** The settings of a provider whose buckets are new and empty. */
    Map<String, String> provider() {
        Map<String, String> settings = new HashMap<>(server);
        String own = UUID.randomUUID().toString();
        NAMES.forEach(name -> settings.put("midplatform.storage." + name + ".bucket", "mp-test-" + name + "-" + own));
        given.add(settings);
        return settings;
    }

    /** Turns versions on for an empty bucket. */
    void versioned(Bucket bucket) {
        bucket.exists("a first request, which makes the bucket");
        S3Client s3 = bucket.unwrap(S3Client.class).orElseThrow();
        s3.putBucketVersioning(request -> request.bucket(physical(bucket))
                .versioningConfiguration(versioning -> versioning.status(BucketVersioningStatus.ENABLED)));
        versioned = true;
    }

    /** The name of a bucket of the running test on the server. */
    String physical(Bucket bucket) {
        List<String> existing = bucket.unwrap(S3Client.class).orElseThrow().listBuckets().buckets().stream()
                .map(each -> each.name())
                .toList();
        return given.stream()
                .map(settings -> settings.get("midplatform.storage." + bucket.name() + ".bucket"))
                .filter(existing::contains)
                .findFirst()
                .orElseThrow();
    }

    /** A test. */
    interface Check {
        void run() throws Exception;
    }

    /** Asserts what the emulator does in place of the truth; another server must tell the truth. */
    void lies(Check truth, Check lie) {
        try {
            (external ? truth : lie).run();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError("failed with a checked exception", e);
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        for (Map<String, String> settings = given.poll(); settings != null; settings = given.poll()) {
            remove(settings);
        }
        versioned = false;
    }

    private void remove(Map<String, String> settings) {
        Map<String, String> existing = new HashMap<>(settings);
        existing.put(AWS + "create", "false");
        try (Platform platform =
                Platform.builder().isolated().settings(existing).build()) {
            for (String name : NAMES) {
                remove(platform.bucket(name), existing.get("midplatform.storage." + name + ".bucket"));
            }
        }
    }

    private void remove(Bucket bucket, String name) {
        try {
            List<String> keys = bucket.list().stream().map(ListEntry::key).toList();
            bucket.deleteAll(keys).throwIfAny();
        } catch (PlatformException e) {
            if (e.code() == ErrorCode.NOT_FOUND) {
                return; // never made
            }
            throw e;
        }
        S3Client s3 = bucket.unwrap(S3Client.class).orElseThrow();
        if (versioned) {
            ListObjectVersionsIterable versions = s3.listObjectVersionsPaginator(request -> request.bucket(name));
            versions.versions()
                    .forEach(version -> bucket.delete(
                            version.key(), DeleteOptions.defaults().version(version.versionId())));
            versions.deleteMarkers()
                    .forEach(version -> bucket.delete(
                            version.key(), DeleteOptions.defaults().version(version.versionId())));
        }
        s3.listMultipartUploadsPaginator(request -> request.bucket(name))
                .uploads()
                .forEach(upload -> s3.abortMultipartUpload(
                        request -> request.bucket(name).key(upload.key()).uploadId(upload.uploadId())));
        s3.deleteBucket(request -> request.bucket(name));
    }
}
