package io.midplatform.aws.sqs;

import com.typesafe.config.Config;
import io.midplatform.testkit.TestTime;
import java.util.PriorityQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import org.apache.pekko.actor.AbstractScheduler;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.event.LoggingAdapter;
import org.jspecify.annotations.Nullable;
import scala.concurrent.ExecutionContext;
import scala.concurrent.duration.FiniteDuration;

/**
 * The timer of the actors that are ElasticMQ's queues: long polls end when the test has moved its time. It looks at the time again and again,
 * so that nothing of the server is seen among what waits on it.
 */
public final class TestTimeScheduler extends AbstractScheduler {
    private static final long LOOK_AGAIN_NANOS = 200_000;
    private static final long SECOND = 1_000_000_000;
    private static final long MILLI = 1_000_000;

    private static volatile TestTime time = new TestTime();

    private final PriorityQueue<Task> tasks = new PriorityQueue<>();

    /**
     * Called by Pekko.
     *
     * @param config unused
     * @param log unused
     * @param threads makes the timer's thread
     */
    public TestTimeScheduler(Config config, LoggingAdapter log, ThreadFactory threads) {
        Thread thread = threads.newThread(this::run);
        thread.setDaemon(true);
        thread.start();
    }

    /** Goes over to another test's time. */
    static void follow(TestTime next) {
        time = next;
    }

    @Override
    public Cancellable scheduleOnce(FiniteDuration delay, Runnable what, ExecutionContext executor) {
        if (executor.equals(ExecutionContext.parasitic$.MODULE$)) {
            // an ask that is given up: how long an answer takes is no matter of a test's time
            return new Task(time, Long.MAX_VALUE, what);
        }
        Task task = new Task(time, time.nanoTime() + exactly(delay.toNanos()), () -> executor.execute(what));
        synchronized (tasks) {
            tasks.add(task);
        }
        return task;
    }

    @Override
    @SuppressWarnings("deprecation") // it is abstract
    public Cancellable schedule(FiniteDuration first, FiniteDuration then, Runnable what, ExecutionContext executor) {
        throw new UnsupportedOperationException("no queue does anything again and again");
    }

    /** Polls wait whole seconds; a message that becomes visible is looked for a millisecond late, which on a time that stands still is never. */
    private static long exactly(long nanos) {
        return nanos % SECOND == 0 ? nanos : Math.max(0, nanos - MILLI);
    }

    @Override
    public double maxFrequency() {
        return 1000;
    }

    private void run() {
        while (true) {
            Task due = due();
            if (due == null) {
                LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            } else if (!due.cancelled) {
                due.what.run();
            }
        }
    }

    private @Nullable Task due() {
        synchronized (tasks) {
            Task first = tasks.peek();
            if (first == null) {
                return null;
            }
            if (!first.time.equals(time)) {
                first.cancel(); // of a test that is over
                return tasks.poll();
            }
            return first.at <= time.nanoTime() ? tasks.poll() : null;
        }
    }

    private static final class Task implements Cancellable, Comparable<Task> {
        private final TestTime time;
        private final long at;
        private final Runnable what;
        private volatile boolean cancelled;

        Task(TestTime time, long at, Runnable what) {
            this.time = time;
            this.at = at;
            this.what = what;
        }

        @Override
        public boolean cancel() {
            boolean first = !cancelled;
            cancelled = true;
            return first;
        }

        @Override
        public boolean isCancelled() {
            return cancelled;
        }

        @Override
        public int compareTo(Task other) {
            return Long.compare(at, other.at);
        }
    }
}
