package io.midplatform.testkit.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.Platform;
import io.midplatform.PlatformException;
import io.midplatform.queue.DeadLetterException;
import io.midplatform.queue.DeadLetterInfo;
import io.midplatform.queue.MessageQueue;
import io.midplatform.queue.WorkOptions;
import io.midplatform.queue.Worker;
import io.midplatform.spi.DriverException;
import io.midplatform.testkit.Planted;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a worker does about handlers and services that fail. */
public abstract class QueueWorkerFailureSuite extends QueueSuite {
    private final List<Throwable> troubles = Collections.synchronizedList(new ArrayList<>());

    /** For providers. */
    protected QueueWorkerFailureSuite() {}

    private WorkOptions telling() {
        return WorkOptions.defaults().onError(troubles::add);
    }

    @Test
    protected void handlerThrows_isRetriedWithBackoffThenDeadLettered() {
        MessageQueue<String> queue = queue("max-deliveries", "3");
        queue.send("x");
        List<Integer> attempts = Collections.synchronizedList(new ArrayList<>());
        try (Worker worker = queue.work(
                d -> {
                    attempts.add(d.attempt());
                    throw new IOException("broken");
                },
                telling())) {
            advanceUntil(
                    Duration.ofMillis(100), () -> queue.deadLetters().depth().total() == 1);
            worker.close(PATIENCE);
        }
        assertThat(attempts).containsExactly(1, 2, 3);
        assertThat(troubles).hasSize(3).hasOnlyElementsOfType(IOException.class);
        DeadLetterInfo info = receiveOne(queue.deadLetters()).deadLetterInfo().orElseThrow();
        assertThat(info.attempts()).hasValue(3);
        assertThat(info.reason().orElseThrow()).contains("IOException").contains("broken");
        assertThat(queue.depth().total()).isZero();
    }

    @Test
    protected void handlerRejects_isDeadLetteredAtOnce() {
        MessageQueue<String> queue = queue();
        queue.send("x");
        try (Worker worker = queue.work(
                d -> {
                    throw new DeadLetterException("not an order");
                },
                telling())) {
            until(() -> queue.deadLetters().depth().total() == 1);
            worker.close(PATIENCE);
        }
        DeadLetterInfo info = receiveOne(queue.deadLetters()).deadLetterInfo().orElseThrow();
        assertThat(info.reason()).contains("not an order");
        assertThat(info.attempts()).hasValue(1);
        assertThat(troubles).isEmpty();
    }

    @Test
    protected void undecodable_isDeadLetteredWithoutAHandler() {
        Platform platform =
                opened(builder("midplatform.queue.bytes.queue", "jobs", "midplatform.queue.text.queue", "jobs")
                        .layer(probe));
        platform.queue("bytes", byte[].class).send(("\u00ff" + Planted.PAYLOAD).getBytes(StandardCharsets.ISO_8859_1));
        MessageQueue<String> queue = platform.queue("text", String.class);
        AtomicInteger handled = new AtomicInteger();
        try (Worker worker = queue.work(d -> handled.incrementAndGet(), telling())) {
            until(() -> queue.deadLetters().depth().total() == 1);
            worker.close(PATIENCE);
        }
        assertThat(handled).hasValue(0);
        assertThat(receiveOne(queue.deadLetters())
                        .deadLetterInfo()
                        .orElseThrow()
                        .reason()
                        .orElseThrow())
                .contains("decoded")
                .doesNotContain(Planted.PAYLOAD);
    }

    @Test
    protected void handlerThrowsError_isRetriedAndTold() {
        MessageQueue<String> queue = queue();
        queue.send("x");
        CountDownLatch handled = new CountDownLatch(1);
        try (Worker worker = queue.work(
                d -> {
                    if (d.attempt() == 1) {
                        throw new StackOverflowError("deep");
                    }
                    handled.countDown();
                },
                telling())) {
            advanceUntil(Duration.ofMillis(100), () -> handled.getCount() == 0);
            worker.close(PATIENCE);
        }
        assertThat(troubles).hasSize(1).hasOnlyElementsOfType(StackOverflowError.class);
        assertThat(queue.depth().total()).isZero();
    }

    @Test
    protected void executorThrows_isToldAndTheWorkerGoesOn() {
        MessageQueue<String> queue = queue();
        queue.send("x");
        CountDownLatch handled = new CountDownLatch(1);
        AtomicInteger tasks = new AtomicInteger();
        Executor executor = task -> {
            switch (tasks.getAndIncrement()) {
                case 0 -> throw new OutOfMemoryError("unable to create native thread");
                case 1 -> throw new IllegalStateException("no room");
                default -> start(Executors.callable(task));
            }
        };
        try (Worker worker =
                queue.work(d -> handled.countDown(), telling().concurrency(1).executor(executor))) {
            advanceUntil(Duration.ofMillis(100), () -> handled.getCount() == 0);
            worker.close(PATIENCE);
        }
        assertThat(troubles).hasExactlyElementsOfTypes(OutOfMemoryError.class, IllegalStateException.class);
        assertThat(queue.depth().total()).isZero();
    }

