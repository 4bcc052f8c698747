package io.midplatform.azure.storagequeue;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.queue.Delivery;
import io.midplatform.queue.Message;
import io.midplatform.queue.MessageQueue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What messages look like on the wire, to other programs and from them. */
class StorageQueueFormTest extends StorageQueueWire {
    @Test
    void text_goesAsItIs() {
        MessageQueue<String> queue = queue();
        for (String text : List.of(
                "x", "za\u017c\u00f3\u0142\u0107 {\"a\":1} \ud83d\ude00", " <a>&amp;]]>\n\t ", "{\"$mid\":1}")) {
            azure.forgetRequests();
            queue.send(text);
            assertThat(sent()).isEqualTo(text);
        }
    }

    @Test
    void message_doesNotExpireUnlessSet() {
        queue().send("x");
        assertThat(azure.requests("send").get(0).query())
                .containsEntry("messagettl", "-1")
                .containsEntry("visibilitytimeout", "0");
        azure.forgetRequests();
        queue("expiry", "2h").send(Message.of("x").delay(Duration.ofMillis(1)));
        assertThat(azure.requests("send").get(0).query())
                .containsEntry("messagettl", "7200")
                .as("never less than asked for")
                .containsEntry("visibilitytimeout", "1");
    }

    @Test
    void headers_areInTheEnvelope() {
        queue().send(Message.of("x\"\u00e9\n").header("tenant", "acme"));
        assertThat(sent())
                .isEqualTo("{\"$midplatform\":1,\"headers\":{\"tenant\":\"acme\"},\"body\":\"x\\\"\u00e9\\n\"}");
    }

    @Test
    void body_thatLooksLikeAnEnvelope_isInOne() {
        queue().send("{\"$midplatform\":7}");
        assertThat(sent()).isEqualTo("{\"$midplatform\":1,\"body\":\"{\\\"$midplatform\\\":7}\"}");
    }

    @Test
    void body_thatXmlDoesNotKeep_isInTheEnvelope() {
        MessageQueue<String> queue = queue();
        queue.send("a\r\nb");
        assertThat(sent()).isEqualTo("{\"$midplatform\":1,\"body\":\"a\\r\\nb\"}");
        for (String blank : List.of("", " ", "\n\t ")) {
            azure.forgetRequests();
            queue.send(blank);
            assertThat(sent()).startsWith("{\"$midplatform\":1,\"body\":\"");
        }
    }

    @Test
    void body_thatXmlCannotHold_isBase64InTheEnvelope() {
        MessageQueue<byte[]> queue = bytes();
        for (byte[] body : List.of(
                new byte[] {0, -1},
                "a\u0000b".getBytes(StandardCharsets.UTF_8),
                "\ufffe".getBytes(StandardCharsets.UTF_8))) {
            azure.forgetRequests();
            queue.send(body);
            assertThat(sent()).isEqualTo("{\"$midplatform\":1,\"base64\":\"" + base64(body) + "\"}");
        }
    }

