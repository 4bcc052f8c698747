package io.midplatform.queue.engine;

import io.midplatform.queue.DrainReport;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.PlatformTime;
import io.midplatform.spi.TimedCondition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Who of a worker does what: the credits (free handlers), the tasks, the thread that fetches, and the counts of the drain. One lock, held for
 * a few instructions at a time.
 */
final class Crew<T> {
    /** For a handler that was interrupted to end: a matter of the machine, not of the platform's time. */
    private static final long GRACE_MILLIS = 500;

    private final ReentrantLock lock = new ReentrantLock();
    private final TimedCondition changed;
    private final Set<HandlerTask<T>> tasks = new HashSet<>();
    private final CountDownLatch idle = new CountDownLatch(1);
    private final CountDownLatch fetched = new CountDownLatch(1);
    private int credits;
    private boolean paused;
    private boolean stopping;
    private boolean draining;
    private boolean fetching = true;
    private @Nullable Thread fetcher;
    private @Nullable Thread polling;
    private @Nullable HandlerTask<T> closer;
    private long finished;
    private long givenBack;

    Crew(PlatformTime time, int handlers) {
        this.changed = new TimedCondition(time, lock);
        this.credits = handlers;
    }

    /**
     * Waits for a free handler; the caller then polls, until {@link #leavePoll()}.
     *
     * @return how many are free, 0 to stop
     */
    int awaitCredits() {
        lock.lock();
        try {
            fetcher = Thread.currentThread();
            while (!stopping && (paused || credits == 0)) {
                changed.await();
            }
            polling = stopping ? null : Thread.currentThread();
            return stopping ? 0 : credits;
        } catch (InterruptedException e) {
            return 0; // the thread is the worker's own: nobody else interrupts it but to end it
        } finally {
            lock.unlock();
        }
    }

