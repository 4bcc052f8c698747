package io.midplatform.azure.storagequeue;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.BatchResult;
import io.midplatform.ErrorCode;
import io.midplatform.Outcome;
import io.midplatform.Platform;
import io.midplatform.PlatformException;
import io.midplatform.cloudtests.HttpFake.Reply;
import io.midplatform.queue.Delivery;
import io.midplatform.queue.Message;
import io.midplatform.queue.MessageQueue;
import io.midplatform.queue.SendOptions;
import io.midplatform.queue.SendReceipt;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What goes wrong on the way, and what the service refuses: codes, numbers of requests, nothing half-done. */
class StorageQueueFaultTest extends StorageQueueWire {
    private static final int ATTEMPTS = 4;

    @Test
    void serverError_isTriedAgain() {
        MessageQueue<String> queue = queue();
        azure.fail("send", 1, StorageQueueFake.error(500, "InternalError"));
        azure.fail("send", 1, StorageQueueFake.error(503, "ServerBusy"));
        azure.fail("send", 1, StorageQueueFake.reset());
        queue.send("x");
        assertThat(azure.operations()).hasSize(4);
        ends(ErrorCode.UNAVAILABLE, StorageQueueFake.error(500, "InternalError"), ATTEMPTS);
        ends(ErrorCode.UNAVAILABLE, StorageQueueFake.reset(), ATTEMPTS);
        PlatformException busy = ends(ErrorCode.THROTTLED, StorageQueueFake.error(503, "ServerBusy"), ATTEMPTS);
        assertThat(busy.retryable()).isTrue();
    }

    @Test
    void throttled_waitsAsLongAsTold() {
        MessageQueue<String> queue = queue();
        azure.fail("send", 1, StorageQueueFake.error(429, "TooManyRequests", "Retry-After", "1"));
        long since = System.nanoTime();
        queue.send("x");
        assertThat(System.nanoTime() - since)
                .isGreaterThan(Duration.ofMillis(900).toNanos());
        assertThat(azure.operations()).hasSize(2);
    }

    @Test
    void throttled_beyondTheDeadline_endsAtOnce() {
        MessageQueue<String> queue = queue();
        azure.fail("send", 4, StorageQueueFake.error(429, "TooManyRequests", "Retry-After", "60"));
        long since = System.nanoTime();
        fails(ErrorCode.THROTTLED, () -> queue.send("x"));
        assertThat(System.nanoTime() - since).isLessThan(Duration.ofSeconds(20).toNanos());
        assertThat(azure.operations()).hasSize(1);
    }

    @Test
    void refused_isNotTriedAgain() {
        ends(ErrorCode.UNAUTHENTICATED, StorageQueueFake.error(403, "AuthenticationFailed"), 1);
        ends(ErrorCode.ACCESS_DENIED, StorageQueueFake.error(403, "AuthorizationPermissionMismatch"), 1);
        ends(ErrorCode.ACCESS_DENIED, StorageQueueFake.error(403, "AuthorizationFailure"), 1);
        ends(ErrorCode.INVALID_REQUEST, StorageQueueFake.error(400, "InvalidXmlNodeValue"), 1);
        ends(ErrorCode.LIMIT_EXCEEDED, StorageQueueFake.error(413, "RequestBodyTooLarge"), 1);
        ends(ErrorCode.LIMIT_EXCEEDED, StorageQueueFake.error(400, "MessageTooLarge"), 1);
        ends(ErrorCode.CONFIGURATION, StorageQueueFake.error(400, "InvalidResourceName"), 1);
        ends(ErrorCode.UNAVAILABLE, StorageQueueFake.error(409, "QueueBeingDeleted"), 1);
        ends(ErrorCode.CONFIGURATION, StorageQueueFake.error(403, "AccountIsDisabled"), 1);
    }

    @Test
    void receive_truncatedAnswer_isTriedAgain() {
        MessageQueue<String> queue = queue();
        azure.deliver("x");
        azure.fail("receive", 1, StorageQueueFake.truncated());
        assertThat(queue.receive()).extracting(Delivery::payload).containsExactly("x");
        assertThat(azure.operations()).hasSize(2);
        azure.forgetRequests();
        azure.fail("receive", ATTEMPTS, StorageQueueFake.truncated());
        assertThat(fails(ErrorCode.UNAVAILABLE, queue::receive).retryable()).isTrue();
        assertThat(azure.operations()).hasSize(ATTEMPTS);
    }

    @Test
    void silence_endsWithTheDeadline() {
        Platform platform = opened(Platform.builder().isolated().settings(provider())); // on the machine's time
        MessageQueue<String> queue = platform.queue("jobs", String.class);
        azure.fail("send", 9, azure.silence());
        azure.fail("receive", 9, azure.silence());
        long since = System.nanoTime();
        PlatformException error = fails(
                ErrorCode.DEADLINE_EXCEEDED,
                () -> queue.send(Message.of("x"), SendOptions.defaults().timeout(Duration.ofSeconds(3))));
        assertThat(error.ambiguous()).as("it may have arrived").isTrue();
        fails(
                ErrorCode.DEADLINE_EXCEEDED,
                () -> queue.receive(
                        io.midplatform.queue.ReceiveOptions.defaults().timeout(Duration.ofSeconds(3))));
        assertThat(System.nanoTime() - since).isLessThan(Duration.ofSeconds(25).toNanos());
    }

