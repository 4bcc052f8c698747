package io.midplatform.azure.blob;

import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.common.StorageSharedKeyCredential;
import io.midplatform.azure.testing.Backend;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The server that a suite runs on: the one that {@link Backend} finds, else Azurite. Its containers are new for each test, and removed after it. */
final class BlobBackend implements AfterEachCallback {
    private static final String AZURE = "midplatform.providers.azure.";
    private static final List<String> NAMES = List.of("bucket", "other");

    private final Backend backend;
    private final Queue<String> containers = new ConcurrentLinkedQueue<>();

    BlobBackend() {
        this.backend = Backend.of(Backend.Service.BLOB);
    }

    /** The settings of a provider whose containers are new and empty. */
    Map<String, String> provider() {
        Map<String, String> settings = new HashMap<>(backend.settings());
        settings.put(AZURE + "create", "true");
        settings.put(AZURE + "retry.backoff", backend.isExternal() ? "100ms" : "1ms");
        String own = UUID.randomUUID().toString();
        for (String name : NAMES) {
            String container = "mp-test-" + name + "-" + own;
            settings.put("midplatform.storage." + name + ".container", container);
            containers.add(container);
        }
        return settings;
    }

    /** A test. */
    interface Check {
        void run() throws Exception;
    }

    /** Asserts what Azurite does in place of the truth; another server must tell the truth. */
    void lies(Check truth, Check lie) {
        try {
            (backend.isExternal() ? truth : lie).run();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError("failed with a checked exception", e);
        }
    }

    /** The SDK's own client. */
    BlobServiceClient client() {
        BlobServiceClientBuilder builder = new BlobServiceClientBuilder()
                .endpoint(backend.endpoint()
                        .map(Object::toString)
                        .orElseGet(() -> "https://" + backend.account() + ".blob.core.windows.net"));
        backend.accountKey()
                .ifPresent(key -> builder.credential(new StorageSharedKeyCredential(backend.account(), key)));
        return builder.buildClient();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        BlobServiceClient client = client();
        for (String name = containers.poll(); name != null; name = containers.poll()) {
            try {
                client.getBlobContainerClient(name).delete();
            } catch (BlobStorageException e) {
                if (e.getStatusCode() != 404) {
                    throw e;
                }
            }
        }
    }
}
