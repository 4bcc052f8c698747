package io.midplatform.cache.engine;

import io.midplatform.Registration;
import io.midplatform.spi.PlatformTime;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Renews the leases of one load again and again, from the executor, so that a slow loader keeps them. Thread-safe. */
final class LeaseRenewal {
    private final PlatformTime time;
    private final Executor executor;
    private final Duration interval;
    private final BooleanSupplier renew;
    private final ReentrantLock lock = new ReentrantLock();
    private boolean ended;
    private @Nullable Registration alarm;

    /** Renews once per interval, in nanoseconds, until that says false. */
    LeaseRenewal(PlatformTime time, Executor executor, long interval, BooleanSupplier renew) {
        this.time = time;
        this.executor = executor;
        this.interval = Duration.ofNanos(interval);
        this.renew = renew;
    }

    void start() {
        lock.lock();
        try {
            if (!ended) {
                alarm = time.schedule(this::ring, interval);
            }
        } finally {
            lock.unlock();
        }
    }

    void end() {
        lock.lock();
        try {
            ended = true;
            if (alarm != null) {
                alarm.close();
            }
        } finally {
            lock.unlock();
        }
    }

    private void ring() {
        try {
            executor.execute(() -> {
                if (renew.getAsBoolean()) {
                    start();
                }
            });
        } catch (RejectedExecutionException closed) {
            // the platform is closing, or too busy: then the leases end by themselves, and others may load
        }
    }
}
