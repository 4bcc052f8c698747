package io.midplatform.testkit.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.midplatform.ErrorCode;
import io.midplatform.Platform;
import io.midplatform.PlatformException;
import io.midplatform.queue.Delivery;
import io.midplatform.queue.Message;
import io.midplatform.queue.MessageQueue;
import io.midplatform.queue.SendOptions;
import io.midplatform.queue.SendReceipt;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What {@code send} promises. */
public abstract class QueueSendingSuite extends QueueSuite {
    /** For providers. */
    protected QueueSendingSuite() {}

    @Test
    protected void send_text_isReceivedAsSent() {
        MessageQueue<String> queue = queue();
        SendReceipt receipt = queue.send("grüße \ud83d\ude00");
        Delivery<String> delivery = receiveOne(queue);
        assertThat(delivery.payload()).isEqualTo("grüße \ud83d\ude00");
        assertThat(delivery.id()).isEqualTo(receipt.id()).isNotEmpty();
        assertThat(delivery.body()).isEqualTo("grüße \ud83d\ude00".getBytes(StandardCharsets.UTF_8));
        assertThat(delivery.attempt()).isEqualTo(1);
        assertThat(delivery.headers()).isEmpty();
        assertThat(delivery.orderingKey()).isEmpty();
        assertThat(delivery.deadLetterInfo()).isEmpty();
        isNow(delivery.sentAt());
    }

    /**
     * The name of a queue that a test chooses itself. A provider whose server keeps its queues overrides this.
     *
     * @param name a name
     * @return by default the same, else one that begins so that it can be told from others
     */
    protected String physical(String name) {
        return name;
    }

    /**
     * Asserts that a message was sent at this moment. A provider whose server has a clock of its own overrides this.
     *
     * @param sentAt when the service says that it was sent
     */
    protected void isNow(Instant sentAt) {
        assertThat(sentAt).isEqualTo(time.instant());
    }

    @Test
    protected void send_emptyPayload_isAMessage() {
        MessageQueue<String> queue = queue();
        queue.send("");
        assertThat(receiveOne(queue).payload()).isEmpty();
    }

    @Test
    protected void send_bytesChangedAfterwards_messageStays() {
        MessageQueue<byte[]> queue = probed().queue("jobs", byte[].class);
        byte[] mine = {1, 2, 3};
        queue.send(mine);
        mine[0] = 9;
        Delivery<byte[]> first = queue.receive().get(0);
        first.body()[1] = 9;
        first.payload()[2] = 9;
        first.retry();
        assertThat(queue.receive().get(0).body()).containsExactly(1, 2, 3);
    }

    @Test
    protected void send_samePayloadTwice_isTwoMessages() {
        MessageQueue<String> queue = queue();
        assertThat(queue.send("x").id()).isNotEqualTo(queue.send("x").id());
        assertThat(drain(queue)).containsExactly("x", "x");
    }

    @Test
    protected void send_messageReused_isAnotherMessage() {
        MessageQueue<String> queue = queue();
        Message<String> message = Message.of("x").header("h", "v");
        queue.send(message);
        queue.send(message, SendOptions.defaults().timeout(Duration.ofSeconds(20)));
        assertThat(receive(queue, 2)).allSatisfy(d -> assertThat(d.header("h")).contains("v"));
    }

    @Test
    @SuppressWarnings("NullAway") // null on purpose
    protected void send_null_isRefused() {
        MessageQueue<String> queue = queue();
        assertThatNullPointerException().isThrownBy(() -> queue.send((String) null));
        assertThatNullPointerException().isThrownBy(() -> queue.send((Message<String>) null));
        assertThatNullPointerException().isThrownBy(() -> queue.send(Message.of("x"), null));
        assertThatNullPointerException().isThrownBy(() -> queue.sendAll(null));
        assertThatNullPointerException().isThrownBy(() -> Message.of(null));
        assertThatNullPointerException().isThrownBy(() -> Message.of("x").header("h", null));
        assertThat(probe.calls()).isEmpty();
    }

