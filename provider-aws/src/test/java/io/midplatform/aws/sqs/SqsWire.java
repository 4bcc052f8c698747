package io.midplatform.aws.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.aws.fake.SqsFake;
import io.midplatform.queue.Message;
import io.midplatform.queue.MessageQueue;
import io.midplatform.testkit.ContractSuite;
import io.midplatform.testkit.Planted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import tools.jackson.databind.JsonNode;

/** What the tests on canned answers share: a queue of text named {@code jobs}. */
abstract class SqsWire extends ContractSuite {
    final SqsFake sqs = new SqsFake();

    @Override
    protected Map<String, String> provider() {
        Map<String, String> settings = sqs.settings();
        settings.put("midplatform.providers.aws.credentials.secret-access-key", Planted.SECRET);
        return settings;
    }

    /** A queue that has been opened; settings without their common beginning. */
    MessageQueue<String> queue(String... keysAndValues) {
        List<String> all = new ArrayList<>(List.of(keysAndValues));
        all.addAll(List.of("retry.backoff", "0s"));
        for (int i = 0; i < all.size(); i += 2) {
            all.set(i, "midplatform.queue.jobs." + all.get(i));
        }
        String[] settings = all.toArray(new String[0]);
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

    /** Waits until another thread has done something. */
    static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as("it does not happen").isNegative();
            LockSupport.parkNanos(50_000);
        }
    }

    @AfterEach
    void closeServer() {
        sqs.close();
    }
}
