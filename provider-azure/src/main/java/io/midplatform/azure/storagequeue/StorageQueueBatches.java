package io.midplatform.azure.storagequeue;

import io.midplatform.spi.ItemOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Carries out batches by one request an item, some at a time, for the service knows no batches. The caller's thread does its share, so that a batch of
 * one never leaves it and a busy executor only makes it slower. Thread-safe.
 */
final class StorageQueueBatches {
    /** Enough to hide a request's way; the HTTP client keeps more connections than that. */
    private static final int AT_ONCE = 8;

    private final Executor executor;

    StorageQueueBatches(Executor executor) {
        this.executor = executor;
    }

    /** One request. */
    interface Request<I, R> {
        ItemOutcome<R> send(I item) throws Exception;
    }

    /** An outcome for each item, in order. */
    <I, R> List<ItemOutcome<R>> each(List<I> items, Request<I, R> request) throws Exception {
        if (items.size() == 1) {
            return List.of(request.send(items.get(0)));
        }
        Batch<I, R> batch = new Batch<>(items, request);
        for (int helpers = Math.min(AT_ONCE, items.size()) - 1; helpers > 0; helpers--) {
            try {
                executor.execute(batch::help);
            } catch (RejectedExecutionException e) {
                break; // the caller does it alone
            }
        }
        return batch.carryOut();
    }

    private static final class Batch<I, R> {
        private final List<I> items;
        private final Request<I, R> request;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicReferenceArray<ItemOutcome<R>> outcomes;
        private final CountDownLatch open;

        Batch(List<I> items, Request<I, R> request) {
            this.items = items;
            this.request = request;
            this.outcomes = new AtomicReferenceArray<>(items.size());
            this.open = new CountDownLatch(items.size());
        }

        void help() {
            for (int i = next.getAndIncrement(); i < items.size(); i = next.getAndIncrement()) {
                carryOut(i);
                if (Thread.currentThread().isInterrupted()) {
                    return;
                }
            }
        }

        private void carryOut(int i) {
            try {
                outcomes.set(i, request.send(items.get(i)));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                outcomes.set(i, ItemOutcome.failed(e));
            } catch (Exception e) {
                outcomes.set(i, ItemOutcome.failed(e));
            } finally {
                open.countDown();
            }
        }

        /** A caller that is interrupted leaves: what is under way then may have happened, the rest has not. */
        List<ItemOutcome<R>> carryOut() throws InterruptedException {
            help();
            boolean interrupted = Thread.interrupted();
            int begun = interrupted ? next.getAndSet(items.size()) : items.size();
            if (!interrupted) {
                try {
                    open.await();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
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