    /** The poll is over: from now on nobody interrupts this thread, and an interrupt that came is forgotten. */
    void leavePoll() {
        lock.lock();
        try {
            polling = null;
            if (Thread.interrupted()) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits after trouble; ended early by {@link #stop}. */
    void rest(long until) {
        lock.lock();
        try {
            boolean waiting = true;
            while (waiting && !stopping) {
                waiting = changed.awaitUntil(until);
            }
        } catch (InterruptedException e) {
            stopping = true; // as in awaitCredits
        } finally {
            lock.unlock();
        }
    }

    /** Takes tasks up, one credit each; refused while nothing may start. */
    boolean admit(List<HandlerTask<T>> started) {
        lock.lock();
        try {
            if (stopping || paused) {
                return false;
            }
            credits -= started.size();
            tasks.addAll(started);
            return true;
        } finally {
            lock.unlock();
        }
    }

    boolean begin(HandlerTask<T> task) {
        lock.lock();
        try {
            return task.begin();
        } finally {
            lock.unlock();
        }
    }

    /** Takes the task's next message; from here on the thread may be interrupted, until {@link #leave}. */
    @Nullable
    EngineDelivery<T> enter(HandlerTask<T> task) {
        lock.lock();
        try {
            EngineDelivery<T> next = task.next();
            task.entered(next, next == null ? null : Thread.currentThread());
            return next;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The handler has ended.
     *
     * @return whether it was interrupted by a drain; the thread's flag is cleared then
     */
    boolean leave(HandlerTask<T> task) {
        lock.lock();
        try {
            boolean interrupted = task.left();
            if (interrupted) {
                Thread.interrupted();
            }
            return interrupted;
        } finally {
            lock.unlock();
        }
    }

    /** A message was handled to its end. */
    void handled(boolean wasGivenBack) {
        lock.lock();
        try {
            if (wasGivenBack) {
                givenBack++;
            } else if (draining) {
                finished++;
            }
        } finally {
            lock.unlock();
        }
    }

    void gaveBack(int count) {
        lock.lock();
        try {
            givenBack += draining ? count : 0;
        } finally {
            lock.unlock();
        }
    }

    /** Takes away what a task has not started. */
    List<EngineDelivery<T>> withdraw(HandlerTask<T> task) {
        lock.lock();
        try {
            return task.cut();
        } finally {
            lock.unlock();
        }
    }

    void end(HandlerTask<T> task) {
        lock.lock();
        try {
            task.end();
            if (tasks.remove(task)) {
                credits++;
            }
            changed.signalAll();
            checkIdle();
        } finally {
            lock.unlock();
        }
    }

    void fetcherEnded() {
        lock.lock();
        try {
            fetching = false;
            fetched.countDown();
            changed.signalAll();
            checkIdle();
        } finally {
            lock.unlock();
        }
    }

    void pause(boolean now) {
        lock.lock();
        try {
            paused = now;
            if (now) {
                breakPoll();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends fetching.
     *
     * @param drain whether what happens from now on counts for the report
     */
    void stop(boolean drain) {
        lock.lock();
        try {
            stopping = true;
            draining |= drain;
            breakPoll();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean isPaused() {
        lock.lock();
        try {
            return paused;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the current thread is one of this worker's: closing must not wait for it. */
    boolean isMember() {
        lock.lock();
        try {
            return Thread.currentThread().equals(fetcher) || own() != null;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Starts the drain, and waits for the fetcher to leave, else it could fetch again what is given back.
     *
     * @return the messages that have not been started and are to be given back
     */
    List<EngineDelivery<T>> drain() {
        List<EngineDelivery<T>> unstarted = cut();
        if (awaitMachine(fetched)) {
            Thread.currentThread().interrupt();
        }
        return unstarted;
    }

    private List<EngineDelivery<T>> cut() {
        lock.lock();
        try {
            closer = own();
            if (Thread.currentThread().equals(fetcher)) {
                fetcherEnded(); // it tells of trouble, and the listener closes the worker
            }
            List<EngineDelivery<T>> unstarted = new ArrayList<>();
            for (HandlerTask<T> task : List.copyOf(tasks)) {
                unstarted.addAll(task.cut());
                if (task.stage() == HandlerTask.Stage.WAITING) {
                    task.end();
                    tasks.remove(task);
                }
            }
            checkIdle();
            return unstarted;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for handlers and fetcher to end. */
    boolean awaitIdle(Deadline deadline) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            boolean waiting = true;
            while (waiting && idle.getCount() > 0) {
                waiting = changed.awaitUntil(deadline.nanoTime());
            }
            return idle.getCount() == 0;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Interrupts the handlers that still run, and gives them a moment to end.
     *
     * @return the messages of those that have not
     */
    List<EngineDelivery<T>> interruptHandlers() {
        boolean interrupted = Thread.interrupted();
        lock.lock();
        try {
            for (HandlerTask<T> task : tasks) {
                if (!task.equals(closer)) {
                    task.interrupt();
                }
            }
        } finally {
            lock.unlock();
        }
        interrupted |= awaitMachine(idle);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return abandoned();
    }

    /** Waits a moment; whether the thread was interrupted meanwhile. */
    private static boolean awaitMachine(CountDownLatch event) {
        try {
            return !event.await(GRACE_MILLIS, TimeUnit.MILLISECONDS) && Thread.interrupted();
        } catch (InterruptedException e) {
            return true;
        }
    }

    private List<EngineDelivery<T>> abandoned() {
        lock.lock();
        try {
            List<EngineDelivery<T>> abandoned = new ArrayList<>();
            for (HandlerTask<T> task : tasks) {
                EngineDelivery<T> current = task.current();
                if (current != null && !task.equals(closer)) {
                    abandoned.add(current);
                }
            }
            return abandoned;
        } finally {
            lock.unlock();
        }
    }

    DrainReport report() {
        lock.lock();
        try {
            return new DrainReport(finished, givenBack, others());
        } finally {
            lock.unlock();
        }
    }

    private void breakPoll() {
        if (polling != null) {
            polling.interrupt();
        }
    }

    private void checkIdle() {
        if (draining && !fetching && others() == 0) {
            idle.countDown();
            changed.signalAll();
        }
    }

    private long others() {
        long all = tasks.size();
        return closer != null && tasks.contains(closer) ? all - 1 : all;
    }

    private @Nullable HandlerTask<T> own() {
        Thread current = Thread.currentThread();
        for (HandlerTask<T> task : tasks) {
            if (task.runsOn(current)) {
                return task;
            }
        }
        return null;
    }
}
