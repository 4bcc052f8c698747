package io.midplatform.benchmarks;

import com.azure.core.http.okhttp.OkHttpAsyncHttpClientBuilder;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.common.StorageSharedKeyCredential;
import io.midplatform.Platform;
import java.net.URI;
import java.util.Map;

/** The clients that are compared, on the same HTTP client. */
final class BlobClients {
    static final String CONTAINER = "bucket";

    private static final String ACCOUNT = "acme";
    private static final String KEY = "bm90LWEtc2VjcmV0";

    private BlobClients() {}

    static BlobContainerClient raw(URI endpoint) {
        return new BlobServiceClientBuilder()
                .endpoint(endpoint + "/" + ACCOUNT)
                .credential(new StorageSharedKeyCredential(ACCOUNT, KEY))
                .httpClient(new OkHttpAsyncHttpClientBuilder().build())
                .buildClient()
                .getBlobContainerClient(CONTAINER);
    }

    static Platform platform(URI endpoint) {
        String instance = "midplatform.providers.azure.";
        return Platform.builder()
                .isolated()
                .settings(Map.of(
                        "midplatform.provider",
                        "azure",
                        instance + "account",
                        ACCOUNT,
                        instance + "endpoint",
                        endpoint + "/" + ACCOUNT,
                        instance + "credentials.account-key",
                        KEY))
                .build();
    }
}
