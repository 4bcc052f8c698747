package io.midplatform.queue.engine;

import io.midplatform.ErrorCode;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import io.midplatform.spi.ItemOutcome;
import io.midplatform.spi.PlatformTime;
import io.midplatform.spi.TimedCondition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Batches what several threads want done without making any of them wait for company: the first sends its item at once, those that come
 * meanwhile go together in the next request, which one of them sends.
 *
 * @param <I> the item
 */
final class GroupCommit<I> {
    /**
     * One request.
     *
     * @param <I> the item
     */
    @FunctionalInterface
    interface Request<I> {
        List<ItemOutcome<Void>> send(List<I> batch, Deadline deadline) throws Exception;
    }

    private static final class Pending<I> {
        private final I item;
        private final Deadline deadline;
        private boolean taken;
        private boolean done;
        private @Nullable Throwable failure;
        private @Nullable Exception thrown;

        Pending(I item, Deadline deadline) {
            this.item = item;
            this.deadline = deadline;
        }
    }

    private final int max;
    private final Request<I> request;
    private final ReentrantLock lock = new ReentrantLock();
    private final TimedCondition changed;
    private final Deque<Pending<I>> waiting = new ArrayDeque<>();
    private boolean busy;

    GroupCommit(PlatformTime time, int max, Request<I> request) {
        this.changed = new TimedCondition(time, lock);
        this.max = max;
        this.request = request;
    }

    /**
     * Sends an item with whatever company there is.
     *
     * @param item the item
     * @param deadline when to give up
     * @return the item's failure, null when it is done
     * @throws Exception what the request threw, or for giving up
     */
    @Nullable
    Throwable commit(I item, Deadline deadline) throws Exception {
        Pending<I> own = new Pending<>(item, deadline);
        lock.lock();
        try {
            waiting.add(own);
            awaitTurn(own, deadline);
            while (!own.done) {
                busy = true;
                List<Pending<I>> batch = take();
                lock.unlock();
                try {
                    send(own, batch, deadline);
                } finally {
                    lock.lock();
                    finish(batch);
                }
                if (own.thrown != null && !own.taken) {
                    waiting.remove(own); // it was interrupted, or its time ran out, while it sent for others
                    throw own.thrown;
                }
                awaitTurn(own, deadline);
            }
            if (own.thrown != null) {
                throw own.thrown;
            }
            return own.failure;
        } finally {
            lock.unlock();
        }
    }

    private void finish(List<Pending<I>> batch) {
        for (Pending<I> pending : batch) {
            pending.done = true;
        }
        busy = false;
        if (batch.size() > 1 || !waiting.isEmpty()) {
            changed.signalAll();
        }
    }

    private void send(Pending<I> own, List<Pending<I>> batch, Deadline deadline) {
        boolean answered = false;
        try {
            List<ItemOutcome<Void>> outcomes = request.send(items(batch), deadline);
            for (int i = 0; i < batch.size(); i++) {
                batch.get(i).failure = outcomes.get(i).failure();
            }
            answered = true;
        } catch (InterruptedException e) {
            own.thrown = e; // the others were not interrupted: they try again
        } catch (Exception e) {
            boolean late = e instanceof TimeoutException || deadline.isExpired();
            for (Pending<I> pending : batch) {
                // the request had this thread's time: who has more tries again
                if (!late || pending.deadline.isExpired()) {
                    pending.thrown = e;
                }
            }
            if (late) {
                own.thrown = e;
            }
        } finally {
            if (!answered) {
                DriverException unfinished = unfinished();
                for (Pending<I> pending : batch) {
                    pending.failure = unfinished;
                }
            }
        }
    }

    private void awaitTurn(Pending<I> own, Deadline deadline) throws InterruptedException, TimeoutException {
        try {
            while (busy && !own.done) {
                if (!changed.awaitUntil(deadline.nanoTime()) && !own.done && busy) {
                    throw new TimeoutException();
                }
            }
        } catch (InterruptedException | TimeoutException e) {
            if (!own.taken) {
                waiting.remove(own);
            }
            throw e;
        }
    }

    private List<Pending<I>> take() {
        int count = Math.min(max, waiting.size());
        List<Pending<I>> batch = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Pending<I> pending = waiting.remove();
            pending.taken = true;
            batch.add(pending);
        }
        return batch;
    }

    private static <I> List<I> items(List<Pending<I>> batch) {
        if (batch.size() == 1) {
            return List.of(batch.get(0).item);
        }
        List<I> items = new ArrayList<>(batch.size());
        for (Pending<I> pending : batch) {
            items.add(pending.item);
        }
        return items;
    }

    private static DriverException unfinished() {
        return new DriverException(
                Failure.of(ErrorCode.UNAVAILABLE, "the request that carried it was broken off.")
                        .retrying()
                        .uncertain(),
                null);
    }
}