    @Test
    protected void ackFails_isToldAndTheWorkerGoesOn() {
        MessageQueue<String> queue = queue();
        probe.fail("ack", QueueSettlementSuite.unavailable());
        queue.send("x");
        AtomicInteger handled = new AtomicInteger();
        try (Worker worker = queue.work(d -> handled.incrementAndGet(), telling())) {
            until(() -> troubles.size() == 1);
            probe.fail("ack", null);
            advanceUntil(Duration.ofSeconds(1), () -> queue.depth().total() == 0);
            worker.close(PATIENCE);
        }
        assertThat(handled).as("at least once").hasValue(2);
        assertThat(((PlatformException) troubles.get(0)).code()).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    protected void leaseLost_isToldToTheHandlerAndItsAckFailsCleanly() {
        MessageQueue<String> queue = queue();
        queue.send("x");
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger lost = new AtomicInteger();
        try (Worker worker = queue.work(
                d -> {
                    started.countDown();
                    QueueSettlementSuite.await(go);
                    lost.set(d.leaseLost() ? 1 : 0);
                },
                telling().concurrency(1))) {
            QueueSettlementSuite.await(started);
            queue.purge();
            time.advance(Duration.ofSeconds(15)); // the renewal finds out
            until(() -> callsOf("changeLease") == 1);
            time.advance(Duration.ofSeconds(15));
            go.countDown();
            until(() -> troubles.size() == 1);
            worker.close(PATIENCE);
        }
        assertThat(lost).hasValue(1);
        assertThat(((PlatformException) troubles.get(0)).code()).isEqualTo(ErrorCode.PRECONDITION_FAILED);
    }

    @Test
    protected void renewalFailsForNow_isTriedAgain() {
        MessageQueue<String> queue = queue();
        queue.send("x");
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (Worker worker = queue.work(
                d -> {
                    started.countDown();
                    QueueSettlementSuite.await(go);
                },
                telling().concurrency(1))) {
            QueueSettlementSuite.await(started);
            probe.fail("changeLease", QueueSettlementSuite.unavailable());
            time.advance(Duration.ofSeconds(15));
            until(() -> callsOf("changeLease") == 1 && time.scheduled() > 0);
            time.advance(Duration.ofSeconds(3));
            until(() -> callsOf("changeLease") == 2 && time.scheduled() > 0);
            probe.fail("changeLease", null);
            time.advance(Duration.ofSeconds(3));
            until(() -> callsOf("changeLease") == 3 && time.scheduled() > 0);
            time.advance(Duration.ofSeconds(14));
            isEmpty(queue);
            go.countDown();
            worker.close(PATIENCE);
        }
        assertThat(troubles).isEmpty();
        assertThat(queue.depth().total()).isZero();
    }

    @Test
    protected void serviceAway_backsOffAndGoesOnForEver() {
        MessageQueue<String> queue = queue();
        probe.fail("receive", QueueSettlementSuite.unavailable());
        CountDownLatch handled = new CountDownLatch(1);
        try (Worker worker = queue.work(d -> handled.countDown(), telling())) {
            advanceUntil(Duration.ofSeconds(1), () -> troubles.size() >= 20);
            assertThat(worker.state()).isEqualTo(Worker.State.RUNNING);
            probe.fail("receive", null);
            queue.send("x");
            advanceUntil(Duration.ofSeconds(1), () -> handled.getCount() == 0);
            worker.close(PATIENCE);
        }
        assertThat(queue.depth().total()).isZero();
    }

    @Test
    protected void serviceAway_doesNotSpin() {
        MessageQueue<String> queue = queue();
        probe.fail("receive", QueueSettlementSuite.unavailable());
        try (Worker worker = queue.work(d -> {}, telling())) {
            for (int i = 0; i < 10; i++) {
                until(() -> time.scheduled() == 1 && callsOf("receive") == troubles.size());
                int before = troubles.size();
                time.advance(Duration.ofSeconds(30));
                until(() -> troubles.size() > before);
            }
            worker.pause();
        }
    }

    @Test
    protected void permissionOrQueueMissing_stopsTheWorker() {
        for (ErrorCode code : List.of(ErrorCode.ACCESS_DENIED, ErrorCode.NOT_FOUND, ErrorCode.UNAUTHENTICATED)) {
            troubles.clear();
            Platform platform = probed();
            MessageQueue<String> queue = platform.queue("jobs", String.class);
            probe.fail("receive", new DriverException(code, "no."));
            try (Worker worker = queue.work(d -> {}, telling())) {
                until(() -> worker.state() == Worker.State.STOPPED && !troubles.isEmpty());
                assertThat(worker.failure())
                        .hasValueSatisfying(e -> assertThat(e.code()).isEqualTo(code));
                assertThat(troubles).hasSize(1);
                assertThat(platform.health().toString()).contains("DOWN").contains(code.name());
            }
            probe.fail("receive", null);
        }
    }

    @Test
    protected void listenerThrows_isHarmless() {
        MessageQueue<String> queue = queue();
        queue.send("x");
        CountDownLatch handled = new CountDownLatch(2);
        try (Worker worker = queue.work(
                d -> {
                    handled.countDown();
                    throw new IllegalStateException("handler");
                },
                WorkOptions.defaults().onError(e -> {
                    throw new IllegalStateException("listener");
                }))) {
            advanceUntil(Duration.ofMillis(100), () -> handled.getCount() == 0);
            worker.pause();
        }
    }
}
