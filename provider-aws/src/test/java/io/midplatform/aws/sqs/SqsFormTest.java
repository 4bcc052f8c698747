package io.midplatform.aws.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.midplatform.aws.fake.SqsFake;
import io.midplatform.queue.Delivery;
import io.midplatform.queue.Message;
import io.midplatform.queue.MessageQueue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What messages look like on the wire, to other programs and from them. */
class SqsFormTest extends SqsWire {
    @Test
    void text_goesAsItIs_withoutAttributes() {
        queue().send("zażółć {\"a\":1} \ud83d\ude00");
        JsonNode sent = sent();
        assertThat(sent.path("MessageBody").asString()).isEqualTo("zażółć {\"a\":1} \ud83d\ude00");
        assertThat(sent.has("MessageAttributes")).isFalse();
        assertThat(sent.has("MessageGroupId")).isFalse();
        assertThat(sent.has("MessageDeduplicationId")).isFalse();
    }

    @Test
    void headers_nineAreNative_theRestIsInTheReservedAttribute() {
        Message<String> message = Message.of("x");
        for (int i = 0; i < 12; i++) {
            message = message.header("h" + i, "v" + i);
        }
        queue().send(message);
        JsonNode attributes = sent().path("MessageAttributes");
        assertThat(attributes.size()).as("SQS takes ten").isEqualTo(10);
        JsonNode own = reserved(attributes);
        assertThat(own.path("headers").size()).isEqualTo(3);
        Map<String, String> all = new HashMap<>();
        attributes.properties().forEach(attribute -> {
            assertThat(attribute.getValue().path("DataType").asString()).isEqualTo("String");
            all.put(attribute.getKey(), attribute.getValue().path("StringValue").asString());
        });
        all.remove("midplatform");
        own.path("headers")
                .properties()
                .forEach(header -> all.put(header.getKey(), header.getValue().asString()));
        assertThat(all).hasSize(12).contains(entry("h0", "v0"), entry("h11", "v11"));
    }

    @Test
    void headers_thatAreNoAttributes_areInTheReservedOne() {
        Map<String, String> odd = Map.of(
                "AWS.Trace",
                "a",
                "amazon.x",
                "b",
                "a..b",
                "c",
                ".a",
                "d",
                "a!b",
                "e",
                "empty",
                "",
                "control",
                "a\u0001b");
        Message<String> message = Message.of("x").header("fine", "\u00e9 \ud83d\ude00\n");
        for (Map.Entry<String, String> header : odd.entrySet()) {
            message = message.header(header.getKey(), header.getValue());
        }
        queue().send(message);
        JsonNode attributes = sent().path("MessageAttributes");
        assertThat(attributes.propertyNames()).containsExactlyInAnyOrder("fine", "midplatform");
        Map<String, String> own = new HashMap<>();
        reserved(attributes)
                .path("headers")
                .properties()
                .forEach(header -> own.put(header.getKey(), header.getValue().asString()));
        assertThat(own).isEqualTo(odd);
    }

    @Test
    void body_thatSqsDoesNotTake_isBase64() {
        MessageQueue<byte[]> queue = platform().queue("jobs", byte[].class);
        for (byte[] body :
                List.of(new byte[0], new byte[] {0, -1}, "a\u0000b".getBytes(StandardCharsets.UTF_8), new byte[] {
                    (byte) 0xEF, (byte) 0xBF, (byte) 0xBE
                })) {
            sqs.forgetRequests();
            queue.send(body);
            JsonNode sent = sent();
            String form = reserved(sent.path("MessageAttributes")).path("body").asString();
            String text = sent.path("MessageBody").asString();
            assertThat(text).isNotEmpty();
            assertThat(form).isEqualTo(body.length == 0 ? "empty" : "base64");
            if (body.length > 0) {
                assertThat(Base64.getDecoder().decode(text)).isEqualTo(body);
            }
        }
    }

    @Test
    void fairnessKey_isTheGroupOfAStandardQueue() {
        queue().send(Message.of("x").fairnessKey("tenant-1"));
        JsonNode sent = sent();
        assertThat(sent.path("MessageGroupId").asString()).isEqualTo("tenant-1");
        assertThat(sent.has("MessageDeduplicationId")).isFalse();
    }

