package io.midplatform.queue.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midplatform.ErrorCode;
import io.midplatform.Registration;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.ItemOutcome;
import io.midplatform.spi.PlatformTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Those whose items go together fail together only where they have to. */
class GroupCommitTest {
    private final StandingTime time = new StandingTime();
    private final CountDownLatch sending = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);
    private final List<String> sent = new CopyOnWriteArrayList<>();

    @Test
    void leadersTimeIsOver_othersMayTryAgain() throws Exception {
        GroupCommit<String> commit = new GroupCommit<>(time, 10, (batch, deadline) -> {
            if (batch.contains("hasty")) {
                time.nanos.addAndGet(deadline.remainingNanos());
                throw new TimeoutException();
            }
            return busy(batch);
        });
        Started busy = start(commit, "busy", Duration.ofSeconds(30));
        await(sending);
        Started hasty = start(commit, "hasty", Duration.ofSeconds(5));
        hasty.untilWaiting();
        Started patient = start(commit, "patient", Duration.ofSeconds(30));
        patient.untilWaiting();
        go.countDown();
        assertThat(busy.get()).isNull();
        assertThatThrownBy(hasty::get).hasCauseInstanceOf(TimeoutException.class);
        assertThat(patient.get()).isInstanceOfSatisfying(DriverException.class, e -> {
            assertThat(e.failure().code()).isEqualTo(ErrorCode.UNAVAILABLE);
            assertThat(e.failure().retryable()).isTrue();
        });
    }

    @Test
    void interruptedWhileItSendsForAnother_isNotSentAfterwards() throws Exception {
        GroupCommit<String> commit = new GroupCommit<>(time, 1, (batch, deadline) -> {
            if (Thread.currentThread().getName().equals("leader")) {
                sent.addAll(batch);
                throw new InterruptedException();
            }
            return busy(batch);
        });
        Started busy = start(commit, "busy", Duration.ofSeconds(30));
        await(sending);
        Started first = start(commit, "first", Duration.ofSeconds(30));
        first.untilWaiting();
        // holds the lock while the busy one and the leader queue up for it: the leader then comes before those who are
        // woken
        CountDownLatch holding = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        time.onSchedule = () -> {
            holding.countDown();
            await(release);
        };
        Started holder = start(commit, "holder", Duration.ofSeconds(30));
        await(holding);
        time.onSchedule = () -> {};
        go.countDown();
        until(() -> sent.contains("busy"));
        busy.untilWaiting();
        Started leader = start(commit, "leader", Duration.ofSeconds(30));
        leader.untilWaiting();
        release.countDown();
        assertThatThrownBy(leader::get).hasCauseInstanceOf(InterruptedException.class);
        assertThat(busy.get()).isNull();
        assertThat(first.get()).as("to be tried again").isInstanceOf(DriverException.class);
        assertThat(holder.get()).isNull();
        assertThat(sent).containsExactly("busy", "first", "holder");
    }

    private List<ItemOutcome<Void>> busy(List<String> batch) {
        if (batch.contains("busy")) {
            sending.countDown();
            await(go);
        }
        sent.addAll(batch);
        return Collections.nCopies(batch.size(), ItemOutcome.done());
    }

    private Started start(GroupCommit<String> commit, String item, Duration timeout) {
        Deadline deadline = Deadline.after(time, timeout);
        Callable<@Nullable Throwable> work = () -> commit.commit(item, deadline);
        FutureTask<@Nullable Throwable> task = new FutureTask<>(work);
        Thread thread = new Thread(task, item);
        thread.setDaemon(true);
        thread.start();
        return new Started(thread, task);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(40, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void until(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
        while (!condition.call()) {
            assertThat(System.nanoTime() - end).as("it does not happen").isNegative();
            LockSupport.parkNanos(100_000);
        }
    }

    private record Started(Thread thread, FutureTask<@Nullable Throwable> task) {
        void untilWaiting() throws Exception {
            until(() -> thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING);
        }

        @Nullable
        Throwable get() throws Exception {
            return task.get(40, TimeUnit.SECONDS);
        }
    }

    /** Stands still until a request moves it; rings for nobody. */
    private static final class StandingTime implements PlatformTime {
        private final AtomicLong nanos = new AtomicLong();
        private volatile Runnable onSchedule = () -> {};

        @Override
        public Instant instant() {
            return Instant.EPOCH.plusNanos(nanos.get());
        }

        @Override
        public long nanoTime() {
            return nanos.get();
        }

        @Override
        public Registration schedule(Runnable task, Duration delay) {
            onSchedule.run();
            return () -> {};
        }

        @Override
        public void close() {}
    }
}