    @Test
    void send_interrupted_isCancelled() throws Exception {
        MessageQueue<String> queue = queue("retry.backoff", "20s", "retry.max-backoff", "20s");
        azure.fail("send", 9, StorageQueueFake.error(503, "ServerBusy"));
        FutureTask<Boolean> sender = new FutureTask<>(() -> {
            fails(ErrorCode.CANCELLED, () -> queue.send("x"));
            return Thread.currentThread().isInterrupted();
        });
        Thread thread = new Thread(sender, "sender");
        thread.start();
        azure.awaitRequests(1);
        thread.interrupt();
        assertThat(sender.get(20, TimeUnit.SECONDS)).as("flag restored").isTrue();
    }

    @Test
    void missingQueue_isNotFound() {
        azure.missing(true);
        MessageQueue<String> queue = queue();
        assertThat(fails(ErrorCode.NOT_FOUND, () -> queue.send("x"))).hasMessageContaining("create: true");
        fails(ErrorCode.NOT_FOUND, queue::receive);
        fails(ErrorCode.NOT_FOUND, queue::depth);
        fails(ErrorCode.NOT_FOUND, () -> queue.peek(1));
        fails(ErrorCode.NOT_FOUND, queue::purge);
        assertThat(azure.operations()).as("one try for each call").hasSize(5);
        azure.forgetRequests();
        assertThat(queue.sendAll(messages(100)).outcomes())
                .allSatisfy(outcome ->
                        assertThat(outcome.error().orElseThrow().code()).isEqualTo(ErrorCode.NOT_FOUND));
        assertThat(azure.operations()).as("no more than are under way at once").hasSizeLessThanOrEqualTo(8);
        azure.missing(false);
        queue.send("x");
    }

    @Test
    void sendAll_refusedMessage_hasItsOwnOutcome() {
        MessageQueue<String> queue = queue();
        azure.fail("send", 1, StorageQueueFake.error(400, "InvalidXmlNodeValue"));
        BatchResult<Message<String>, SendReceipt> result = queue.sendAll(messages(20));
        assertThat(result.outcomes())
                .filteredOn(Outcome::isFailed)
                .singleElement()
                .satisfies(outcome ->
                        assertThat(outcome.error().orElseThrow().code()).isEqualTo(ErrorCode.INVALID_REQUEST));
        assertThat(azure.operations()).as("trying again is of no use").hasSize(20);
    }

    @Test
    void ack_ofALeaseThatIsOver_isPreconditionFailed() {
        for (Reply over : new Reply[] {
            StorageQueueFake.error(404, "MessageNotFound"), StorageQueueFake.error(400, "PopReceiptMismatch")
        }) {
            azure.deliver("x");
            azure.deliver("y");
            MessageQueue<String> queue = queue();
            List<Delivery<String>> got = queue.receive();
            azure.fail("delete", 1, over);
            assertThat(fails(ErrorCode.PRECONDITION_FAILED, got.get(0)::ack).ambiguous())
                    .isFalse();
            Delivery<String> other = got.get(1);
            azure.fail("update", 1, over);
            fails(ErrorCode.PRECONDITION_FAILED, () -> other.extend(Duration.ofMinutes(1)));
        }
    }

    @Test
    void ack_whoseAnswerIsLost_tellsThatItMayHaveBeenOurs() {
        azure.deliver("x");
        Delivery<String> delivery = queue().receive().get(0);
        azure.fail("delete", 1, azure.doneUnseen());
        assertThat(fails(ErrorCode.PRECONDITION_FAILED, delivery::ack).ambiguous())
                .isTrue();
        assertThat(azure.requests("delete")).hasSize(2);
    }

    @Test
    void deadLetter_thatCannotBeSent_staysInTheQueue() {
        azure.deliver("x");
        Delivery<String> delivery = queue().receive().get(0);
        azure.fail("send", 1, StorageQueueFake.error(404, "QueueNotFound"));
        fails(ErrorCode.NOT_FOUND, () -> delivery.deadLetter("r"));
        assertThat(azure.requests("delete")).isEmpty();
    }

    /** A call that meets one failure for ever. */
    private PlatformException ends(ErrorCode code, Reply fault, int requests) {
        MessageQueue<String> queue = queue();
        azure.forgetRequests();
        azure.fail("send", requests, fault);
        PlatformException error = fails(code, () -> queue.send("x"));
        assertThat(azure.operations()).hasSize(requests).containsOnly("send");
        return error;
    }
}
