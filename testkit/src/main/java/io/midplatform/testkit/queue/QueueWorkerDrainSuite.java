package io.midplatform.testkit.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.Platform;
import io.midplatform.queue.Delivery;
import io.midplatform.queue.DrainReport;
import io.midplatform.queue.Message;
import io.midplatform.queue.MessageHandler;
import io.midplatform.queue.MessageQueue;
import io.midplatform.queue.WorkOptions;
import io.midplatform.queue.Worker;
import io.midplatform.spi.DriverException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What closing a worker promises. */
public abstract class QueueWorkerDrainSuite extends QueueSuite {
    /** For providers. */
    protected QueueWorkerDrainSuite() {}

    @Test
    protected void close_idleWorker_isAtOnce() {
        MessageQueue<String> queue = queue();
        Worker worker = queue.work(d -> {});
        untilPolling();
        assertThat(worker.close(Duration.ZERO)).isEqualTo(new DrainReport(0, 0, 0));
        assertThat(worker.state()).isEqualTo(Worker.State.STOPPED);
        worker.close();
        queue.send("x");
        assertThat(receiveOne(queue).payload()).isEqualTo("x");
    }

    @Test
    protected void close_letsHandlersFinishAndFlushesAcks() {
        MessageQueue<String> queue = queue();
        for (int i = 0; i < 5; i++) {
            queue.send("m" + i);
        }
        CountDownLatch started = new CountDownLatch(3);
        CountDownLatch go = new CountDownLatch(1);
        Worker worker = queue.work(
                d -> {
                    started.countDown();
                    QueueSettlementSuite.await(go);
                },
                WorkOptions.defaults().concurrency(3));
        QueueSettlementSuite.await(started);
        Running<DrainReport> closer = start(() -> worker.close(Duration.ofSeconds(10)));
        until(() -> worker.state() == Worker.State.DRAINING && closer.isWaiting());
        go.countDown();
        assertThat(closer.get()).isEqualTo(new DrainReport(3, 0, 0));
        assertThat(worker.close(Duration.ZERO)).as("the same report").isEqualTo(new DrainReport(3, 0, 0));
        assertThat(queue.depth().total()).as("the rest was never fetched").isEqualTo(2);
        isOrUnknown(queue.depth().inFlight(), 0);
    }

    @Test
    protected void close_timeOver_interruptsAndGivesBack() {
        MessageQueue<String> queue = queue();
        queue.send("x");
        CountDownLatch started = new CountDownLatch(1);
        List<Throwable> troubles = Collections.synchronizedList(new ArrayList<>());
        Worker worker = queue.work(
                d -> {
                    started.countDown();
                    new CountDownLatch(1).await();
                },
                WorkOptions.defaults().onError(troubles::add));
        QueueSettlementSuite.await(started);
        isGivenBackOrAbandoned(worker.close(Duration.ZERO));
        assertThat(troubles).as("an interrupt on drain is no failure").isEmpty();
        assertThat(receiveOne(queue).payload()).isEqualTo("x");
    }

    /** By a handler that was interrupted; one that the service answers late is no longer waited for. */
    private static void isGivenBackOrAbandoned(DrainReport report) {
        assertThat(report.finished()).isZero();
        assertThat(report.givenBack() + report.abandoned()).isOne();
    }

    @Test
    protected void close_stubbornHandler_isAbandonedAndItsLeaseEnds() {
        MessageQueue<String> queue = queue();
        queue.send("x");
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        MessageHandler<String> stubborn = d -> {
            started.countDown();
            boolean waiting = true;
            while (waiting) {
                try {
                    go.await();
                    waiting = false;
                } catch (InterruptedException e) {
                    waiting = true; // it will not be told
                }
            }
        };
        // one handler: while it is busy nothing else is asked for, so that no poll is left which would take the message
        Worker worker = queue.work(stubborn, WorkOptions.defaults().concurrency(1));
        QueueSettlementSuite.await(started);
        assertThat(worker.close(Duration.ZERO)).isEqualTo(new DrainReport(0, 0, 1));
        time.advance(Duration.ofSeconds(30));
        assertThat(receiveOne(queue).attempt()).isEqualTo(2);
        go.countDown();
    }

    @Test
    protected void close_timeOut_runsOnThePlatformsTime() {
        MessageQueue<String> queue = queue();
        queue.send("x");
        CountDownLatch started = new CountDownLatch(1);
        Worker worker = queue.work(d -> {
            started.countDown();
            new CountDownLatch(1).await();
        });
        QueueSettlementSuite.await(started);
        Running<DrainReport> closer = start(() -> worker.close(Duration.ofSeconds(10)));
        until(closer::isWaiting);
        assertThat(closer.task().isDone()).isFalse();
        advanceUntil(Duration.ofSeconds(1), closer.task()::isDone);
        isGivenBackOrAbandoned(closer.get());
        assertThat(receiveOne(queue).payload()).isEqualTo("x");
    }