    @Test
    void fifo_hasGroupAndDeduplicationIdAndNoDelay() {
        MessageQueue<String> queue = queue("ordered", "true");
        queue.send(Message.of("x").orderingKey("k").deduplicationId("d"));
        JsonNode sent = sent();
        assertThat(sqs.requests("SendMessageBatch").get(0).path("QueueUrl").asString())
                .endsWith("/jobs.fifo");
        assertThat(sent.path("MessageGroupId").asString()).isEqualTo("k");
        assertThat(sent.path("MessageDeduplicationId").asString()).isEqualTo("d");
        assertThat(sent.has("DelaySeconds")).as("FIFO queues refuse it").isFalse();
    }

    @Test
    void fifo_withoutDeduplicationId_getsOneThatRepeatedRequestsShare() {
        MessageQueue<String> queue = queue("ordered", "true");
        sqs.fail(1, SqsFake.reset());
        queue.send(Message.of("x").orderingKey("k"));
        queue.send(Message.of("x").orderingKey("k"));
        List<String> ids = new ArrayList<>();
        sqs.requests("SendMessageBatch")
                .forEach(request -> ids.add(
                        entries(request).get(0).path("MessageDeduplicationId").asString()));
        assertThat(ids).hasSize(3);
        assertThat(ids.get(0)).isEqualTo(ids.get(1)).isNotEqualTo(ids.get(2));
    }

    @Test
    void fifo_receive_canBeRepeated() {
        MessageQueue<String> queue = queue("ordered", "true");
        sqs.fail(1, SqsFake.reset());
        queue.receive();
        assertThat(sqs.requests("ReceiveMessage"))
                .extracting(request -> request.path("ReceiveRequestAttemptId").asString())
                .hasSize(2)
                .allMatch(id -> id.equals(sqs.requests("ReceiveMessage")
                        .get(0)
                        .path("ReceiveRequestAttemptId")
                        .asString()));
    }

    @Test
    void foreignMessage_isReceivedAsItIs() {
        MessageQueue<String> queue = queue();
        byte[] binary = {0, 1, -1};
        sqs.deliver(
                "{\"$midplatform\":1}",
                Map.of(
                        "text", SqsFake.attributeOf("String", "v"),
                        "custom", SqsFake.attributeOf("String.kind", "w"),
                        "number", SqsFake.attributeOf("Number.int", "42"),
                        "binary",
                                SqsFake.attributeOf(
                                        "Binary", Base64.getEncoder().encodeToString(binary))),
                Map.of("ApproximateReceiveCount", "3", "SentTimestamp", "1700000000123", "MessageGroupId", "g"));
        Delivery<String> delivery = queue.receive().get(0);
        assertThat(delivery.payload()).isEqualTo("{\"$midplatform\":1}");
        assertThat(delivery.headers())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("text", "v", "custom", "w", "number", "42", "binary", "AAH/"));
        assertThat(delivery.attempt()).isEqualTo(3);
        assertThat(delivery.sentAt()).isEqualTo(Instant.ofEpochMilli(1700000000123L));
        assertThat(delivery.orderingKey()).as("a fairness key").isEmpty();
    }

    @Test
    void foreignMessage_withOurAttributeMisused_isReceivedAsItIs() {
        MessageQueue<String> queue = queue();
        sqs.deliver("x", Map.of("midplatform", SqsFake.attributeOf("String", "not ours")), Map.of());
        sqs.deliver("y", Map.of("midplatform", SqsFake.attributeOf("String", "[1,")), Map.of());
        sqs.deliver(
                "no base64!", Map.of("midplatform", SqsFake.attributeOf("String", "{\"body\":\"base64\"}")), Map.of());
        sqs.deliver(
                "z",
                Map.of("midplatform", SqsFake.attributeOf("String", "{\"headers\":7,\"dead\":[],\"later\":{\"a\":1}}")),
                Map.of());
        List<Delivery<String>> got = queue.receive();
        assertThat(got).extracting(Delivery::payload).containsExactly("x", "y", "no base64!", "z");
        assertThat(got.get(0).headers()).containsEntry("midplatform", "not ours");
        assertThat(got.get(3).deadLetterInfo()).isEmpty();
    }

    private JsonNode sent() {
        return entries(sqs.requests("SendMessageBatch").get(0)).get(0);
    }

    private static JsonNode reserved(JsonNode attributes) {
        return JsonMapper.shared()
                .readTree(attributes.path("midplatform").path("StringValue").asString());
    }
}
