package io.midplatform.testkit.cache;

import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A call on a thread of its own, with its outcome. */
final class Caller<T> {
    private final FutureTask<T> task;
    private final Thread thread;

    private Caller(Callable<T> call) {
        task = new FutureTask<>(call);
        thread = new Thread(task, "caller");
        thread.setDaemon(true);
        thread.start();
    }

    static <T> Caller<T> start(Callable<T> call) {
        return new Caller<>(call);
    }

    T result() throws Exception {
        return task.get(30, TimeUnit.SECONDS);
    }

    /** What the call threw. */
    Throwable thrown() throws InterruptedException, TimeoutException {
        try {
            T result = task.get(30, TimeUnit.SECONDS);
            throw new AssertionError("it returned " + result);
        } catch (ExecutionException e) {
            return Objects.requireNonNull(e.getCause(), "cause");
        }
    }

    void interrupt() {
        thread.interrupt();
    }

    boolean isDone() {
        return task.isDone();
    }
}
