package io.midplatform.engine.call;

import io.midplatform.Registration;
import io.midplatform.spi.PlatformTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The machine's own time, with one daemon thread as its timer. */
public final class SystemTime implements PlatformTime {
    private final ScheduledThreadPoolExecutor timer;

    /** Makes a time; the timer's thread starts with the first task. */
    public SystemTime() {
        timer = new ScheduledThreadPoolExecutor(1, task -> Threads.daemon("midplatform-timer", task));
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public Instant instant() {
        return Instant.now();
    }

    @Override
    public long millis() {
        return System.currentTimeMillis();
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Registration schedule(Runnable task, Duration delay) {
        try {
            ScheduledFuture<?> scheduled =
                    timer.schedule(task, io.midplatform.spi.Deadline.nanos(delay), TimeUnit.NANOSECONDS);
            return () -> scheduled.cancel(false);
        } catch (RejectedExecutionException closed) {
            // closed under a waiter's feet: a wait looks at the time by itself, too (TimedCondition)
            return () -> {};
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