    @Test
    protected void options_wrongConstants_areRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Message.of("x").delay(Duration.ofSeconds(-1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SendOptions.defaults().timeout(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> options().max(0));
        assertThatIllegalArgumentException().isThrownBy(() -> options().waitUpTo(Duration.ofSeconds(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> options().lease(Duration.ZERO));
    }

    @Test
    protected void send_unpairedSurrogate_isCodecAndSendsNothing() {
        MessageQueue<String> queue = queue();
        fails(ErrorCode.CODEC, () -> queue.send("\ud83d alone"));
        assertThat(probe.calls()).isEmpty();
    }

    @Test
    protected void send_tooLarge_isLimitExceededAndSendsNothing() {
        limits(QueueLimitsOf.messageBytes(100));
        MessageQueue<String> queue = queue();
        queue.send("x".repeat(90));
        probe.reset();
        PlatformException error = fails(ErrorCode.LIMIT_EXCEEDED, () -> queue.send("x".repeat(101)));
        assertThat(error).hasMessageContaining("100").hasMessageNotContaining("xxx");
        assertThat(error.resource()).contains("jobs");
        assertThat(error.operation()).contains("send");
        fails(ErrorCode.LIMIT_EXCEEDED, () -> queue.send(Message.of("x").header("h", "v".repeat(101))));
        assertThat(probe.calls()).isEmpty();
    }

    @Test
    protected void send_headersOfTheMessage_areNotShared() {
        MessageQueue<String> queue = queue();
        Message<String> plain = Message.of("x");
        Message<String> with = plain.header("a", "1");
        assertThat(plain.headers()).isEmpty();
        assertThat(with.headers()).containsEntry("a", "1");
        queue.send(plain);
        assertThat(receiveOne(queue).headers()).isEmpty();
    }

    @Test
    protected void send_toString_tellsNoPayload() {
        MessageQueue<String> queue = queue();
        Message<String> message = Message.of("s3cret").header("h", "s3cret");
        queue.send(message);
        assertThat(message.toString()).doesNotContain("s3cret");
        assertThat(receiveOne(queue).toString()).doesNotContain("s3cret");
    }

    @Test
    protected void closedPlatform_isIllegalState() {
        Platform platform = probed();
        MessageQueue<String> queue = platform.queue("jobs", String.class);
        queue.send("x");
        Delivery<String> delivery = receiveOne(queue);
        platform.close();
        assertThatIllegalStateException().isThrownBy(() -> queue.send("x"));
        assertThatIllegalStateException().isThrownBy(queue::receive);
        assertThatIllegalStateException().isThrownBy(queue::depth);
        assertThatIllegalStateException().isThrownBy(() -> queue.work(d -> {}));
        assertThatIllegalStateException().isThrownBy(delivery::ack);
    }

    @Test
    protected void queue_sameNameTwoTypes_isIllegalState() {
        Platform platform = probed();
        assertThat(platform.queue("jobs", String.class)).isSameAs(platform.queue("jobs", String.class));
        assertThatIllegalStateException().isThrownBy(() -> platform.queue("jobs", byte[].class));
    }

    @Test
    protected void queue_namesOfOnePhysicalQueue_shareIt() {
        Platform platform = opened(builder(
                "midplatform.queue.a.queue", physical("shared"), "midplatform.queue.b.queue", physical("shared")));
        platform.queue("a", String.class).send("x");
        assertThat(drain(platform.queue("b", String.class))).containsExactly("x");
    }

    @Test
    protected void queue_prefix_keepsQueuesApart() {
        Platform platform = opened(builder(
                "midplatform.queue.a.queue",
                physical("q"),
                "midplatform.queue.b.queue",
                physical("q"),
                "midplatform.queue.b.prefix",
                physical("p-")));
        platform.queue("a", String.class).send("x");
        isEmpty(platform.queue("b", String.class));
    }
}
