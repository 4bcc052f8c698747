package io.midplatform.redis;

import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.api.StatefulConnection;
import io.midplatform.ErrorCode;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection that is made in the background, again and again until it stands: Lettuce itself mends only connections that once stood.
 * Thread-safe.
 *
 * @param <C> the connection's type
 */
@SuppressWarnings("FutureReturnValueIgnored") // of closing, which nobody waits for, and of timers
final class Link<C extends StatefulConnection<String, byte[]>> implements AutoCloseable {
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 1_000;
    /** How long a new connection may take to show that it is better. */
    private static final long PATIENCE_SECONDS = 3;
    /** Longer than most calls wait for an answer. */
    private static final long ENDING_SECONDS = 10;

    private final Supplier<? extends CompletionStage<? extends C>> maker;
    private final ScheduledExecutorService timer;
    private final Consumer<? super C> ready;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable C connection;
    private volatile @Nullable Throwable failure;
    private final AtomicBoolean renewing = new AtomicBoolean();
    private CompletableFuture<C> attempt = new CompletableFuture<>();
    private int failures;
    private boolean closed;

    /**
     * Makes a link that is not opened yet.
     *
     * @param maker starts an attempt, without blocking
     * @param timer where attempts begin
     * @param ready told each connection made, before anybody uses it
     */
    Link(
            Supplier<? extends CompletionStage<? extends C>> maker,
            ScheduledExecutorService timer,
            Consumer<? super C> ready) {
        this.maker = maker;
        this.timer = timer;
        this.ready = ready;
    }

    /** Starts connecting. */
    void open() {
        timer.execute(this::connect);
    }

    /** The connection, null while there has been none. It may be down at the moment; then it refuses commands. */
    @Nullable
    C current() {
        return connection;
    }

    /** Why the last attempt failed; null while the first is under way, and once there is a connection. */
    @Nullable
    Throwable failure() {
        return failure;
    }

    /** The connection. Waits for the first attempt only: while a server is away, calls fail at once. */
    C connection(Deadline deadline) throws InterruptedException {
        C known = connection;
        return known == null ? await(deadline) : known;
    }

    private C await(Deadline deadline) throws InterruptedException {
        Throwable known = failure;
        if (known != null) {
            throw new RedisConnectionException("there is no connection yet", known);
        }
        CompletableFuture<C> pending;
        lock.lock();
        try {
            pending = attempt;
        } finally {
            lock.unlock();
        }
        return awaited(pending, deadline);
    }

    /** What a connection that is being made becomes. Nothing has been sent when this fails. */
    static <C> C awaited(CompletableFuture<C> pending, Deadline deadline) throws InterruptedException {
        try {
            return pending.get(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new RedisConnectionException("the connection could not be made", e.getCause());
        } catch (TimeoutException e) {
            throw new DriverException(
                    Failure.of(ErrorCode.UNAVAILABLE, "the connection was not made in time.")
                            .retrying(),
                    e);
        }
    }

    /** Closes the connection and makes a new one; what is under way on it fails. For connections that cannot be reset in place. */
    void reopen(C old) {
        lock.lock();
        try {
            if (closed || connection != old) {
                return;
            }
            connection = null;
            attempt = new CompletableFuture<>();
        } finally {
            lock.unlock();
        }
        old.closeAsync();
        open();
    }

    /**
     * Makes a new connection beside one that serves some calls and not others. It takes the old one's place if it is better; what is under way on
     * that has time to end. Otherwise all stays as it is.
     *
     * @param old the connection
     * @param isBetter told the new one; an answer that does not come soon is a no
     */
    void renew(C old, Function<? super C, ? extends CompletionStage<Boolean>> isBetter) {
        if (connection != old || renewing.getAndSet(true)) {
            return;
        }
        timer.execute(() -> begun().whenComplete((fresh, thrown) -> {
            if (fresh == null) {
                renewing.set(false);
                return;
            }
            CompletableFuture<Boolean> answer = new CompletableFuture<>();
            isBetter.apply(fresh).whenComplete((yes, doubt) -> answer.complete(doubt == null && yes));
            timer.schedule(() -> answer.complete(false), PATIENCE_SECONDS, TimeUnit.SECONDS);
            answer.whenComplete((better, impossible) -> {
                if (better && replace(old, fresh)) {
                    timer.schedule(() -> old.closeAsync(), ENDING_SECONDS, TimeUnit.SECONDS);
                } else {
                    fresh.closeAsync();
                }
                renewing.set(false);
            });
        }));
    }

    private boolean replace(C old, C fresh) {
        ready.accept(fresh);
        lock.lock();
        try {
            if (closed || connection != old) {
                return false;
            }
            connection = fresh;
            return true;
        } finally {
            lock.unlock();
        }
    }

    @SuppressWarnings("IllegalCatch")
    private CompletionStage<? extends C> begun() {
        try {
            return maker.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void connect() {
        begun().whenComplete((fresh, thrown) -> {
            if (fresh == null) {
                failed(thrown);
            } else {
                made(fresh);
            }
        });
    }

    private void made(C fresh) {
        ready.accept(fresh);
        CompletableFuture<C> waiting;
        lock.lock();
        try {
            if (closed) {
                fresh.closeAsync();
                return;
            }
            connection = fresh;
            failure = null;
            failures = 0;
            waiting = attempt;
        } finally {
            lock.unlock();
        }
        waiting.complete(fresh);
    }

    private void failed(@Nullable Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        CompletableFuture<C> waiting;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            failure = Objects.requireNonNull(cause, "cause");
            waiting = attempt;
            attempt = new CompletableFuture<>();
            long pause = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(10, failures++));
            timer.schedule(this::connect, pause, TimeUnit.MILLISECONDS);
        } finally {
            lock.unlock();
        }
        waiting.completeExceptionally(cause);
    }

    /** Ends the attempts. The connection is closed with its client. */
    @Override
    public void close() {
        CompletableFuture<C> waiting;
        lock.lock();
        try {
            closed = true;
            waiting = attempt;
        } finally {
            lock.unlock();
        }
        waiting.completeExceptionally(new IllegalStateException("the platform is closed"));
    }
}
