package io.midplatform.aws.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.BatchResult;
import io.midplatform.ErrorCode;
import io.midplatform.Outcome;
import io.midplatform.PlatformException;
import io.midplatform.aws.fake.SqsFake;
import io.midplatform.cloudtests.HttpFake.Reply;
import io.midplatform.queue.Delivery;
import io.midplatform.queue.Message;
import io.midplatform.queue.MessageQueue;
import io.midplatform.queue.ReceiveOptions;
import io.midplatform.queue.SendReceipt;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What goes wrong on the way, and what SQS refuses: codes, numbers of requests, nothing half-done. */
class SqsFaultTest extends SqsWire {
    private static final int ATTEMPTS = 4;

    @Test
    void sendAll_refusedEntries_haveTheirOwnOutcomes() {
        MessageQueue<String> queue = queue();
        sqs.refuse("InvalidMessageContents", true, "bad characters", 1);
        BatchResult<Message<String>, SendReceipt> result = queue.sendAll(messages(3));
        assertThat(result.outcomes()).extracting(Outcome::isFailed).containsExactly(false, true, false);
        assertThat(result.outcomes().get(1).error())
                .hasValueSatisfying(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
        assertThat(sqs.requests("SendMessageBatch"))
                .as("trying again is of no use")
                .hasSize(1);
    }

    @Test
    void sendAll_failedEntries_areSentAgainAlone() {
        MessageQueue<String> queue = queue();
        sqs.refuse("InternalError", false, "ours", 0, 2);
        sqs.refuse("RequestThrottled", true, "slower", 1);
        queue.sendAll(messages(4)).throwIfAny();
        assertThat(sqs.requests("SendMessageBatch"))
                .extracting(SqsFaultTest::bodies)
                .containsExactly(List.of("m0", "m1", "m2", "m3"), List.of("m0", "m2"), List.of("m2"));
    }

    @Test
    void sendAll_failsForEver_endsWithTheBudget() {
        MessageQueue<String> queue = queue();
        for (int i = 0; i < ATTEMPTS; i++) {
            sqs.refuse("ServiceUnavailable", false, "ours", 0);
        }
        BatchResult<Message<String>, SendReceipt> result = queue.sendAll(messages(1));
        PlatformException error = result.outcomes().get(0).error().orElseThrow();
        assertThat(error.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(error.retryable()).isTrue();
        assertThat(sqs.requests("SendMessageBatch")).hasSize(ATTEMPTS);
    }

    @Test
    void sendAll_entryWithoutAnAnswer_isSentAgain() {
        MessageQueue<String> queue = queue();
        sqs.fail(1, SqsFake.json("{\"Successful\":[],\"Failed\":[]}"));
        queue.sendAll(messages(2)).throwIfAny();
        assertThat(sqs.requests("SendMessageBatch"))
                .extracting(SqsFaultTest::bodies)
                .containsExactly(List.of("m0", "m1"), List.of("m0", "m1"));
    }

    @Test
    void fifo_failedMessage_isNotOvertakenByLaterOnesOfItsKey() {
        MessageQueue<String> queue = queue("ordered", "true");
        sqs.refuse("InvalidMessageContents", true, "bad characters", 0);
        BatchResult<Message<String>, SendReceipt> result = queue.sendAll(List.of(
                Message.of("a1").orderingKey("a"),
                Message.of("a2").orderingKey("a"),
                Message.of("b1").orderingKey("b")));
        assertThat(result.outcomes()).extracting(Outcome::isFailed).containsExactly(true, true, false);
        assertThat(sqs.requests("SendMessageBatch"))
                .extracting(SqsFaultTest::bodies)
                .containsExactly(List.of("a1", "b1"));
    }

    @Test
    void throttled_isTriedAgain() {
        MessageQueue<String> queue = queue();
        Reply throttled = SqsFake.refusal(400, "RequestThrottled", "RequestThrottled", "slower");
        sqs.fail(2, throttled);
        queue.send("x");
        assertThat(sqs.operations()).hasSize(3);
        ends(ErrorCode.THROTTLED, throttled, ATTEMPTS);
    }

    @Test
    void serverError_isTriedAgain() {
        MessageQueue<String> queue = queue();
        sqs.fail(1, SqsFake.error(500, "InternalFailure"));
        sqs.fail(1, SqsFake.error(503, "ServiceUnavailable"));
        sqs.fail(1, SqsFake.reset());
        queue.send("x");
        assertThat(sqs.operations()).hasSize(4);
        ends(ErrorCode.UNAVAILABLE, SqsFake.error(500, "InternalFailure"), ATTEMPTS);
        ends(ErrorCode.UNAVAILABLE, SqsFake.error(503, "ServiceUnavailable"), ATTEMPTS);
        ends(ErrorCode.UNAVAILABLE, SqsFake.reset(), ATTEMPTS);
    }

    @Test
    void refused_isNotTriedAgain() {
        ends(ErrorCode.UNAUTHENTICATED, SqsFake.error(403, "ExpiredToken"), 1);
        ends(ErrorCode.UNAUTHENTICATED, SqsFake.error(403, "ExpiredTokenException"), 1);
        ends(ErrorCode.UNAUTHENTICATED, SqsFake.error(403, "InvalidClientTokenId"), 1);
        ends(ErrorCode.UNAUTHENTICATED, SqsFake.error(403, "InvalidSignatureException"), 1);
        ends(ErrorCode.ACCESS_DENIED, SqsFake.error(403, "AccessDenied"), 1);
        ends(ErrorCode.ACCESS_DENIED, SqsFake.error(403, "AccessDeniedException"), 1);
        ends(ErrorCode.ACCESS_DENIED, SqsFake.error(400, "KmsAccessDenied"), 1);
        ends(ErrorCode.CONFIGURATION, SqsFake.error(400, "KmsDisabled"), 1);
        ends(ErrorCode.INVALID_REQUEST, SqsFake.error(400, "InvalidMessageContents"), 1);
        ends(ErrorCode.UNSUPPORTED, SqsFake.error(400, "UnsupportedOperation"), 1);
        ends(ErrorCode.LIMIT_EXCEEDED, SqsFake.error(400, "BatchRequestTooLong"), 1);
    }

    @Test
    void wrongRegion_isConfiguration() {
        Reply elsewhere =
                SqsFake.refusal(404, "InvalidAddress", "InvalidAddress", "The address is not valid for this endpoint.");
        assertThat(ends(ErrorCode.CONFIGURATION, elsewhere, 1)).hasMessageContaining("region");
    }

    @Test
    void clockSkew_isCorrectedByTheServersTime() {
        MessageQueue<String> queue = queue();
        sqs.fail(1, skewed(Duration.ofHours(2)));
        queue.send("x");
        assertThat(sqs.operations()).hasSize(2);
        PlatformException error = ends(ErrorCode.UNAUTHENTICATED, skewed(Duration.ZERO), ATTEMPTS);
        assertThat(error).hasMessageContaining("clock");
    }

    private static Reply skewed(Duration ahead) {
        return exchange -> {
            exchange.getResponseHeaders()
                    .set(
                            "Date",
                            DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                    Instant.now().plus(ahead).atOffset(ZoneOffset.UTC)));
            SqsFake.refusal(403, "RequestExpired", "RequestExpired", "Signature expired")
                    .to(exchange);
        };
    }

    @Test
    void receive_truncatedAnswer_isTriedAgain() {
        MessageQueue<String> queue = queue();
        sqs.deliver("x");
        sqs.fail(1, SqsFake.truncated());
        assertThat(queue.receive()).extracting(Delivery::payload).containsExactly("x");
        assertThat(sqs.requests("ReceiveMessage")).hasSize(2);
        sqs.forgetRequests();
        sqs.fail(ATTEMPTS, SqsFake.truncated());
        fails(ErrorCode.UNAVAILABLE, queue::receive);
        assertThat(sqs.requests("ReceiveMessage")).hasSize(ATTEMPTS);
    }

    @Test
    void damagedMessage_isUnavailable() {
        MessageQueue<String> queue = queue();
        sqs.fail(
                1,
                SqsFake.json(
                        "{\"Messages\":[{\"MessageId\":\"1\",\"ReceiptHandle\":\"r\",\"Body\":\"y\",\"MD5OfBody\":\"9dd4e461268c8034f5c8564e155c67a6\"}]}"));
        assertThat(fails(ErrorCode.UNAVAILABLE, queue::receive).retryable()).isTrue();
    }

    @Test
    void missingQueue_isNotFound() {
        sqs.missing(true);
        MessageQueue<String> queue = queue();
        assertThat(fails(ErrorCode.NOT_FOUND, () -> queue.send("x"))).hasMessageContaining("region");
        fails(ErrorCode.NOT_FOUND, queue::receive);
        fails(ErrorCode.NOT_FOUND, queue::depth);
        fails(ErrorCode.NOT_FOUND, queue::purge);
        assertThat(queue.sendAll(messages(25)).outcomes())
                .allSatisfy(outcome ->
                        assertThat(outcome.error().orElseThrow().code()).isEqualTo(ErrorCode.NOT_FOUND));
        assertThat(sqs.operations())
                .containsOnly("GetQueueUrl")
                .as("one try for each call")
                .hasSize(5);
        sqs.missing(false);
        queue.send("x");
    }

    @Test
    void deletedQueue_isLookedUpAgain() {
        MessageQueue<String> queue = queue("create", "true");
        sqs.missing(true);
        fails(ErrorCode.NOT_FOUND, () -> queue.send("x"));
        queue.send("x");
        assertThat(sqs.operations())
                .containsExactly("SendMessageBatch", "GetQueueUrl", "CreateQueue", "SendMessageBatch");
    }

    @Test
    void ack_whoseAnswerIsLost_succeedsTheSecondTime() {
        MessageQueue<String> queue = queue();
        sqs.deliver("x");
        Delivery<String> delivery = queue.receive().get(0);
        sqs.fail(1, SqsFake.reset());
        delivery.ack();
        assertThat(sqs.requests("DeleteMessageBatch")).hasSize(2);
    }

    @Test
    void ack_ofALeaseThatIsOver_isPreconditionFailed() {
        MessageQueue<String> queue = queue();
        sqs.deliver("x");
        Delivery<String> delivery = queue.receive().get(0);
        sqs.refuse("ReceiptHandleIsInvalid", true, "The input receipt handle is invalid.", 0);
        fails(ErrorCode.PRECONDITION_FAILED, delivery::ack);
    }

    @Test
    void extend_beyondTwelveHoursInAll_isRefusedBySqsToo() {
        MessageQueue<String> queue = queue();
        sqs.deliver("x");
        Delivery<String> delivery = queue.receive().get(0);
        sqs.refuse(
                "InvalidParameterValue",
                true,
                "Total VisibilityTimeout for the message is beyond the limit [43200 seconds].",
                0);
        fails(ErrorCode.LIMIT_EXCEEDED, () -> delivery.extend(Duration.ofHours(1)));
    }

    @Test
    void receive_interrupted_leavesAtOnceAndGivesBack() throws Exception {
        MessageQueue<String> queue = queue();
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        sqs.fail(1, exchange -> {
            arrived.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            SqsFake.json(
                            "{\"Messages\":[{\"MessageId\":\"1\",\"ReceiptHandle\":\"r1\",\"Body\":\"x\",\"MD5OfBody\":\"9dd4e461268c8034f5c8564e155c67a6\"}]}")
                    .to(exchange);
        });
        FutureTask<Boolean> receiver = new FutureTask<>(() -> {
            fails(
                    ErrorCode.CANCELLED,
                    () -> queue.receive(ReceiveOptions.defaults().waitUpTo(Duration.ofSeconds(20))));
            return Thread.currentThread().isInterrupted();
        });
        Thread thread = new Thread(receiver, "receiver");
        thread.start();
        assertThat(arrived.await(20, TimeUnit.SECONDS)).isTrue();
        thread.interrupt();
        assertThat(receiver.get(20, TimeUnit.SECONDS)).as("flag restored").isTrue();
        assertThat(sqs.operations()).containsExactly("ReceiveMessage");
        go.countDown();
        until(() -> sqs.operations().contains("ChangeMessageVisibilityBatch"));
        JsonNode back =
                entries(sqs.requests("ChangeMessageVisibilityBatch").get(0)).get(0);
        assertThat(back.path("ReceiptHandle").asString()).isEqualTo("r1");
        assertThat(back.path("VisibilityTimeout").asInt(-1)).isZero();
    }

    @Test
    void secrets_areInNoError() {
        sqs.fail(1, SqsFake.NONE);
        MessageQueue<String> queue = queue();
        sqs.fail(1, SqsFake.error(403, "SignatureDoesNotMatch"));
        assertThat(fails(ErrorCode.UNAUTHENTICATED, () -> queue.send("x")))
                .hasStackTraceContaining("SignatureDoesNotMatch");
    }

    /** A call that meets one failure for ever. */
    private PlatformException ends(ErrorCode code, Reply fault, int requests) {
        MessageQueue<String> queue = queue();
        sqs.fail(requests, fault);
        PlatformException error = fails(code, () -> queue.send("x"));
        assertThat(sqs.operations()).hasSize(requests).containsOnly("SendMessageBatch");
        return error;
    }

    private static List<String> bodies(JsonNode request) {
        return entries(request).stream()
                .map(entry -> entry.path("MessageBody").asString())
                .toList();
    }
}
