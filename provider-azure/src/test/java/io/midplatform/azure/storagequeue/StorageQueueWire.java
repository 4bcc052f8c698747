package io.midplatform.azure.storagequeue;

import io.midplatform.queue.Message;
import io.midplatform.queue.MessageQueue;
import io.midplatform.testkit.ContractSuite;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

/** What the tests on canned answers share: a queue of text named {@code jobs}. */
abstract class StorageQueueWire extends ContractSuite {
    final StorageQueueFake azure = new StorageQueueFake();

    @Override
    protected Map<String, String> provider() {
        return azure.settings();
    }

    /** A queue that has been opened; settings without their common beginning. */
    MessageQueue<String> queue(String... keysAndValues) {
        return platform(settings(keysAndValues)).queue("jobs", String.class);
    }

    MessageQueue<byte[]> bytes(String... keysAndValues) {
        return platform(settings(keysAndValues)).queue("jobs", byte[].class);
    }

    static String[] settings(String... keysAndValues) {
        List<String> all = new ArrayList<>(List.of("retry.backoff", "0s"));
        all.addAll(List.of(keysAndValues));
        for (int i = 0; i < all.size(); i += 2) {
            all.set(i, "midplatform.queue.jobs." + all.get(i));
        }
        return all.toArray(new String[0]);
    }

    static List<Message<String>> messages(int count) {
        List<Message<String>> messages = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            messages.add(Message.of("m" + i));
        }
        return messages;
    }

    @AfterEach
    void closeServer() {
        azure.close();
    }
}
