package io.midplatform.redis.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;
import java.util.concurrent.locks.LockSupport;

/** A call on a thread of its own, with its outcome and how long it took. */
public final class Call<T> {
    private static final Duration PATIENCE = Duration.ofSeconds(45);

    private final FutureTask<T> task;
    private final Thread thread;
    private final long started = System.nanoTime();
    private volatile long ended;

    private Call(Callable<T> call) {
        task = new FutureTask<>(() -> {
            try {
                return call.call();
            } finally {
                ended = System.nanoTime();
            }
        });
        thread = new Thread(task, "call");
        thread.setDaemon(true);
        thread.start();
    }

    /** Starts one. */
    public static <T> Call<T> start(Callable<T> call) {
        return new Call<>(call);
    }

    /** Starts one without a result. */
    public static Call<Void> run(Action call) {
        return new Call<>(() -> {
            call.run();
            return null;
        });
    }

    /** Starts several. */
    public static List<Call<Void>> times(int count, Action call) {
        List<Call<Void>> calls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            calls.add(run(call));
        }
        return calls;
    }

    /** What a call does. */
    @FunctionalInterface
    public interface Action {
        void run() throws Exception;
    }

    /** Waits until the call has nothing to do but to wait for what somebody else does; a lock is not that, for it is there soon. */
    public void awaitWaiting() {
        Eventually.until("the call waits", () -> task.isDone() || (isWaiting() && !isLockedOut()));
    }

    private boolean isWaiting() {
        return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
    }

    private boolean isLockedOut() {
        return LockSupport.getBlocker(thread) instanceof AbstractOwnableSynchronizer;
    }

    /** What it returned. */
    public T result() throws Exception {
        try {
            return task.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            AssertionError stuck = new AssertionError("stuck");
            stuck.setStackTrace(thread.getStackTrace());
            throw stuck;
        }
    }

    /** What it threw; empty when it returned. */
    public Optional<Throwable> thrown() throws Exception {
        try {
            result();
            return Optional.empty();
        } catch (ExecutionException e) {
            return Optional.of(e.getCause());
        }
    }

    /** Interrupts its thread. */
    public void interrupt() {
        thread.interrupt();
    }

    /** Whether it has ended. */
    public boolean isDone() {
        return task.isDone();
    }

    /** How long it took. */
    public Duration took() throws Exception {
        return tookSince(started);
    }

    /** How long it took from a moment on, of {@link System#nanoTime()}. */
    public Duration tookSince(long moment) throws Exception {
        thrown();
        return Duration.ofNanos(ended - moment);
    }
}
