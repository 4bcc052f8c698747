package io.midplatform.testkit.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.Capability;
import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.queue.Delivery;
import io.midplatform.queue.Message;
import io.midplatform.queue.MessageQueue;
import io.midplatform.queue.QueueFeature;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Every operation against every failure: code, fields, one wrapping. */
public abstract class QueueErrorSuite extends QueueSuite {
    /** For providers. */
    protected QueueErrorSuite() {}

    @Test
    protected void everyOperation_everyFailure_isOnePlatformException() {
        MessageQueue<String> queue = queue("retry.backoff", "0s");
        for (ErrorCode code : ErrorCode.values()) {
            Failure failure = new Failure(code, "it failed.", "Do that.", true, true, "request-1");
            DriverException thrown = new DriverException(failure, new IOException("below"));
            everyOperation(queue).forEach((operation, call) -> {
                probe.fail(operation, thrown);
                PlatformException error = fails(code, call);
                probe.fail(operation, null);
                assertThat(error.capability()).contains(Capability.QUEUE);
                assertThat(error.resource()).contains("jobs");
                assertThat(error.provider()).isPresent();
                assertThat(error.operation()).isPresent();
                assertThat(error.requestId()).contains("request-1");
                assertThat(error.advice()).contains("Do that.");
                assertThat(error.retryable()).isTrue();
                assertThat(error.ambiguous()).isTrue();
                assertThat(error.getCause()).isSameAs(thrown);
                assertThat(error.unwrap(IOException.class)).isPresent();
            });
        }
    }

    @Test
    protected void everyOperation_unknownException_isUnknownWithItAsCause() {
        MessageQueue<String> queue = queue();
        IllegalArgumentException bug = new IllegalArgumentException("a driver's bug");
        everyOperation(queue).forEach((operation, call) -> {
            probe.fail(operation, bug);
            assertThat(fails(ErrorCode.UNKNOWN, call).getCause()).isSameAs(bug);
            probe.fail(operation, null);
        });
    }

    @Test
    protected void everyOperation_asyncWrapper_isUnwrapped() {
        MessageQueue<String> queue = queue();
        DriverException inside = new DriverException(ErrorCode.ACCESS_DENIED, "no.");
        everyOperation(queue).forEach((operation, call) -> {
            probe.fail(operation, new CompletionException(inside));
            assertThat(fails(ErrorCode.ACCESS_DENIED, call).getCause()).isSameAs(inside);
            probe.fail(operation, null);
        });
    }

    @Test
    protected void everyOperation_timeout_isDeadlineExceeded() {
        MessageQueue<String> queue = queue();
        everyOperation(queue).forEach((operation, call) -> {
            probe.fail(operation, new TimeoutException());
            PlatformException error = fails(ErrorCode.DEADLINE_EXCEEDED, call);
            assertThat(error.retryable()).isTrue();
            assertThat(error.ambiguous()).isTrue();
            probe.fail(operation, null);
        });
    }

    @Test
    protected void everyOperation_interrupt_isCancelledWithTheFlagSet() {
        MessageQueue<String> queue = queue();
        everyOperation(queue).forEach((operation, call) -> {
            probe.fail(operation, new InterruptedException());
            fails(ErrorCode.CANCELLED, call);
            probe.fail(operation, null);
            assertThat(Thread.interrupted()).as(operation).isTrue();
        });
    }

    @Test
    protected void missingQueue_isNotFoundEverywhere() {
        MessageQueue<String> queue = queue("create", "false");
        List<ThrowingCallable> calls =
                new ArrayList<>(List.of(() -> queue.send("x"), queue::receive, queue::depth, () -> queue.redrive(1)));
        if (queue.support(QueueFeature.PURGE).isUsable()) {
            calls.add(queue::purge);
        }
        if (queue.support(QueueFeature.PEEK).isUsable()) {
            calls.add(() -> queue.peek(1));
        }
        for (ThrowingCallable call : calls) {
            PlatformException error = fails(ErrorCode.NOT_FOUND, call);
            assertThat(error.advice()).isPresent();
        }
        assertThat(queue.sendAll(List.of(Message.of("x")))
                        .failed()
                        .get(0)
                        .error()
                        .orElseThrow()
                        .code())
                .isEqualTo(ErrorCode.NOT_FOUND);
    }

    /** The driver's operation, and a call of the contract that needs it. */
    private Map<String, ThrowingCallable> everyOperation(MessageQueue<String> queue) {
        Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
        calls.put("send", () -> queue.send("x"));
        calls.put("receive", queue::receive);
        calls.put("depth", queue::depth);
        if (queue.support(QueueFeature.PEEK).isUsable()) {
            calls.put("peek", () -> queue.peek(1));
        }
        for (int i = 0; i < 3; i++) {
            queue.send("x");
        }
        List<Delivery<String>> deliveries = receive(queue, 3);
        calls.put("ack", () -> deliveries.get(0).ack());
        calls.put("giveBack", () -> deliveries.get(1).retry());
        calls.put("changeLease", () -> deliveries.get(2).extend(Duration.ofMinutes(1)));
        if (queue.support(QueueFeature.PURGE).isUsable()) {
            calls.put("purge", queue::purge);
        }
        return calls;
    }
}
