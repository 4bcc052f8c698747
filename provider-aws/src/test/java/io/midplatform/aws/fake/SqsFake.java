package io.midplatform.aws.fake;

import com.sun.net.httpserver.HttpExchange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import tools.jackson.databind.JsonNode;

/**
 * Our stand-in for SQS over AWS JSON 1.0: canned answers of one queue, which keeps nothing that is sent to it. Deleting a message twice succeeds, as
 * AWS documents it. Not verified against the service.
 */
public final class SqsFake extends WireFake {
    private static final String JSON_1_0 = "application/x-amz-json-1.0";

    private final Map<String, String> attributes = new TreeMap<>();
    private final Map<String, Map<String, String>> ownAttributes = new TreeMap<>();
    private final Queue<Map<String, Map<String, Object>>> refusals = new ArrayDeque<>();
    private final Queue<Map<String, Object>> messages = new ArrayDeque<>();
    private IntConsumer waiting = seconds -> {};
    private boolean missing;
    private int sent;

    /** What GetQueueAttributes tells, for every queue. */
    public synchronized void attribute(String name, String value) {
        attributes.put(name, value);
    }

    /** What GetQueueAttributes tells for one queue, after what it tells for all. */
    public synchronized void attribute(String queue, String name, String value) {
        ownAttributes.computeIfAbsent(queue, q -> new TreeMap<>()).put(name, value);
    }

    private Map<String, String> attributesOf(String url) {
        Map<String, String> all = new TreeMap<>(attributes);
        all.putAll(ownAttributes.getOrDefault(url.substring(url.lastIndexOf('/') + 1), Map.of()));
        return all;
    }

    /** Whether there is no such queue; it is made by CreateQueue. */
    public synchronized void missing(boolean isMissing) {
        missing = isMissing;
    }

    /** Called with the seconds of each poll that finds nothing. */
    public synchronized void onWait(IntConsumer listener) {
        waiting = listener;
    }

    /** Lets entries of the next batch fail. */
    public synchronized void refuse(String code, boolean sendersFault, String message, int... entries) {
        Map<String, Map<String, Object>> refused = new HashMap<>();
        for (int entry : entries) {
            refused.put(
                    Integer.toString(entry),
                    Map.of(
                            "Id",
                            Integer.toString(entry),
                            "Code",
                            code,
                            "SenderFault",
                            sendersFault,
                            "Message",
                            message));
        }
        refusals.add(refused);
    }

    /** The next message to receive. */
    public synchronized void deliver(String body, Map<String, ?> messageAttributes, Map<String, String> system) {
        Map<String, String> all =
                new HashMap<>(Map.of("ApproximateReceiveCount", "1", "SentTimestamp", "1700000000000"));
        all.putAll(system);
        String id = "message-" + (messages.size() + 1);
        messages.add(Map.of(
                "MessageId",
                id,
                "ReceiptHandle",
                "receipt of " + id,
                "MD5OfBody",
                SqsChecksum.of(body),
                "Body",
                body,
                "Attributes",
                all,
                "MessageAttributes",
                messageAttributes,
                "MD5OfMessageAttributes",
                SqsChecksum.of(JSON.<JsonNode>valueToTree(messageAttributes))));
    }

    public void deliver(String body) {
        deliver(body, Map.of(), Map.of());
    }

    /** An attribute as another program would have sent it. */
    public static Map<String, String> attributeOf(String type, String value) {
        return Map.of("DataType", type, type.startsWith("Binary") ? "BinaryValue" : "StringValue", value);
    }

    /** The requests of one kind so far. */
    public List<JsonNode> requests(String operation) {
        List<JsonNode> found = new ArrayList<>();
        requests().stream()
                .filter(request -> request.operation().equals(operation))
                .forEach(request -> found.add(request.body()));
        return found;
    }

    /** A failure as SQS tells it: a code of the JSON protocol, and beside it that of the older one. */
    public static Reply refusal(int status, String type, String older, String message) {
        String body = JSON.writeValueAsString(Map.of("__type", "com.amazonaws.sqs#" + type, "message", message));
        return status(status, Map.of("Content-Type", JSON_1_0, "x-amzn-query-error", older + ";Sender"), body);
    }

    /** Half of an answer. */
    public static Reply truncated() {
        return truncated(200, Map.of(), "{\"Messages\":[{\"MessageId\":\"1\",", 1000);
    }

    /** Another answer than ours. */
    public static Reply json(String body) {
        return status(200, Map.of("Content-Type", JSON_1_0), body);
    }

    /** The settings of a provider on this server. */
    @Override
    public Map<String, String> settings() {
        Map<String, String> settings = super.settings();
        settings.keySet().removeIf(key -> key.startsWith("midplatform.config."));
        return settings;
    }

    @Override
    String operation(HttpExchange exchange, JsonNode body) {
        return exchange.getRequestHeaders().getFirst("X-Amz-Target").replace("AmazonSQS.", "");
    }

    @Override
    protected Answer answer(Request request, HttpExchange exchange) {
        if (missing && request.operation().equals("CreateQueue")) {
            missing = false;
        }
        if (missing) {
            Map<String, Object> told = Map.of(
                    "__type", "com.amazonaws.sqs#QueueDoesNotExist", "message", "The specified queue does not exist.");
            return new Answer(
                    400,
                    Map.of("x-amzn-query-error", "AWS.SimpleQueueService.NonExistentQueue;Sender"),
                    JSON.writeValueAsString(told));
        }
        JsonNode body = request.body();
        return switch (request.operation()) {
            case "GetQueueUrl", "CreateQueue" ->
                Answer.json(Map.of(
                        "QueueUrl",
                        endpoint() + "/123456789012/" + body.path("QueueName").asString("")));
            case "GetQueueAttributes" ->
                Answer.json(
                        Map.of("Attributes", attributesOf(body.path("QueueUrl").asString(""))));
            case "ReceiveMessage" -> Answer.json(Map.of("Messages", next(body)));
            case "SendMessageBatch", "DeleteMessageBatch", "ChangeMessageVisibilityBatch" -> batch(body);
            case "PurgeQueue" -> Answer.json(Map.of());
            default -> failure(400, "InvalidAction", Map.of());
        };
    }

    private List<Map<String, Object>> next(JsonNode body) {
        List<Map<String, Object>> next = new ArrayList<>();
        int max = body.path("MaxNumberOfMessages").asInt(1);
        while (next.size() < max && !messages.isEmpty()) {
            next.add(messages.remove());
        }
        if (next.isEmpty()) {
            waiting.accept(body.path("WaitTimeSeconds").asInt(0));
        }
        return next;
    }

    private Answer batch(JsonNode body) {
        Map<String, Map<String, Object>> refused = refusals.isEmpty() ? Map.of() : refusals.remove();
        List<Map<String, Object>> done = new ArrayList<>();
        for (JsonNode entry : body.path("Entries")) {
            String id = entry.path("Id").asString("");
            if (!refused.containsKey(id)) {
                Map<String, Object> answer = new HashMap<>(Map.of(
                        "Id",
                        id,
                        "MessageId",
                        "sent-" + ++sent,
                        "MD5OfMessageBody",
                        SqsChecksum.of(entry.path("MessageBody").asString(""))));
                if (entry.has("MessageAttributes")) {
                    answer.put("MD5OfMessageAttributes", SqsChecksum.of(entry.path("MessageAttributes")));
                }
                done.add(answer);
            }
        }
        return Answer.json(Map.of("Successful", done, "Failed", refused.values()));
    }
}
