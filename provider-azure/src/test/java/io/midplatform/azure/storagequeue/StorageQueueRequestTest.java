package io.midplatform.azure.storagequeue;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.queue.Delivery;
import io.midplatform.queue.MessageQueue;
import io.midplatform.queue.ReceiveOptions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** As few requests as there can be, and what they ask for. */
class StorageQueueRequestTest extends StorageQueueWire {
    @Test
    void everyOperation_isOneRequest() {
        MessageQueue<String> queue = queue();
        assertThat(azure.operations()).as("opening asks nothing").isEmpty();
        queue.send("x");
        azure.deliver("a");
        azure.deliver("b");
        List<Delivery<String>> got = queue.receive();
        got.get(0).extend(Duration.ofMinutes(1));
        got.get(0).ack();
        got.get(1).retry(Duration.ofSeconds(7));
        queue.depth();
        queue.peek(40);
        queue.purge();
        assertThat(azure.operations())
                .containsExactly("send", "receive", "update", "delete", "update", "properties", "peek", "clear");
        assertThat(azure.requests("update"))
                .extracting(request -> request.query().get("visibilitytimeout"))
                .containsExactly("60", "7");
        assertThat(azure.requests("update"))
                .as("the text stays as it is")
                .extracting(StorageQueueFake.Request::text)
                .containsOnly("");
        assertThat(azure.requests("peek").get(0).query()).containsEntry("numofmessages", "32");
    }

    @Test
    void receive_asksFor32AtMostAndForWhatItNeeds() {
        MessageQueue<String> queue = queue();
        for (int i = 0; i < 40; i++) {
            azure.deliver("m" + i);
        }
        assertThat(queue.receive(ReceiveOptions.defaults().max(100).lease(Duration.ofMillis(44_001))))
                .hasSize(32);
        assertThat(azure.requests("receive").get(0).query())
                .containsEntry("numofmessages", "32")
                .containsEntry("visibilitytimeout", "45");
    }

    @Test
    void receipts_areSwapped() {
        azure.deliver("a");
        Delivery<String> delivery = queue().receive().get(0);
        delivery.extend(Duration.ofMinutes(1));
        delivery.extend(Duration.ofMinutes(1));
        delivery.ack();
        assertThat(azure.requests("update"))
                .extracting(request -> request.query().get("popreceipt"))
                .containsExactly("receipt1", "receipt2");
        assertThat(azure.requests("delete").get(0).query()).containsEntry("popreceipt", "receipt3");
    }

    @Test
    void sendAll_isARequestAMessage() {
        queue().sendAll(messages(100)).throwIfAny();
        assertThat(azure.operations()).hasSize(100).containsOnly("send");
        assertThat(azure.requests("send"))
                .extracting(StorageQueueFake.Request::text)
                .doesNotHaveDuplicates();
    }

    @Test
    void missingQueue_isMadeOnce() {
        azure.missing(true);
        MessageQueue<String> queue = queue("create", "true");
        queue.send("x");
        queue.send("y");
        assertThat(azure.operations()).containsExactly("send", "create", "send", "send");
    }
}
