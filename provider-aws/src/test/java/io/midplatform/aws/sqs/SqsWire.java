package io.midplatform.aws.sqs;

import io.midplatform.aws.fake.SqsFake;
import io.midplatform.queue.Message;
import io.midplatform.queue.MessageQueue;
import io.midplatform.testkit.ContractSuite;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import tools.jackson.databind.JsonNode;

/** What the tests on canned answers share: a queue of text named {@code jobs}. */
abstract class SqsWire extends ContractSuite {
    final SqsFake sqs = new SqsFake();

    @Override
    protected Map<String, String> provider() {
        return sqs.settings();
    }

    /** A queue that has been opened; settings without their common beginning. */
    MessageQueue<String> queue(String... keysAndValues) {
        String[] settings = keysAndValues.clone();
        for (int i = 0; i < settings.length; i += 2) {
            settings[i] = "midplatform.queue.jobs." + settings[i];
        }
        MessageQueue<String> queue = platform(settings).queue("jobs", String.class);
        sqs.forgetRequests();
        return queue;
    }

    static List<Message<String>> messages(int count) {
        List<Message<String>> messages = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            messages.add(Message.of("m" + i));
        }
        return messages;
    }

    /** The entries of a batch of which there was one. */
    static List<JsonNode> entries(JsonNode request) {
        List<JsonNode> entries = new ArrayList<>();
        request.path("Entries").forEach(entries::add);
        return entries;
    }

    @AfterEach
    void closeServer() {
        sqs.close();
    }
}
