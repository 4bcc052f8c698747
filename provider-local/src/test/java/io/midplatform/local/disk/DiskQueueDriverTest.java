package io.midplatform.local.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.midplatform.local.Durability;
import io.midplatform.queue.spi.GiveBack;
import io.midplatform.queue.spi.OutgoingMessage;
import io.midplatform.queue.spi.QueueDriver;
import io.midplatform.queue.spi.ReceivedMessage;
import io.midplatform.spi.Deadline;
import io.midplatform.testkit.TestTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a queue on disk does when the disk is slow. */
class DiskQueueDriverTest {
    private static final Duration LEASE = Duration.ofHours(1);

    private final TestTime time = new TestTime();
    private final Deadline deadline = Deadline.after(time, Duration.ofDays(1));

    @TempDir
    Path folder;

    private DiskStore store;
    private QueueDriver queue;

    @BeforeEach
    void open() throws Exception {
        store = DiskStore.open(folder, Durability.PROCESS, time);
        queue = store.queue("q", true);
        queue.send(
                List.of(new OutgoingMessage(new byte[1], Map.of(), Map.of(), Duration.ZERO, null, null, null, null)),
                deadline);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void receive_leftDuringASlowCommit_givesItsMessagesBack() throws Exception {
        while (!leavesDuringACommit()) {
            assertThat(queue.depth(deadline).total()).isOne();
        }
        until(() -> visible() == 1);
        assertThat(receive().get(0).message().attempts())
                .as("nobody has seen it")
                .isOne();
    }

    /** False when the receiver came to commit for all: it stays then, and the message was given back. */
    private boolean leavesDuringACommit() throws Exception {
        Slow first = new Slow();
        start(first);
        until(() -> first.committer != null);
        Slow second = new Slow();
        Thread behind = start(second);
        until(() -> waitsForTheLane(behind));
        FutureTask<List<ReceivedMessage>> received = new FutureTask<>(this::receive);
        Thread receiver = start(received);
        until(() -> waitsForTheLane(receiver));
        first.go.countDown();
        until(() -> second.committer != null); // and the lease is in the same transaction
        boolean leaves = !receiver.equals(second.committer);
        if (leaves) {
            receiver.interrupt();
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> received.get(40, TimeUnit.SECONDS))
                    .withCauseInstanceOf(InterruptedException.class);
        }
        second.go.countDown();
        until(() -> !behind.isAlive()); // its transaction is committed
        if (!leaves) {
            var lease = received.get(40, TimeUnit.SECONDS).get(0).lease();
            queue.giveBack(List.of(new GiveBack(lease, Duration.ZERO, true)), deadline);
        }
        return leaves;
    }

    private List<ReceivedMessage> receive() throws Exception {
        return queue.receive(1, Duration.ZERO, LEASE, deadline);
    }

    private long visible() {
        try {
            return queue.depth(deadline).visible().orElseThrow();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean waitsForTheLane(Thread thread) {
        return thread.getState() == Thread.State.TIMED_WAITING
                && Arrays.stream(thread.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().endsWith("WriteLane")
                                && frame.getMethodName().equals("write"));
    }

    private static Thread start(Runnable work) {
        Thread thread = new Thread(work, "test");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(40).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as("it does not happen").isNegative();
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** A change that takes as long as the test wants. */
    private final class Slow implements Runnable {
        private final CountDownLatch go = new CountDownLatch(1);
        private volatile Thread committer;

        @Override
        public void run() {
            try {
                store.database()
                        .write(
                                session -> {
                                    committer = Thread.currentThread();
                                    go.await();
                                    return Boolean.TRUE;
                                },
                                deadline);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
