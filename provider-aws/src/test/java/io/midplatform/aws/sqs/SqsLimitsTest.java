package io.midplatform.aws.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.Platform;
import io.midplatform.aws.fake.SqsFake;
import io.midplatform.queue.Message;
import io.midplatform.queue.MessageQueue;
import io.midplatform.queue.ReceiveOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Limits are the queue's own; batches are as few as they allow. */
class SqsLimitsTest extends SqsWire {
    @Test
    void messageSize_ofTheQueue_isReadAndKept() {
        sqs.attribute("MaximumMessageSize", "262144");
        MessageQueue<String> queue = queue();
        assertThat(fails(ErrorCode.LIMIT_EXCEEDED, () -> queue.send("x".repeat(262_145))))
                .hasMessageContaining("262144");
        assertThat(sqs.operations()).as("no request").isEmpty();
        queue.send("x".repeat(262_144));
        assertThat(sqs.operations()).containsExactly("SendMessageBatch");
    }

    @Test
    void messageSize_notToBeRead_isThatOfSqs() {
        sqs.fail(1, SqsFake.NONE);
        sqs.fail(1, SqsFake.error(403, "AccessDeniedException"));
        MessageQueue<String> queue = queue();
        queue.send("x".repeat(1 << 20));
        fails(ErrorCode.LIMIT_EXCEEDED, () -> queue.send("x".repeat((1 << 20) + 1)));
        assertThat(sqs.requests("SendMessageBatch")).hasSize(1);
    }

    @Test
    void messageSize_countsAttributesAndBase64() {
        sqs.attribute("MaximumMessageSize", "1024");
        MessageQueue<String> queue = queue();
        queue.send(Message.of("x".repeat(1015)).header("a", "bc")); // name 1, type 6, value 2
        fails(
                ErrorCode.LIMIT_EXCEEDED,
                () -> queue.send(Message.of("x".repeat(1016)).header("a", "bc")));
        fails(ErrorCode.LIMIT_EXCEEDED, () -> queue.send("\u0001" + "x".repeat(766)));
        assertThat(sqs.requests("SendMessageBatch")).hasSize(1);
    }

    @Test
    void limits_ofTheQueue_areDescribed() {
        sqs.attribute("MessageRetentionPeriod", "3600");
        sqs.attribute("MaximumMessageSize", "2048");
        Platform platform = platform("midplatform.queue.jobs.create", "false");
        assertThat(platform.describe().resources().get(0).limits())
                .containsEntry("retention", "PT1H")
                .containsEntry("message-bytes", "2048");
    }

    @Test
    void sendAll_splitsByCount() {
        MessageQueue<String> queue = queue();
        queue.sendAll(messages(25)).throwIfAny();
        assertThat(sqs.requests("SendMessageBatch"))
                .extracting(request -> entries(request).size())
                .containsExactly(10, 10, 5);
    }

    @Test
    void sendAll_splitsByBytes() {
        sqs.attribute("MaximumMessageSize", "262144");
        MessageQueue<String> queue = queue();
        List<Message<String>> messages = new ArrayList<>(Collections.nCopies(4, Message.of("x".repeat(65_536))));
        messages.add(Message.of("y"));
        queue.sendAll(messages).throwIfAny();
        assertThat(sqs.requests("SendMessageBatch"))
                .extracting(request -> entries(request).size())
                .containsExactly(4, 1);
    }

    @Test
    void sendAll_tenThousandSmallOnes_areAThousandRequests() {
        MessageQueue<String> queue = queue();
        queue.sendAll(messages(10_000)).throwIfAny();
        assertThat(sqs.operations()).hasSize(1000);
        List<JsonNode> requests = sqs.requests("SendMessageBatch");
        assertThat(requests)
                .hasSize(1000)
                .allSatisfy(request -> assertThat(entries(request)).hasSize(10));
        assertThat(entries(requests.get(999)).get(9).path("MessageBody").asString())
                .isEqualTo("m9999");
    }

    @Test
    void delay_upToFifteenMinutes() {
        MessageQueue<String> queue = queue();
        queue.send(Message.of("x").delay(Duration.ofMinutes(15)));
        queue.send(Message.of("x").delay(Duration.ofMillis(1)));
        queue.send("x");
        assertThat(sqs.requests("SendMessageBatch"))
                .extracting(
                        request -> entries(request).get(0).path("DelaySeconds").asInt(-1))
                .containsExactly(900, 1, 0);
        sqs.forgetRequests();
        fails(
                ErrorCode.LIMIT_EXCEEDED,
                () -> queue.send(Message.of("x").delay(Duration.ofMinutes(15).plusMillis(1))));
        assertThat(sqs.operations()).isEmpty();
    }

    @Test
    void longPoll_isAtMostTwentySeconds() {
        MessageQueue<String> queue = queue("lease", "1m");
        List<Integer> waits = Collections.synchronizedList(new ArrayList<>());
        sqs.onWait(seconds -> {
            waits.add(seconds);
            time.advance(Duration.ofSeconds(seconds));
        });
        assertThat(queue.receive(ReceiveOptions.defaults().waitUpTo(Duration.ofSeconds(50))))
                .isEmpty();
        assertThat(waits).containsExactly(20, 20, 10);
    }

    @Test
    void receive_asksForTenAtMostAndForWhatItNeeds() {
        MessageQueue<String> queue = queue();
        for (int i = 0; i < 12; i++) {
            sqs.deliver("m" + i);
        }
        assertThat(queue.receive(ReceiveOptions.defaults().max(100).lease(Duration.ofSeconds(45))))
                .hasSize(10);
        JsonNode request = sqs.requests("ReceiveMessage").get(0);
        assertThat(request.path("MaxNumberOfMessages").asInt()).isEqualTo(10);
        assertThat(request.path("VisibilityTimeout").asInt()).isEqualTo(45);
        assertThat(request.path("WaitTimeSeconds").asInt(-1)).isZero();
        assertThat(request.path("MessageAttributeNames").get(0).asString()).isEqualTo("All");
    }
}
