package io.midplatform.azure.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.common.StorageSharedKeyCredential;
import com.azure.storage.queue.QueueClient;
import com.azure.storage.queue.QueueServiceClientBuilder;
import io.midplatform.azure.testing.Backend.Service;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BackendTest {
    private static final URI OWN = URI.create("http://127.0.0.1:1/midplatform");
    private static final URI CONTAINER = URI.create("http://127.0.0.1:2/midplatform");

    private static Backend choose(Map<String, String> env, Optional<URI> container) {
        return Backend.choose(
                Service.BLOB, env, image -> container.map(uri -> Map.of(Service.BLOB, uri)), service -> OWN);
    }

    @Test
    void environment_isFirst() {
        Map<String, String> env = Map.of(
                "MIDPLATFORM_TEST_BLOB_ENDPOINT", "http://blob.test:3",
                "MIDPLATFORM_TEST_AZURE_ACCOUNT", "acme",
                "MIDPLATFORM_TEST_AZURE_ACCOUNT_KEY", "bm90IGEgc2VjcmV0");
        Backend given = choose(env, Optional.of(CONTAINER));
        assertThat(given.isExternal()).isTrue();
        assertThat(given).hasToString("environment at http://blob.test:3");
        assertThat(given.settings())
                .containsEntry("midplatform.providers.azure.endpoint", "http://blob.test:3")
                .containsEntry("midplatform.providers.azure.account", "acme")
                .containsEntry("midplatform.providers.azure.credentials.account-key", "bm90IGEgc2VjcmV0");
    }

    @Test
    void azure_hasNeitherEndpointNorKey_butAnAccount() {
        Map<String, String> env = Map.of("MIDPLATFORM_TEST_BLOB_ENDPOINT", "azure");
        assertThatThrownBy(() -> choose(env, Optional.empty())).hasMessageContaining("AZURE_ACCOUNT is missing");
        Backend azure = choose(
                Map.of("MIDPLATFORM_TEST_BLOB_ENDPOINT", "azure", "MIDPLATFORM_TEST_AZURE_ACCOUNT", "acme"),
                Optional.empty());
        assertThat(azure.isExternal()).isTrue();
        assertThat(azure.settings()).containsOnlyKeys("midplatform.provider", "midplatform.providers.azure.account");
    }

    @Test
    void container_isSecond_theOwnProcessLast() {
        assertThat(choose(Map.of(), Optional.of(CONTAINER)))
                .hasToString("container at " + CONTAINER)
                .returns(false, Backend::isExternal);
        assertThat(choose(Map.of(), Optional.empty()))
                .hasToString("Azurite at " + OWN)
                .returns(false, Backend::isExternal);
    }

    @Test
    void azurite_keepsBlobsAndMessages() {
        StorageSharedKeyCredential key = new StorageSharedKeyCredential(AzuriteServer.ACCOUNT, AzuriteServer.KEY);
        BlobContainerClient container = new BlobServiceClientBuilder()
                .endpoint(AzuriteServer.endpoint(Service.BLOB).toString())
                .credential(key)
                .buildClient()
                .createBlobContainer("backend-test");
        container.getBlobClient("a").upload(BinaryData.fromString("1"));
        assertThat(container.getBlobClient("a").downloadContent()).hasToString("1");
        container.delete();
        QueueClient queue = new QueueServiceClientBuilder()
                .endpoint(AzuriteServer.endpoint(Service.QUEUE).toString())
                .credential(key)
                .buildClient()
                .createQueue("backend-test");
        queue.sendMessage("2");
        assertThat(queue.receiveMessage().getBody()).hasToString("2");
        queue.delete();
    }
}
