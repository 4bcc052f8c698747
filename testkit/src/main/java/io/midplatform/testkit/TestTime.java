package io.midplatform.testkit;

import io.midplatform.Registration;
import io.midplatform.spi.PlatformTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A time that stands still until a test moves it. {@link #advance} runs what falls due, in order, on the calling thread, each task at its own
 * moment. Thread-safe.
 */
public final class TestTime implements PlatformTime {
    private final PriorityQueue<Task> tasks = new PriorityQueue<>();
    private final List<Consumer<Duration>> listeners = new CopyOnWriteArrayList<>();
    private final Instant start;
    private long nanos;
    private long sequence;

    /** Starts at a fixed moment in 2030. */
    public TestTime() {
        this(Instant.parse("2030-01-01T00:00:00Z"));
    }

    /**
     * Starts at a moment.
     *
     * @param start the wall clock's first reading
     */
    public TestTime(Instant start) {
        this.start = start;
    }

    @Override
    public synchronized Instant instant() {
        return start.plusNanos(nanos);
    }

    @Override
    public synchronized long nanoTime() {
        return nanos;
    }

    @Override
    public Registration schedule(Runnable task, Duration delay) {
        Task scheduled;
        synchronized (this) {
            long at = nanos + Math.min(Math.max(0, saturated(delay)), Long.MAX_VALUE / 2);
            scheduled = new Task(at, sequence++, task);
            tasks.add(scheduled);
        }
        return () -> {
            synchronized (this) {
                tasks.remove(scheduled);
            }
        };
    }

    /**
     * Moves time forward and runs what falls due meanwhile.
     *
     * @param by how far; zero runs what is due already
     */
    public void advance(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException("time moves forward only, not by " + by);
        }
        long target;
        synchronized (this) {
            target = nanos + by.toNanos();
        }
        for (Task task = next(target); task != null; task = next(target)) {
            task.what.run();
        }
    }

    /**
     * Tells about each step that time is moved by, on the thread that moves it: before the tasks that fall due at its end are run, and before
     * {@link #advance} returns. For servers that have clocks of their own and must follow.
     *
     * @param listener is given how far each step is; an {@link #advance} may be several
     */
    public void onAdvance(Consumer<Duration> listener) {
        listeners.add(listener);
    }

    /**
     * How many tasks wait for their moment.
     *
     * @return the number, for tests that must see a waiter arrive before they move time
     */
    public synchronized int scheduled() {
        return tasks.size();
    }

    @Override
    public void close() {
        // a test may go on moving time after its platform is closed
    }

    /** Moves on to the next task that is due, or to the target. */
    private @Nullable Task next(long target) {
        Task task;
        long step;
        synchronized (this) {
            Task first = tasks.peek();
            task = first == null || first.at > target ? null : tasks.poll();
            long reached = Math.max(nanos, task == null ? target : task.at);
            step = reached - nanos;
            nanos = reached;
        }
        if (step > 0) {
            Duration moved = Duration.ofNanos(step);
            listeners.forEach(listener -> listener.accept(moved));
        }
        return task;
    }

    private static long saturated(Duration delay) {
        return delay.toSeconds() > Long.MAX_VALUE / 4_000_000_000L ? Long.MAX_VALUE / 2 : delay.toNanos();
    }

    private record Task(long at, long sequence, Runnable what) implements Comparable<Task> {
        @Override
        public int compareTo(Task other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(sequence, other.sequence);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }
}
