package io.midplatform.testkit.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midplatform.ErrorCode;
import io.midplatform.queue.Delivery;
import io.midplatform.queue.Message;
import io.midplatform.queue.MessageQueue;
import io.midplatform.queue.QueueFeature;
import io.midplatform.testkit.HostileData;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Headers, and payloads that break what treats them as anything but opaque. */
public abstract class QueueHeaderSuite extends QueueSuite {
    /** For providers. */
    protected QueueHeaderSuite() {}

    @Test
    protected void headers_many_arriveAsSent() {
        MessageQueue<String> queue = queue();
        Map<String, String> headers = new LinkedHashMap<>();
        for (int i = 0; i < 30; i++) {
            headers.put("header-" + i, "value " + i);
        }
        queue.send(Message.of("x").headers(headers));
        Delivery<String> delivery = receiveOne(queue);
        assertThat(delivery.headers()).containsExactlyInAnyOrderEntriesOf(headers);
        assertThat(delivery.header("header-7")).contains("value 7");
        assertThat(delivery.header("HEADER-7")).isEmpty();
        assertThatThrownBy(() -> delivery.headers().put("a", "b")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    protected void headers_anyUnicodeValue_arrivesAsSent() {
        MessageQueue<String> queue = queue();
        for (String value : HostileData.STRINGS) {
            queue.send(Message.of("x").header("h", value).header("empty", ""));
            Delivery<String> delivery = receiveOne(queue);
            assertThat(delivery.header("h")).contains(value);
            assertThat(delivery.header("empty")).contains("");
            delivery.ack();
        }
    }

    @Test
    protected void headers_everyTokenCharacter_isFine() {
        MessageQueue<String> queue = queue();
        String name = "!#$%&'*+-.^_`|~09azAZ";
        queue.send(Message.of("x").header(name, "v").header("n".repeat(128), "v"));
        assertThat(receiveOne(queue).header(name)).contains("v");
    }

    @Test
    protected void headers_badNames_areInvalidRequests() {
        MessageQueue<String> queue = queue();
        for (String bad : new String[] {
            "",
            " ",
            "a b",
            "a:b",
            "a\nb",
            "\u0000",
            "(x)",
            "\u00e9",
            "a=b",
            "{x}",
            "[x]",
            "x,y",
            "x;y",
            "x/y",
            "x@y",
            "n".repeat(129),
            "midplatform",
            "midplatform-x",
            "MidPlatform",
            "\ud83d\ude00",
            "\u212a",
            "\u0661"
        }) {
            fails(ErrorCode.INVALID_REQUEST, () -> queue.send(Message.of("x").header(bad, "v")));
        }
        assertThat(probe.calls()).isEmpty();
    }

    @Test
    protected void headers_badValue_isInvalidRequestWithoutTheValue() {
        MessageQueue<String> queue = queue();
        var error = fails(
                ErrorCode.INVALID_REQUEST, () -> queue.send(Message.of("x").header("h", "s3cret \ud83d alone")));
        assertThat(error).hasMessageNotContaining("s3cret");
        assertThat(probe.calls()).isEmpty();
    }

    @Test
    protected void headers_areKeptByRetryAndPeek() {
        MessageQueue<String> queue = queue();
        queue.send(Message.of("x").header("h", "v"));
        receiveOne(queue).retry();
        if (!lacks(queue, QueueFeature.PEEK, () -> queue.peek(1))) {
            assertThat(queue.peek(1).get(0).headers()).containsEntry("h", "v");
        }
        assertThat(receiveOne(queue).headers()).containsEntry("h", "v");
    }

    @Test
    protected void payloads_hostileText_arrivesAsSent() {
        MessageQueue<String> queue = queue();
        for (String text : HostileData.STRINGS) {
            queue.send(text);
            Delivery<String> delivery = receiveOne(queue);
            assertThat(delivery.payload()).isEqualTo(text);
            delivery.ack();
        }
        for (String text : new String[] {"{\"$midplatform\":1}", "<xml/>", "\u0000", "\ufffd", "\ufffe", "PQ=="}) {
            queue.send(text);
            assertThat(drain(queue)).containsExactly(text);
        }
    }

    @Test
    protected void payloads_anyBytes_arriveAsSent() {
        MessageQueue<byte[]> queue = probed().queue("jobs", byte[].class);
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        queue.send(all);
        queue.send(new byte[0]);
        assertThat(queue.receive()).extracting(Delivery::payload).containsExactlyInAnyOrder(all, new byte[0]);
    }
}