    @Test
    void base64_everyMessageIsEncoded() {
        MessageQueue<byte[]> queue = bytes("encoding", "base64");
        for (byte[] body : List.of("x\r\n".getBytes(StandardCharsets.UTF_8), new byte[] {0, -1})) {
            azure.forgetRequests();
            queue.send(body);
            assertThat(sent()).isEqualTo(base64(body));
        }
        azure.forgetRequests();
        queue.send(Message.of("x".getBytes(StandardCharsets.UTF_8)).header("h", "v"));
        assertThat(sent())
                .isEqualTo(base64("{\"$midplatform\":1,\"headers\":{\"h\":\"v\"},\"body\":\"x\"}"
                        .getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void foreignMessage_isReceivedAsItIs() {
        MessageQueue<String> queue = queue();
        List<String> texts = List.of(
                "plain",
                "eyJhIjoxfQ==",
                "{\"a\":1}",
                "{\"$midplatform\":",
                "{\"$midplatform\":2,\"body\":\"later\"}",
                "{\"$midplatform\":1}",
                "{\"$midplatform\":1,\"base64\":\"?\"}",
                "{ \"$midplatform\":1,\"body\":\"x\"}");
        texts.forEach(azure::deliver);
        List<Delivery<String>> got = queue.receive();
        assertThat(got).extracting(Delivery::payload).isEqualTo(texts);
        assertThat(got).allSatisfy(delivery -> {
            assertThat(delivery.headers()).isEmpty();
            assertThat(delivery.attempt()).isEqualTo(3);
            assertThat(delivery.sentAt()).isEqualTo(Instant.parse("2030-03-01T10:00:00Z"));
        });
    }

    @Test
    void foreignMessage_ofAzureFunctions_isDecodedWhereTheSettingsSaySo() {
        MessageQueue<String> queue = queue("encoding", "base64");
        azure.deliver(base64("{\"order\":7}".getBytes(StandardCharsets.UTF_8)));
        azure.deliver(base64(
                "{\"$midplatform\":1,\"headers\":{\"h\":\"v\"},\"body\":\"x\"}".getBytes(StandardCharsets.UTF_8)));
        azure.deliver("not: base64");
        List<Delivery<String>> got = queue.receive();
        assertThat(got).extracting(Delivery::payload).containsExactly("{\"order\":7}", "x", "not: base64");
        assertThat(got.get(1).headers()).containsEntry("h", "v");
    }

    @Test
    void envelope_withMembersOfOtherKinds_isReadAsFarAsItGoes() {
        azure.deliver(
                "{\"$midplatform\":1,\"headers\":7,\"dead\":[],\"overflow\":{\"bucket\":1},\"later\":{},\"body\":\"x\"}");
        azure.deliver(
                "{\"$midplatform\":1,\"dead\":{\"reason\":\"r\",\"attempts\":5,\"id\":\"i\"},\"base64\":\"eA==\"}");
        List<Delivery<String>> got = queue().receive();
        assertThat(got).extracting(Delivery::payload).containsExactly("x", "x");
        assertThat(got.get(0).deadLetterInfo()).isEmpty();
        assertThat(got.get(1).deadLetterInfo().orElseThrow().reason()).contains("r");
        assertThat(got.get(1).deadLetterInfo().orElseThrow().originalId()).contains("i");
    }

    @Test
    void deadLetter_isInTheEnvelopeAndDoesNotExpire() {
        azure.deliver("x");
        queue("expiry", "2h").receive().get(0).deadLetter("because");
        StorageQueueFake.Request dead = azure.requests("send").get(0);
        assertThat(dead.queue()).isEqualTo("jobs-dead");
        assertThat(dead.text())
                .startsWith("{\"$midplatform\":1,\"dead\":{\"reason\":\"because\",\"attempts\":3,\"id\":\"id0\"}")
                .endsWith("\"body\":\"x\"}");
        assertThat(dead.query()).containsEntry("messagettl", "-1");
        assertThat(azure.operations()).containsExactly("receive", "send", "delete");
    }

    @Test
    void size_is64KibAfterEncoding() {
        MessageQueue<String> queue = queue();
        queue.send("x".repeat(65_536));
        queue.send("\u00e9".repeat(32_768));
        queue.send("&".repeat(65_536)); // XML's own escapes are not counted
        queue.send(Message.of("x".repeat(65_536 - 50)).header("a", "b"));
        azure.forgetRequests();
        refused(queue, Message.of("x".repeat(65_537)));
        refused(queue, Message.of("\u00e9".repeat(32_768) + "x"));
        refused(queue, Message.of("x".repeat(65_536)).header("a", "b"));
        refused(queue, Message.of("\u0000" + "x".repeat(49_152)));
        MessageQueue<String> base64 = queue("encoding", "base64");
        refused(base64, Message.of("x".repeat(49_153)));
        assertThat(azure.operations()).as("no request").isEmpty();
        base64.send("x".repeat(49_152));
    }

    private static void refused(MessageQueue<String> queue, Message<String> message) {
        assertThat(fails(ErrorCode.LIMIT_EXCEEDED, () -> queue.send(message))).hasMessageContaining("65536");
    }

    private String sent() {
        return azure.requests("send").get(0).text();
    }

    private static String base64(byte[] body) {
        return Base64.getEncoder().encodeToString(body);
    }
}
