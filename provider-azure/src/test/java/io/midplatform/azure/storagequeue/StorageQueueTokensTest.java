package io.midplatform.azure.storagequeue;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.azure.fake.EntraFake;
import io.midplatform.azure.fake.RestFake;
import io.midplatform.queue.Delivery;
import io.midplatform.queue.MessageQueue;
import io.midplatform.testkit.ContractSuite;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Queues by tokens of Entra ID, on stand-ins of ours. */
class StorageQueueTokensTest extends ContractSuite {
    private final EntraFake entra = new EntraFake();
    private final StorageQueueFake azure = new StorageQueueFake(RestFake.certified());

    @Override
    protected Map<String, String> provider() {
        Map<String, String> settings = new HashMap<>(entra.settings());
        settings.put("midplatform.providers.azure.account", "acme");
        settings.put("midplatform.providers.azure.endpoint", azure.endpoint().toString());
        return settings;
    }

    @AfterEach
    void closeServers() {
        azure.close();
        entra.close();
    }

    @Test
    void sendAndReceive_byOneToken() {
        MessageQueue<String> queue = platform().queue("jobs", String.class);
        queue.send("sent");
        azure.deliver("received");
        Delivery<String> delivery = queue.receive().get(0);
        assertThat(delivery.payload()).isEqualTo("received");
        delivery.ack();
        assertThat(azure.requests("send"))
                .extracting(StorageQueueFake.Request::text)
                .containsExactly("sent");
        assertThat(azure.operations()).containsExactly("send", "receive", "delete");
        assertThat(entra.tokens()).hasSize(1);
        assertThat(azure.callers()).containsExactly("Bearer " + entra.tokens().get(0));
    }
}