    @Test
    protected void close_unstartedMessages_areGivenBackUnseen() {
        MessageQueue<String> queue = queue();
        for (int i = 0; i < 6; i++) {
            queue.send("m" + i);
        }
        List<Runnable> waiting = Collections.synchronizedList(new ArrayList<>());
        Worker worker =
                queue.work(d -> {}, WorkOptions.defaults().concurrency(6).executor(waiting::add));
        until(() -> waiting.size() == 6);
        assertThat(worker.close(Duration.ZERO)).isEqualTo(new DrainReport(0, 6, 0));
        waiting.forEach(Runnable::run);
        assertThat(receive(queue, 6)).allSatisfy(d -> assertThat(d.attempt()).isEqualTo(1 + unseenCount()));
    }

    @Test
    protected void close_unstartedOnesBehindAnOrderedOne_areGivenBack() {
        if (lacksOrder()) {
            return;
        }
        MessageQueue<String> queue = orderedQueue();
        for (int i = 0; i < 4; i++) {
            queue.send(Message.of("m" + i).orderingKey("k"));
        }
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Worker worker = queue.work(d -> {
            started.countDown();
            QueueSettlementSuite.await(go);
        });
        QueueSettlementSuite.await(started);
        Running<DrainReport> closer = start(() -> worker.close(Duration.ofSeconds(10)));
        until(() -> callsOf("giveBack") == 1);
        go.countDown();
        assertThat(closer.get()).isEqualTo(new DrainReport(1, 3, 0));
        for (String expected : new String[] {"m1", "m2", "m3"}) {
            Delivery<String> delivery = receiveOne(queue);
            assertThat(delivery.payload()).isEqualTo(expected);
            delivery.ack();
        }
    }

    @Test
    protected void close_fromAHandler_doesNotWaitForItself() {
        MessageQueue<String> queue = queue();
        queue.send("x");
        CompletableFuture<Worker> self = new CompletableFuture<>();
        CountDownLatch closed = new CountDownLatch(1);
        Worker worker = queue.work(d -> {
            self.get().close(PATIENCE);
            closed.countDown();
        });
        self.complete(worker);
        QueueSettlementSuite.await(closed);
        assertThat(worker.state()).isEqualTo(Worker.State.STOPPED);
        until(() -> queue.depth().total() == 0);
    }

    @Test
    protected void close_fromTheListenerForErrors_doesNotWaitForItself() {
        probe.fail("receive", new DriverException(ErrorCode.UNAVAILABLE, "away."));
        assertThat(closedByItsListener(queue(), d -> {})).isEqualTo(new DrainReport(0, 0, 0));
    }

    @Test
    protected void close_fromTheListenerForErrorsOnAHandlersThread_doesNotWaitForItself() {
        MessageQueue<String> queue = queue();
        queue.send("x");
        MessageHandler<String> broken = d -> {
            throw new IllegalStateException("handler");
        };
        assertThat(closedByItsListener(queue, broken)).isEqualTo(new DrainReport(0, 0, 0));
    }

