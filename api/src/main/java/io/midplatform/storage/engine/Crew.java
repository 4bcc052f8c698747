package io.midplatform.storage.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Runs the tasks of one transfer beside each other. The thread that waits for them takes over those that no other thread has begun, so that a pool
 * without a free thread makes a transfer slower but never stuck. The first failure ends the crew. For one thread; the tasks run on any.
 */
final class Crew {
    /** What a crew does. */
    @FunctionalInterface
    interface Task {
        void run() throws Exception;
    }

    /** How long a pool may take to begin a task before the waiting thread does. */
    private static final long PATIENCE_MILLIS = 10;

    private final Executor executor;
    private final int width;
    private final List<Shift> open = new ArrayList<>();
    private final BlockingQueue<Shift> ended = new LinkedBlockingQueue<>();

    /** At most {@code width} tasks at once. */
    Crew(Executor executor, int width) {
        this.executor = executor;
        this.width = width;
    }

    /** Adds a task, which may run at once; waits while there are as many as there may be. Throws what an earlier task threw. */
    void add(Task task) throws Exception {
        checkInterrupt();
        for (Shift done = ended.poll(); done != null; done = ended.poll()) {
            settle(done);
        }
        if (width == 1) {
            task.run();
            return;
        }
        Shift shift = new Shift(task);
        open.add(shift);
        try {
            executor.execute(shift);
        } catch (RejectedExecutionException e) {
            // the pool is closing: this thread does it
        }
        while (open.size() >= width) {
            settle(next());
        }
    }

    /** Waits for all tasks. Throws what the first that failed threw; the others may still run then: {@link #cancel} ends them. */
    void join() throws Exception {
        while (!open.isEmpty()) {
            settle(next());
        }
        checkInterrupt();
    }

    /** Waits that are ours end soon; so does work between two requests. */
    static void checkInterrupt() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("between two requests of a transfer");
        }
    }

    /** Interrupts what runs, drops what does not, and returns when nothing runs any more: nobody uses what the tasks use. */
    void cancel() {
        open.forEach(Shift::stop);
        boolean interrupted = false;
        for (Shift shift : open) {
            interrupted |= shift.await();
        }
        open.clear();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Shift next() throws InterruptedException {
        Shift done = ended.poll();
        if (done == null && open.stream().anyMatch(Shift::isWaiting)) {
            // a thread of the pool is the better one: this one has to keep the others busy
            done = ended.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            for (Shift shift : done == null ? open : List.<Shift>of()) {
                shift.run(); // where nobody has begun it
                if (!ended.isEmpty()) {
                    break;
                }
            }
        }
        return done != null ? done : ended.take();
    }

    private void settle(Shift done) throws Exception {
        open.remove(done);
        Exception failure = done.failure;
        if (failure != null) {
            throw failure;
        }
    }

    /** One task, which one thread runs. */
    private final class Shift implements Runnable {
        private final Task task;
        private final CountDownLatch end = new CountDownLatch(1);
        /** Who begins, stops or leaves does it under this lock: an interrupt reaches the task or nothing. */
        private final ReentrantLock handing = new ReentrantLock();

        private volatile boolean begun;
        private @Nullable Thread runner;
        private boolean stopped;
        private volatile @Nullable Exception failure =
                new IllegalStateException("a task of a transfer ended with an error");

        Shift(Task task) {
            this.task = task;
        }

        @Override
        @SuppressWarnings("IllegalCatch") // told to whoever waits
        public void run() {
            if (!begin()) {
                return;
            }
            try {
                task.run();
                failure = null;
            } catch (Exception e) {
                failure = e;
            } finally {
                leave();
                end.countDown();
                ended.add(this);
            }
        }

        boolean isWaiting() {
            return !begun;
        }

        private boolean begin() {
            handing.lock();
            try {
                if (begun) {
                    return false;
                }
                begun = true;
                runner = Thread.currentThread();
                return true;
            } finally {
                handing.unlock();
            }
        }

        private void leave() {
            handing.lock();
            try {
                runner = null;
                if (stopped) {
                    Thread.interrupted(); // what came too late for the task is not for the next one of this thread
                }
            } finally {
                handing.unlock();
            }
        }

        void stop() {
            handing.lock();
            try {
                if (!begun) {
                    begun = true;
                    end.countDown();
                } else if (runner != null) {
                    stopped = true;
                    runner.interrupt();
                }
            } finally {
                handing.unlock();
            }
        }

        /** Whether this thread was interrupted meanwhile. */
        boolean await() {
            boolean interrupted = false;
            while (true) {
                try {
                    end.await();
                    return interrupted;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
    }
}
