package io.midplatform.testkit.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.midplatform.queue.Message;
import io.midplatform.queue.MessageQueue;
import io.midplatform.queue.WorkOptions;
import io.midplatform.queue.Worker;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a worker does when all is well. */
public abstract class QueueWorkerSuite extends QueueSuite {
    /** For providers. */
    protected QueueWorkerSuite() {}

    @Test
    protected void worker_handlesAndAcknowledges() {
        MessageQueue<String> queue = queue();
        Set<String> seen = ConcurrentHashMap.newKeySet();
        CountDownLatch all = new CountDownLatch(100);
        for (int i = 0; i < 50; i++) {
            queue.send("m" + i);
        }
        try (Worker worker = queue.work(d -> {
            seen.add(d.payload());
            all.countDown();
        })) {
            assertThat(worker.state()).isEqualTo(Worker.State.RUNNING);
            for (int i = 50; i < 100; i++) {
                queue.send("m" + i);
            }
            untilReceived(() -> all.getCount() == 0);
            worker.close(PATIENCE);
            assertThat(worker.state()).isEqualTo(Worker.State.STOPPED);
            assertThat(worker.failure()).isEmpty();
        }
        assertThat(seen).hasSize(100);
        assertThat(queue.depth().total()).isZero();
    }

    @Test
    protected void worker_wrongArguments_areRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WorkOptions.defaults().concurrency(0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WorkOptions.defaults().backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WorkOptions.defaults().maxLease(Duration.ZERO));
        try (Worker worker = queue().work(d -> {})) {
            assertThatIllegalArgumentException().isThrownBy(() -> worker.close(Duration.ofSeconds(-1)));
        }
    }

    @Test
    @SuppressWarnings("NullAway") // null on purpose
    protected void worker_null_isRefused() {
        MessageQueue<String> queue = queue();
        assertThatNullPointerException().isThrownBy(() -> queue.work(null));
        assertThatNullPointerException().isThrownBy(() -> queue.work(d -> {}, null));
    }

    @Test
    protected void worker_concurrency_isKeptAndUsed() {
        MessageQueue<String> queue = queue();
        for (int i = 0; i < 20; i++) {
            queue.send("m" + i);
        }
        AtomicInteger running = new AtomicInteger();
        CountDownLatch full = new CountDownLatch(4);
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch all = new CountDownLatch(20);
        AtomicInteger most = new AtomicInteger();
        try (Worker worker = queue.work(
                d -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    full.countDown();
                    QueueSettlementSuite.await(go);
                    running.decrementAndGet();
                    all.countDown();
                },
                WorkOptions.defaults().concurrency(4))) {
            QueueSettlementSuite.await(full);
            isOrUnknown(queue.depth().inFlight(), 4); // nothing waits in memory
            go.countDown();
            QueueSettlementSuite.await(all);
            worker.close(PATIENCE);
        }
        assertThat(most).hasValue(4);
    }

    @Test
    protected void worker_slowMessage_holdsBackNobody() {
        MessageQueue<String> queue = queue();
        queue.send("slow");
        CountDownLatch slow = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch fast = new CountDownLatch(50);
        try (Worker worker = queue.work(
                d -> {
                    if (d.payload().equals("slow")) {
                        slow.countDown();
                        QueueSettlementSuite.await(go);
                    } else {
                        fast.countDown();
                    }
                },
                WorkOptions.defaults().concurrency(2))) {
            QueueSettlementSuite.await(slow);
            for (int i = 0; i < 50; i++) {
                queue.send("fast");
            }
            untilReceived(() -> fast.getCount() == 0);
            go.countDown();
            worker.close(PATIENCE);
        }
        assertThat(queue.depth().total()).isZero();
    }

    @Test
    protected void worker_idle_costsOneRequestPerWait() {
        MessageQueue<String> queue = queue();
        try (Worker worker = queue.work(d -> {}, WorkOptions.defaults().waitUpTo(Duration.ofSeconds(20)))) {
            for (int i = 1; i <= 5; i++) {
                int polls = i;
                until(() -> callsOf("receive") == polls && polls() == 1);
                time.advance(Duration.ofSeconds(20));
            }
            until(() -> callsOf("receive") == 6);
            worker.pause();
        }
    }

    @Test
    protected void worker_handlerSettlesItself_isLeftAlone() {
        MessageQueue<String> queue = queue();
        queue.send("ack");
        queue.send("retry");
        queue.send("dead");
        CountDownLatch all = new CountDownLatch(3);
        AtomicInteger troubles = new AtomicInteger();
        try (Worker worker = queue.work(
                d -> {
                    switch (d.payload()) {
                        case "ack" -> d.ack();
                        case "retry" -> d.retry(Duration.ofMinutes(10));
                        default -> d.deadLetter("r");
                    }
                    all.countDown();
                },
                WorkOptions.defaults().onError(e -> troubles.incrementAndGet()))) {
            QueueSettlementSuite.await(all);
            worker.close(PATIENCE);
        }
        assertThat(troubles).hasValue(0);
        isOrUnknown(queue.depth().visible(), 0);
        assertThat(queue.depth().total()).isOne();
        assertThat(drain(queue.deadLetters())).containsExactly("dead");
    }

    @Test
    protected void worker_pauseAndResume() {
        MessageQueue<String> queue = queue();
        CountDownLatch handled = new CountDownLatch(1);
        try (Worker worker = queue.work(d -> handled.countDown())) {
            untilPolling();
            worker.pause();
            assertThat(worker.state()).isEqualTo(Worker.State.PAUSED);
            advanceUntil(Duration.ofSeconds(1), () -> polls() == 0 && probe.running() == 0);
            queue.send("x");
            assertThat(receiveOne(queue).attempt())
                    .as("the paused worker does not fetch; a request that it has left gives back")
                    .isBetween(1, 1 + unseenCount());
            time.advance(Duration.ofSeconds(30));
            assertThat(handled.getCount()).isOne();
            worker.resume();
            assertThat(worker.state()).isEqualTo(Worker.State.RUNNING);
            QueueSettlementSuite.await(handled);
            worker.close(PATIENCE);
        }
        assertThat(queue.depth().total()).isZero();
    }

    @Test
    protected void worker_ownExecutor_runsHandlersThere() {
        MessageQueue<String> queue = queue();
        ExecutorService mine = Executors.newFixedThreadPool(2, task -> new Thread(task, "mine"));
        try {
            CountDownLatch all = new CountDownLatch(10);
            Set<String> names = ConcurrentHashMap.newKeySet();
            for (int i = 0; i < 10; i++) {
                queue.send("m" + i);
            }
            try (Worker worker = queue.work(
                    d -> {
                        names.add(Thread.currentThread().getName());
                        all.countDown();
                    },
                    WorkOptions.defaults().executor(mine))) {
                QueueSettlementSuite.await(all);
                worker.close(PATIENCE);
            }
            assertThat(names).containsExactly("mine");
            assertThat(mine.isShutdown()).isFalse();
            assertThat(queue.depth().total()).isZero();
        } finally {
            mine.shutdownNow();
        }
    }

    @Test
    protected void worker_executorRefuses_messageComesBack() {
        MessageQueue<String> queue = queue();
        queue.send("x");
        AtomicInteger refusals = new AtomicInteger();
        AtomicInteger attempt = new AtomicInteger();
        CountDownLatch handled = new CountDownLatch(1);
        try (Worker worker = queue.work(
                d -> {
                    attempt.set(d.attempt());
                    handled.countDown();
                },
                WorkOptions.defaults().onError(e -> {}).executor(task -> {
                    if (refusals.incrementAndGet() < 3) {
                        throw new java.util.concurrent.RejectedExecutionException("full");
                    }
                    new Thread(task).start();
                }))) {
            advanceUntil(Duration.ofMillis(50), () -> handled.getCount() == 0);
            worker.close(PATIENCE);
        }
        assertThat(attempt).as("nobody had seen it").hasValue(1 + 2 * unseenCount());
        assertThat(queue.depth().total()).isZero();
    }

    @Test
    protected void worker_onDeadLetters_works() {
        MessageQueue<String> queue = queue();
        queue.send(Message.of("x"));
        receiveOne(queue).deadLetter("r");
        CountDownLatch handled = new CountDownLatch(1);
        try (Worker worker = queue.deadLetters().work(d -> handled.countDown())) {
            QueueSettlementSuite.await(handled);
            worker.close(PATIENCE);
        }
        assertThat(queue.deadLetters().depth().total()).isZero();
    }
}
