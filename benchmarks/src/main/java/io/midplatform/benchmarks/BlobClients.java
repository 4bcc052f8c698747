package io.midplatform.benchmarks;

import com.azure.core.http.okhttp.OkHttpAsyncHttpClientBuilder;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.common.StorageSharedKeyCredential;
import io.midplatform.Platform;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;

/** The clients that are compared, all with the settings that ours has by default. */
final class BlobClients {
    static final String CONTAINER = "container";

    private static final String ACCOUNT = "account";
    private static final String KEY =
            Base64.getEncoder().encodeToString("not a secret".getBytes(StandardCharsets.US_ASCII));

    private BlobClients() {}

    static BlobContainerClient raw(URI endpoint) {
        OkHttpClient http = new OkHttpClient.Builder()
                .connectionPool(new ConnectionPool())
                .readTimeout(Duration.ofSeconds(30))
                .build();
        return new BlobServiceClientBuilder()
                .endpoint(endpoint + "/" + ACCOUNT)
                .credential(new StorageSharedKeyCredential(ACCOUNT, KEY))
                .httpClient(new OkHttpAsyncHttpClientBuilder(http).build())
                .buildClient()
                .getBlobContainerClient(CONTAINER);
    }

    static Platform platform(URI endpoint) {
        return Platform.builder()
                .isolated()
                .settings(Map.of(
                        "midplatform.provider",
                        "azure",
                        "midplatform.providers.azure.account",
                        ACCOUNT,
                        "midplatform.providers.azure.endpoint",
                        endpoint + "/" + ACCOUNT,
                        "midplatform.providers.azure.credentials.account-key",
                        KEY))
                .build();
    }
}
