package io.midplatform.testkit;

import io.midplatform.Registration;
import io.midplatform.spi.PlatformTime;
import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * A time that stands still until a test moves it. {@link #advance} runs what falls due, in order, on the calling thread, each task at its own
 * moment. Thread-safe.
 */
public final class TestTime implements PlatformTime {
    private final PriorityQueue<Task> tasks = new PriorityQueue<>();
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

    private synchronized @Nullable Task next(long target) {
        Task first = tasks.peek();
        if (first == null || first.at > target) {
            nanos = Math.max(nanos, target);
            return null;
        }
        nanos = Math.max(nanos, first.at);
        return tasks.poll();
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