    /** The report of a worker that is closed, for an hour at most, by its listener for errors. */
    private static DrainReport closedByItsListener(MessageQueue<String> queue, MessageHandler<String> handler) {
        CompletableFuture<Worker> self = new CompletableFuture<>();
        CompletableFuture<DrainReport> report = new CompletableFuture<>();
        self.complete(queue.work(
                handler,
                WorkOptions.defaults().onError(e -> report.complete(self.join().close(Duration.ofHours(1))))));
        return report.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    @Test
    protected void close_whileAnotherCloses_waitsForItsOwnTimeOnly() {
        MessageQueue<String> queue = queue();
        queue.send("x");
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Worker worker = queue.work(d -> {
            started.countDown();
            QueueSettlementSuite.await(go);
        });
        QueueSettlementSuite.await(started);
        Running<DrainReport> first = start(() -> worker.close(Duration.ofHours(1)));
        until(() -> worker.state() == Worker.State.DRAINING && first.isWaiting());
        Running<DrainReport> second = start(() -> worker.close(Duration.ZERO));
        assertThat(second.get()).as("what it would be if it were over").isEqualTo(new DrainReport(0, 0, 1));
        Running<Boolean> third = start(() -> {
            worker.close(Duration.ofHours(1));
            return Thread.currentThread().isInterrupted();
        });
        until(third::isWaiting);
        third.thread().interrupt();
        assertThat(third.get()).as("flag restored").isTrue();
        go.countDown();
        assertThat(first.get()).isEqualTo(new DrainReport(1, 0, 0));
    }

    @Test
    protected void close_interruptedCloser_givesUnstartedMessagesBack() {
        MessageQueue<String> queue = queue();
        queue.send("m0");
        queue.send("m1");
        List<Runnable> waiting = Collections.synchronizedList(new ArrayList<>());
        Worker worker =
                queue.work(d -> {}, WorkOptions.defaults().concurrency(2).executor(waiting::add));
        until(() -> waiting.size() == 2);
        AtomicInteger brokenOff = new AtomicInteger();
        probe.change("giveBack", result -> {
            brokenOff.addAndGet(Thread.currentThread().isInterrupted() ? 1 : 0);
            return result;
        });
        Running<Boolean> closer = start(() -> {
            Thread.currentThread().interrupt();
            assertThat(worker.close(Duration.ofHours(1))).isEqualTo(new DrainReport(0, 2, 0));
            return Thread.currentThread().isInterrupted();
        });
        assertThat(closer.get()).as("flag restored").isTrue();
        assertThat(brokenOff).hasValue(0);
        assertThat(receive(queue, 2)).extracting(Delivery::payload).containsExactlyInAnyOrder("m0", "m1");
    }

    @Test
    protected void close_renewalHangs_isLeftToTheLeasesEnd() {
        MessageQueue<String> queue = queue("timeout", "5s");
        queue.send("x");
        CountDownLatch renewing = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        probe.change("changeLease", result -> {
            renewing.countDown();
            QueueSettlementSuite.await(go);
            return result;
        });
        List<Runnable> waiting = Collections.synchronizedList(new ArrayList<>());
        Worker worker =
                queue.work(d -> {}, WorkOptions.defaults().concurrency(1).executor(waiting::add));
        until(() -> waiting.size() == 1);
        time.advance(Duration.ofSeconds(15));
        QueueSettlementSuite.await(renewing);
        Running<DrainReport> closer = start(() -> worker.close(Duration.ofHours(1)));
        until(closer::isWaiting);
        advanceUntil(Duration.ofSeconds(1), closer.task()::isDone);
        go.countDown();
        assertThat(closer.get()).isEqualTo(new DrainReport(0, 0, 0));
        assertThat(worker.state()).isEqualTo(Worker.State.STOPPED);
    }

    @Test
    protected void close_interruptedCloser_leavesAtOnce() {
        MessageQueue<String> queue = queue();
        queue.send("x");
        CountDownLatch started = new CountDownLatch(1);
        Worker worker = queue.work(d -> {
            started.countDown();
            new CountDownLatch(1).await();
        });
        QueueSettlementSuite.await(started);
        Running<Boolean> closer = start(() -> {
            worker.close(Duration.ofHours(1));
            return Thread.currentThread().isInterrupted();
        });
        until(closer::isWaiting);
        closer.thread().interrupt();
        assertThat(closer.get()).as("flag restored").isTrue();
    }

    @Test
    protected void platformClose_drainsWorkersFirst() {
        Platform platform = probed();
        MessageQueue<String> queue = platform.queue("jobs", String.class);
        queue.send("x");
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger finished = new AtomicInteger();
        Worker worker = queue.work(d -> {
            started.countDown();
            QueueSettlementSuite.await(go);
            queue.depth(); // the queue still works
            finished.incrementAndGet();
        });
        QueueSettlementSuite.await(started);
        Running<Boolean> closer = start(() -> {
            platform.close(Duration.ofSeconds(10));
            return true;
        });
        until(closer::isWaiting);
        go.countDown();
        assertThat(closer.get()).isTrue();
        assertThat(finished).hasValue(1);
        assertThat(worker.state()).isEqualTo(Worker.State.STOPPED);
        assertThat(callsOf("ack")).isOne();
    }

    @Test
    protected void platformClose_workerThatCannotBeClosed_doesNotKeepTheOthers() {
        Platform platform = probed();
        MessageQueue<String> queue = platform.queue("jobs", String.class);
        List<Runnable> waiting = Collections.synchronizedList(new ArrayList<>());
        WorkOptions options = WorkOptions.defaults().concurrency(1).executor(waiting::add);
        List<Worker> workers = List.of(queue.work(d -> {}, options), queue.work(d -> {}, options));
        queue.send("m0");
        queue.send("m1");
        untilReceived(() -> waiting.size() == 2);
        probe.fail("giveBack", new LinkageError("broken"));
        try {
            platform.close(Duration.ZERO);
        } catch (LinkageError e) {
            assertThat(e).hasMessage("broken");
        }
        assertThat(workers).extracting(Worker::state).containsOnly(Worker.State.STOPPED);
    }
}
