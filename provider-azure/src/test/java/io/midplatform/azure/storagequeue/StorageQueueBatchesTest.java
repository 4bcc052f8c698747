package io.midplatform.azure.storagequeue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midplatform.ErrorCode;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import io.midplatform.spi.ItemOutcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Single requests in place of a batch. */
class StorageQueueBatchesTest {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final StorageQueueBatches batches = new StorageQueueBatches(threads);

    @AfterEach
    void close() {
        threads.shutdownNow();
    }

    @Test
    void outcomes_standInOrder_whateverTheirThreads() throws Exception {
        List<Integer> items = IntStream.range(0, 100).boxed().toList();
        assertThat(batches.each(items, ItemOutcome::of))
                .extracting(ItemOutcome::result)
                .isEqualTo(items);
        StorageQueueBatches alone = new StorageQueueBatches(task -> {
            throw new RejectedExecutionException("full");
        });
        assertThat(alone.each(items, ItemOutcome::of))
                .extracting(ItemOutcome::result)
                .isEqualTo(items);
    }

    @Test
    void one_staysOnItsThread() throws Exception {
        Thread caller = Thread.currentThread();
        assertThat(batches.each(List.of(1), item -> ItemOutcome.of(Thread.currentThread()))
                        .get(0)
                        .result())
                .isSameAs(caller);
    }

    @Test
    void failure_ofAll_isThrown_ofSomeIsTheirOutcome() throws Exception {
        DriverException away =
                new DriverException(Failure.of(ErrorCode.UNAVAILABLE, "away.").retrying(), null);
        assertThatThrownBy(() -> batches.each(List.of(1, 2, 3), item -> {
                    throw away;
                }))
                .isSameAs(away);
        List<ItemOutcome<Integer>> some = batches.each(List.of(1, 2, 3), item -> {
            if (item == 2) {
                throw away;
            }
            return ItemOutcome.of(item);
        });
        assertThat(some).extracting(ItemOutcome::failure).containsExactly(null, away, null);
    }

    @Test
    void failure_ofOneMessage_isItsOutcomeAlsoAlone() throws Exception {
        DriverException stale = new DriverException(ErrorCode.PRECONDITION_FAILED, "stale.");
        List<ItemOutcome<Integer>> outcomes = batches.each(List.of(1), item -> {
            throw stale;
        });
        assertThat(outcomes).extracting(ItemOutcome::failure).containsExactly(stale);
    }

    @Test
    void interruptedCaller_leavesAtOnce_withWhatIsKnown() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mine = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        FutureTask<List<ItemOutcome<Integer>>> call = new FutureTask<>(() -> {
            Thread caller = Thread.currentThread();
            List<ItemOutcome<Integer>> outcomes = batches.each(List.of(0, 1), item -> {
                if (Thread.currentThread().equals(caller)) {
                    begun.await();
                    mine.countDown();
                    return ItemOutcome.of(item);
                }
                begun.countDown();
                never.await();
                return ItemOutcome.of(item);
            });
            assertThat(caller.isInterrupted()).as("flag restored").isTrue();
            return outcomes;
        });
        Thread thread = new Thread(call, "caller");
        thread.start();
        assertThat(mine.await(20, TimeUnit.SECONDS)).isTrue();
        while (thread.getState() != Thread.State.WAITING) {
            LockSupport.parkNanos(100_000);
        }
        long since = System.nanoTime();
        thread.interrupt();
        List<ItemOutcome<Integer>> outcomes = call.get(20, TimeUnit.SECONDS);
        assertThat(System.nanoTime() - since).isLessThan(Duration.ofSeconds(10).toNanos());
        assertThat(outcomes)
                .filteredOn(outcome -> outcome.failure() instanceof InterruptedException)
                .hasSize(1);
        assertThat(outcomes).filteredOn(outcome -> outcome.result() != null).hasSize(1);
    }
}
