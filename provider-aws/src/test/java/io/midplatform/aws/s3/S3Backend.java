package io.midplatform.aws.s3;

import io.midplatform.ErrorCode;
import io.midplatform.Platform;
import io.midplatform.PlatformException;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.ListEntry;
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

/**
 * The server that a suite runs on: the one that the environment names, else an emulator. Its buckets are new for each test, and removed after it.
 *
 * <p>The environment: {@code MIDPLATFORM_TEST_S3_ENDPOINT}, with {@code MIDPLATFORM_TEST_AWS_REGION}, {@code _ACCESS_KEY_ID} and
 * {@code _SECRET_ACCESS_KEY}.
 */
final class S3Backend implements AfterEachCallback {
    private static final String ENVIRONMENT = "MIDPLATFORM_TEST_";
    private static final String AWS = "midplatform.providers.aws.";
    private static final List<String> NAMES = List.of("bucket", "other");

    private final Map<String, String> server;
    private final boolean external;
    private final Queue<Map<String, String>> given = new ConcurrentLinkedQueue<>();

    private S3Backend(Map<String, String> server, boolean external) {
        this.server = server;
        this.external = external;
    }

    /** The environment's server, else the emulator with these settings. */
    static S3Backend of(String emulator, String compat, Supplier<Map<String, String>> settings) {
        String endpoint = System.getenv(ENVIRONMENT + "S3_ENDPOINT");
        boolean external = endpoint != null;
        Map<String, String> server = new HashMap<>(external ? environment(endpoint) : settings.get());
        server.put("midplatform.provider", "aws");
        server.put(AWS + "create", "true");
        server.put(AWS + "compat", compat);
        server.put(AWS + "path-style", "true");
        server.put(AWS + "retry.backoff", external ? "100ms" : "0s");
        System.out.println("Backend of S3 (" + compat + "): " + (external ? "environment" : emulator) + " at "
                + server.get(AWS + "endpoint"));
        return new S3Backend(server, external);
    }

    private static Map<String, String> environment(String endpoint) {
        return Map.of(
                AWS + "endpoint", endpoint,
                AWS + "region", environment("AWS_REGION", "us-east-1"),
                AWS + "credentials.access-key-id", environment("AWS_ACCESS_KEY_ID", "any"),
                AWS + "credentials.secret-access-key", environment("AWS_SECRET_ACCESS_KEY", "not-a-secret"));
    }

    private static String environment(String name, String other) {
        return System.getenv().getOrDefault(ENVIRONMENT + name, other);
    }

    /** The settings of a provider whose buckets are new and empty. */
    Map<String, String> provider() {
        Map<String, String> settings = new HashMap<>(server);
        String own = UUID.randomUUID().toString();
        NAMES.forEach(name -> settings.put("midplatform.storage." + name + ".bucket", "mp-test-" + name + "-" + own));
        given.add(settings);
        return settings;
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
    }

    private static void remove(Map<String, String> settings) {
        Map<String, String> existing = new HashMap<>(settings);
        existing.put(AWS + "create", "false");
        try (Platform platform =
                Platform.builder().isolated().settings(existing).build()) {
            for (String name : NAMES) {
                remove(platform.bucket(name), existing.get("midplatform.storage." + name + ".bucket"));
            }
        }
    }

    private static void remove(Bucket bucket, String name) {
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
        s3.listMultipartUploadsPaginator(request -> request.bucket(name))
                .uploads()
                .forEach(upload -> s3.abortMultipartUpload(
                        request -> request.bucket(name).key(upload.key()).uploadId(upload.uploadId())));
        s3.deleteBucket(request -> request.bucket(name));
    }
}
