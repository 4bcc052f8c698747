package io.midplatform.azure.storagequeue;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.Platform;
import io.midplatform.PlatformException;
import io.midplatform.queue.Delivery;
import io.midplatform.queue.MessageQueue;
import io.midplatform.testkit.Planted;
import io.midplatform.testkit.SecretsSuite;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Neither the key of an account nor what is in messages is shown. */
class StorageQueueSecretsContractTest extends SecretsSuite {
    private static final String P = Planted.PAYLOAD;

    private final StorageQueueFake azure = new StorageQueueFake();

    record Order(String item, int count) {}

    @Override
    protected Map<String, String> provider() {
        return azure.settings();
    }

    @Test
    void queueBody_undecodable_isNotShown() {
        Platform platform = platform();
        MessageQueue<Order> queue = platform.queue("jobs", Order.class);
        for (String body :
                List.of(P, "{\"$midplatform\":1,\"body\":\"" + P + "\"}", "{\"$midplatform\":1,\"base64\":\"" + P)) {
            azure.deliver(body);
            Delivery<Order> delivery = queue.receive().get(0);
            PlatformException thrown = fails(ErrorCode.CODEC, delivery::payload);
            assertThat(thrown.getCause()).isNotNull();
            Planted.assertHidden(delivery);
            delivery.ack();
        }
    }

    @Test
    void describedQueue_showsNoKey() {
        Platform platform = platform(
                "midplatform.queue.sas.account", "acme",
                "midplatform.queue.sas.provider", "azure");
        platform.queue("sas", String.class);
        Planted.assertHidden(platform.describe());
        Planted.assertHidden(platform.describe().settings());
        Planted.assertHidden(platform.verify());
    }

    @AfterEach
    void closeServer() {
        azure.close();
    }
}
