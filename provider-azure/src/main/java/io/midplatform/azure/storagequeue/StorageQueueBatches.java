package io.midplatform.azure.storagequeue;

import io.midplatform.ErrorCode;
import io.midplatform.spi.ItemOutcome;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Carries out batches by one request an item, some at a time, for the service knows no batches. The caller's thread does its share, so that a batch of
 * one never leaves it and a busy executor only makes it slower. Thread-safe.
 */
final class StorageQueueBatches {
    /** Enough to hide a request's way; the HTTP client keeps more connections than that. */
    private static final int AT_ONCE = 8;

    /** What says something of one message only. */
    private static final Set<ErrorCode> ABOUT_AN_ITEM =
            EnumSet.of(ErrorCode.PRECONDITION_FAILED, ErrorCode.INVALID_REQUEST, ErrorCode.LIMIT_EXCEEDED);

    /** What the next item would meet, too. */
    private static final Set<ErrorCode> HOPELESS =
            EnumSet.of(ErrorCode.NOT_FOUND, ErrorCode.ACCESS_DENIED, ErrorCode.UNAUTHENTICATED);

    private final Executor executor;

    StorageQueueBatches(Executor executor) {
        this.executor = executor;
    }

    /** One request. */
    interface Request<I, R> {
        ItemOutcome<R> send(I item) throws Exception;
    }

    /**
     * An outcome for each item, in order. What fails all alike is thrown, as is what no further request would do better at: the SDK has tried it as often
     * as it should.
     */
    <I, R> List<ItemOutcome<R>> each(List<I> items, Request<I, R> request) throws Exception {
        Batch<I, R> batch = new Batch<>(items, request);
        for (int helpers = Math.min(AT_ONCE, items.size()) - 1; helpers > 0; helpers--) {
            try {
                executor.execute(batch::help);
            } catch (RejectedExecutionException e) {
                break; // the caller does it alone
            }
        }
        List<ItemOutcome<R>> outcomes = batch.carryOut();
        Exception common = common(outcomes);
        if (common != null) {
            throw common;
        }
        return outcomes;
    }

    private static <R> @Nullable Exception common(List<ItemOutcome<R>> outcomes) {
        Exception first = null;
        ErrorCode code = null;
        for (ItemOutcome<R> outcome : outcomes) {
            if (!(outcome.failure() instanceof Exception failure)) {
                return null;
            }
            ErrorCode told = StorageQueueErrors.classify(failure).code();
            if (ABOUT_AN_ITEM.contains(told) || (code != null && code != told)) {
                return null;
            }
            first = first == null ? failure : first;
            code = told;
        }
        return first;
    }

    private static final class Batch<I, R> {
        private final List<I> items;
        private final Request<I, R> request;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicReferenceArray<ItemOutcome<R>> outcomes;
        private final CountDownLatch open;
        private volatile @Nullable Exception hopeless;

        Batch(List<I> items, Request<I, R> request) {
            this.items = items;
            this.request = request;
            this.outcomes = new AtomicReferenceArray<>(items.size());
            this.open = new CountDownLatch(items.size());
        }

        void help() {
            for (int i = next.getAndIncrement(); i < items.size(); i = next.getAndIncrement()) {
                try {
                    outcomes.set(i, outcome(items.get(i)));
                } finally {
                    open.countDown();
                }
                if (Thread.currentThread().isInterrupted()) {
                    return;
                }
            }
        }

        private ItemOutcome<R> outcome(I item) {
            Exception reason = hopeless;
            if (reason != null) {
                return ItemOutcome.failed(reason);
            }
            try {
                return request.send(item);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return ItemOutcome.failed(e);
            } catch (Exception e) {
                if (HOPELESS.contains(StorageQueueErrors.classify(e).code())) {
                    hopeless = e;
                }
                return ItemOutcome.failed(e);
            }
        }

        /** A caller that is interrupted leaves: what is under way then may have happened, the rest has not. */
        List<ItemOutcome<R>> carryOut() throws InterruptedException {
            help();
            boolean interrupted = Thread.interrupted();
            if (!interrupted) {
                try {
                    open.await();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            int begun = next.getAndSet(items.size());
            List<ItemOutcome<R>> all = new ArrayList<>(items.size());
            boolean known = false;
            for (int i = 0; i < items.size(); i++) {
                ItemOutcome<R> outcome = outcomes.get(i);
                known |= outcome != null && !(outcome.failure() instanceof InterruptedException);
                all.add(outcome != null ? outcome : ItemOutcome.failed(interruption(i < begun)));
            }
            if (interrupted && !known) {
                throw interruption(true);
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            return all;
        }

        private static InterruptedException interruption(boolean begun) {
            return new InterruptedException(begun ? "during a request to Azure" : "before the request to Azure");
        }
    }
}
