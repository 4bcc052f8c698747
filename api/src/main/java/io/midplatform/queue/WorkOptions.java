package io.midplatform.queue;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How a worker works. Immutable. */
public final class WorkOptions {
    private static final WorkOptions DEFAULTS = new WorkOptions(new Values());

    private final Values values;

    private WorkOptions(Values values) {
        this.values = values;
    }

    /**
     * The defaults: 8 handlers at once, leases renewed for up to an hour, retries after at most 1 second, then 2, up to 5 minutes, 30 seconds to drain.
     *
     * @return the options
     */
    public static WorkOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Sets how many handlers run at once; 8 by default.
     *
     * @param handlers at least 1
     * @return new options
     * @throws IllegalArgumentException for less than 1
     */
    public WorkOptions concurrency(int handlers) {
        if (handlers < 1) {
            throw new IllegalArgumentException("concurrency is at least 1, not " + handlers);
        }
        Values v = new Values(values);
        v.concurrency = handlers;
        return new WorkOptions(v);
    }

    /**
     * Sets the lease to ask for, and to renew while a handler runs; that of the settings by default.
     *
     * @param duration more than zero
     * @return new options
     * @throws IllegalArgumentException for zero or less
     */
    public WorkOptions lease(Duration duration) {
        Values v = new Values(values);
        v.lease = Durations.positive("lease", duration);
        return new WorkOptions(v);
    }

    /**
     * Sets for how long in all a message's lease is renewed; a handler that runs longer loses it. One hour by default.
     *
     * @param duration more than zero
     * @return new options
     * @throws IllegalArgumentException for zero or less
     */
    public WorkOptions maxLease(Duration duration) {
        Values v = new Values(values);
        v.maxLease = Durations.positive("maxLease", duration);
        return new WorkOptions(v);
    }

    /**
     * Sets how long one poll waits for messages; 20 seconds by default, less where the provider allows less.
     *
     * @param duration more than zero
     * @return new options
     * @throws IllegalArgumentException for zero or less
     */
    public WorkOptions waitUpTo(Duration duration) {
        Values v = new Values(values);
        v.wait = Durations.positive("waitUpTo", duration);
        return new WorkOptions(v);
    }

    /**
     * Sets after how long a message is retried whose handler threw: the ceiling doubles with each attempt, from the first to the most (or to
     * the provider's longest delay), and the delay is drawn at random below it.
     *
     * @param first the ceiling after the first attempt, more than zero
     * @param most the highest ceiling, at least the first
     * @return new options
     * @throws IllegalArgumentException for zero or less, or when the most is less than the first
     */
    public WorkOptions backoff(Duration first, Duration most) {
        if (most.compareTo(Durations.positive("backoff", first)) < 0) {
            throw new IllegalArgumentException("the longest backoff is at least the first, not " + most);
        }
        Values v = new Values(values);
        v.firstBackoff = first;
        v.mostBackoff = most;
        return new WorkOptions(v);
    }

    /**
     * Sets how long {@link Worker#close()} waits for handlers; 30 seconds by default.
     *
     * @param duration zero or more
     * @return new options
     * @throws IllegalArgumentException for a negative duration
     */
    public WorkOptions drain(Duration duration) {
        Values v = new Values(values);
        v.drain = Durations.zeroOrMore("drain", duration);
        return new WorkOptions(v);
    }

    /**
     * Sets where handlers run. By default the worker has threads of its own, virtual ones where the runtime has them. An executor that
     * refuses a task gets it offered again later; the worker never closes it.
     *
     * @param threads must run tasks on other threads than the caller's
     * @return new options
     */
    public WorkOptions executor(Executor threads) {
        Values v = new Values(values);
        v.executor = Objects.requireNonNull(threads, "threads");
        return new WorkOptions(v);
    }

    /**
     * Sets who is told of trouble: what handlers threw, settlements that failed, polls that failed. Called on the worker's threads; by
     * default it is logged.
     *
     * @param listener told once per event; what it throws is logged and dropped
     * @return new options
     */
    public WorkOptions onError(Consumer<? super Throwable> listener) {
        Values v = new Values(values);
        v.onError = Objects.requireNonNull(listener, "listener");
        return new WorkOptions(v);
    }

    /**
     * Sets how long each of the worker's requests may take.
     *
     * @param duration more than zero
     * @return new options
     * @throws IllegalArgumentException for zero or less
     */
    public WorkOptions timeout(Duration duration) {
        Values v = new Values(values);
        v.timeout = Durations.positive("timeout", duration);
        return new WorkOptions(v);
    }

    /**
     * How many handlers run at once.
     *
     * @return at least 1
     */
    public int concurrency() {
        return values.concurrency;
    }

    /**
     * The lease.
     *
     * @return empty for that of the settings
     */
    public Optional<Duration> lease() {
        return Optional.ofNullable(values.lease);
    }

    /**
     * For how long leases are renewed.
     *
     * @return more than zero
     */
    public Duration maxLease() {
        return values.maxLease;
    }

    /**
     * How long one poll waits.
     *
     * @return more than zero
     */
    public Duration waitUpTo() {
        return values.wait;
    }

    /**
     * The ceiling of the delay after the first attempt.
     *
     * @return more than zero
     */
    public Duration firstBackoff() {
        return values.firstBackoff;
    }

    /**
     * The highest ceiling of the delay.
     *
     * @return at least the first
     */
    public Duration mostBackoff() {
        return values.mostBackoff;
    }

    /**
     * How long {@link Worker#close()} waits.
     *
     * @return zero or more
     */
    public Duration drain() {
        return values.drain;
    }

    /**
     * Where handlers run.
     *
     * @return empty for threads of the worker's own
     */
    public Optional<Executor> executor() {
        return Optional.ofNullable(values.executor);
    }

    /**
     * Who is told of trouble.
     *
     * @return empty for the log
     */
    public Optional<Consumer<? super Throwable>> onError() {
        return Optional.ofNullable(values.onError);
    }

    /**
     * The time-out of a request.
     *
     * @return empty for that of the settings
     */
    public Optional<Duration> timeout() {
        return Optional.ofNullable(values.timeout);
    }

    /** The values of one options object; written only before the options are made. */
    private static final class Values {
        private int concurrency = 8;
        private @Nullable Duration lease;
        private Duration maxLease = Duration.ofHours(1);
        private Duration wait = Duration.ofSeconds(20);
        private Duration firstBackoff = Duration.ofSeconds(1);
        private Duration mostBackoff = Duration.ofMinutes(5);
        private Duration drain = Duration.ofSeconds(30);
        private @Nullable Executor executor;
        private @Nullable Consumer<? super Throwable> onError;
        private @Nullable Duration timeout;

        Values() {}

        Values(Values other) {
            concurrency = other.concurrency;
            lease = other.lease;
            maxLease = other.maxLease;
            wait = other.wait;
            firstBackoff = other.firstBackoff;
            mostBackoff = other.mostBackoff;
            drain = other.drain;
            executor = other.executor;
            onError = other.onError;
            timeout = other.timeout;
        }
    }
}
