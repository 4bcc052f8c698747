package io.midplatform.engine.call;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Where threads come from: virtual ones where the runtime has them, else daemon threads of a bounded pool. */
public final class Threads {
    private static final @Nullable Method VIRTUAL = virtual();

    private Threads() {}

    /**
     * An executor for blocking tasks.
     *
     * @param name the threads' name, where they have one
     * @param bound how many tasks run at once at most, on runtimes without virtual threads; more wait their turn
     * @return the executor, to be shut down by the caller
     */
    public static ExecutorService newExecutor(String name, int bound) {
        if (VIRTUAL != null) {
            try {
                return (ExecutorService) VIRTUAL.invoke(null);
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new IllegalStateException("the runtime has virtual threads but gives no executor for them", e);
            }
        }
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                bound,
                bound,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> daemon(name + "-" + number.incrementAndGet(), task));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /**
     * A platform thread that does not keep the process alive.
     *
     * @param name its name
     * @param task what it runs
     * @return the thread, not started
     */
    public static Thread daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    private static @Nullable Method virtual() {
        if (Runtime.version().feature() < 21) {
            return null; // in 19 and 20 the method exists but throws, a preview
        }
        try {
            return Executors.class.getMethod("newVirtualThreadPerTaskExecutor");
        } catch (NoSuchMethodException none) {
            return null;
        }
    }
}
