package io.midplatform.queue.engine;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.engine.call.Backoff;
import io.midplatform.engine.call.Leaks;
import io.midplatform.engine.call.ResourceContext;
import io.midplatform.engine.call.Threads;
import io.midplatform.queue.DeadLetterException;
import io.midplatform.queue.DrainReport;
import io.midplatform.queue.MessageHandler;
import io.midplatform.queue.WorkOptions;
import io.midplatform.queue.Worker;
import io.midplatform.spi.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one implementation of a worker: one thread fetches for free handlers, the handlers settle what they have handled. */
final class EngineWorker<T> implements Worker {
    private static final Logger LOG = LoggerFactory.getLogger(EngineWorker.class);
    /** No amount of waiting helps against these. */
    private static final Set<ErrorCode> FATAL = EnumSet.of(
            ErrorCode.NOT_FOUND,
            ErrorCode.ACCESS_DENIED,
            ErrorCode.UNAUTHENTICATED,
            ErrorCode.INVALID_REQUEST,
            ErrorCode.UNSUPPORTED,
            ErrorCode.CONFIGURATION);

    private final EngineQueue<T> queue;
    private final MessageHandler<T> handler;
    private final WorkOptions options;
    private final String name;
    private final Duration lease;
    private final Crew<T> crew;
    private final Backoff retries;
    private final Backoff polls;
    private final Traces traces;
    private final ExecutorService fetcher;
    private final @Nullable ExecutorService ownHandlers;
    private final Executor handlers;
    private final Drain drain;
    private final Leaks.Handle open;
    private volatile @Nullable PlatformException failure;

    EngineWorker(EngineQueue<T> queue, MessageHandler<T> handler, WorkOptions options, int number) {
        this.queue = queue;
        this.handler = handler;
        this.options = options;
        this.name = "worker " + number;
        this.lease = options.lease().orElse(queue.wiring().settings().lease());
        this.crew = new Crew<>(queue.time(), options.concurrency());
        this.drain = new Drain(queue.time());
        this.retries = new Backoff(queue.time(), options.firstBackoff(), options.mostBackoff());
        this.polls = new Backoff(queue.time(), Duration.ofMillis(200), Duration.ofSeconds(30));
        this.traces = new Traces(queue.wiring().context());
        this.fetcher = Threads.newExecutor("midplatform-fetch-" + queue.name(), 1);
        Executor given = options.executor().orElse(null);
        this.ownHandlers =
                given == null ? Threads.newExecutor("midplatform-" + queue.name(), options.concurrency()) : null;
        this.handlers = given == null ? Objects.requireNonNull(ownHandlers) : given;
        ResourceContext context = queue.wiring().context();
        this.open = context.leaks().follow(Leaks.Kind.WORKER, this, context);
    }

    void start() {
        fetcher.execute(this::fetch);
        fetcher.shutdown(); // ends its thread after that one task
    }

    @Override
    public State state() {
        if (drain.isOver() || failure != null) {
            return State.STOPPED;
        }
        return drain.isBegun() ? State.DRAINING : crew.isPaused() ? State.PAUSED : State.RUNNING;
    }

    @Override
    public Optional<PlatformException> failure() {
        return Optional.ofNullable(failure);
    }

    @Override
    public void pause() {
        crew.pause(true);
    }

    @Override
    public void resume() {
        crew.pause(false);
    }

    @Override
    public void close() {
        close(options.drain());
    }

    @Override
    public DrainReport close(Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("a timeout is zero or more, not " + timeout);
        }
        Deadline deadline = Deadline.after(queue.time(), timeout);
        boolean first = drain.begin();
        crew.stop(true);
        if (!first) {
            // who is waited for must not wait
            return crew.isMember() ? crew.report() : report(deadline);
        }
        boolean interrupted = false;
        try {
            giveBack(crew.drain());
            if (!crew.awaitIdle(deadline)) {
                abandon(crew.interruptHandlers());
            }
        } catch (InterruptedException e) {
            interrupted = true;
            abandon(crew.interruptHandlers());
        } finally {
            open.closed(this);
            queue.workers().remove(this);
            queue.wiring().context().health().well(name);
            if (ownHandlers != null) {
                ownHandlers.shutdown();
            }
            drain.end(crew.report());
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return report(deadline);
    }

    /** The drain's report, or how it stands when the time is over before. */
    private DrainReport report(Deadline deadline) {
        DrainReport last = drain.await(deadline);
        return last == null ? crew.report() : last;
    }

    void stopFetching() {
        crew.stop(true);
    }

    private void fetch() {
        int failures = 0;
        try {
            for (int free = crew.awaitCredits(); free > 0; free = crew.awaitCredits()) {
                boolean well = false;
                try {
                    well = fetchOnce(free);
                } catch (Exception | Error e) {
                    tell(e); // a driver's or an executor's bug must not end the worker
                }
                failures = well ? 0 : failures + 1;
                if (failures > 0) {
                    crew.rest(queue.time().nanoTime() + polls.nanos(failures));
                }
            }
        } finally {
            crew.fetcherEnded();
        }
    }

    private boolean fetchOnce(int free) {
        List<EngineDelivery<T>> got;
        try {
            got = queue.receive(
                    free, options.waitUpTo(), lease, options.timeout().orElse(null));
            queue.wiring().context().health().well(name);
        } catch (PlatformException e) {
            return e.code() == ErrorCode.CANCELLED || failed(e);
        } catch (IllegalStateException e) {
            crew.stop(false); // the platform is closed
            return true;
        } finally {
            crew.leavePoll();
        }
        return got.isEmpty() || dispatch(got);
    }

    private boolean failed(PlatformException e) {
        boolean fatal = FATAL.contains(e.code());
        if (fatal) {
            failure = e;
            crew.stop(false);
        }
        queue.wiring().context().health().trouble(name, fatal, e.getMessage() == null ? "" : e.getMessage());
        tell(e);
        return false;
    }

    private boolean dispatch(List<EngineDelivery<T>> got) {
        List<HandlerTask<T>> tasks = tasks(got);
        long until = queue.time().nanoTime() + Deadline.nanos(options.maxLease());
        for (EngineDelivery<T> delivery : got) {
            queue.keeper().keep(delivery, Deadline.nanos(lease), until);
        }
        if (!crew.admit(tasks)) {
            giveBack(got);
            return true;
        }
        for (int i = 0; i < tasks.size(); i++) {
            try {
                handlers.execute(tasks.get(i));
            } catch (RuntimeException | Error e) {
                tasks.subList(i, tasks.size()).forEach(this::finish);
                tell(e);
                return false;
            }
        }
        return true;
    }

    private List<HandlerTask<T>> tasks(List<EngineDelivery<T>> got) {
        List<HandlerTask<T>> tasks = new ArrayList<>(got.size());
        Map<KeyChain, List<EngineDelivery<T>>> chains = new HashMap<>();
        for (EngineDelivery<T> delivery : got) {
            KeyChain chain = delivery.chain();
            if (chain == null) {
                tasks.add(new HandlerTask<>(this, List.of(delivery)));
                continue;
            }
            List<EngineDelivery<T>> behind = chains.get(chain);
            if (behind == null) {
                behind = new ArrayList<>();
                chains.put(chain, behind);
                tasks.add(new HandlerTask<>(this, behind));
            }
            behind.add(delivery);
        }
        return tasks;
    }

    /** Runs on a handler's thread. */
    void run(HandlerTask<T> task) {
        if (!crew.begin(task)) {
            return;
        }
        try {
            boolean settled = true; // one that is not holds back the later ones of its key
            for (EngineDelivery<T> next = crew.enter(task); next != null; next = settled ? crew.enter(task) : null) {
                handle(task, next);
                settled = next.isSettled();
            }
        } finally {
            finish(task);
        }
    }

    /** Ends a task; what it has not started is given back. */
    private void finish(HandlerTask<T> task) {
        try {
            giveBack(crew.withdraw(task));
        } finally {
            crew.end(task);
        }
    }

    private void handle(HandlerTask<T> task, EngineDelivery<T> delivery) {
        Throwable thrown = null;
        boolean drained;
        boolean handled = false;
        boolean givenBack = false;
        boolean behindLost = delivery.isBehindLost();
        try {
            // not one that would overtake an earlier one of its key, was given back with it, or came too late
            if (!behindLost && !delivery.leaseLost()) {
                handled = true;
                delivery.payload();
                traces.handle(delivery, handler);
            }
        } catch (Exception | Error e) {
            thrown = e;
        } finally {
            drained = crew.leave(task);
        }
        boolean flagged = Thread.interrupted(); // must not break off the settlement
        try {
            if (handled) {
                givenBack = settle(delivery, thrown, drained);
            } else if (behindLost) {
                giveBack(List.of(delivery));
            }
        } catch (PlatformException | IllegalStateException e) {
            tell(e);
        } finally {
            if (handled) {
                crew.handled(givenBack);
            }
            queue.keeper().drop(delivery);
            if (flagged) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Settles what a handler has left.
     *
     * @return whether the message was given back because of the drain
     */
    private boolean settle(EngineDelivery<T> delivery, @Nullable Throwable thrown, boolean drained) {
        if (thrown == null) {
            if (!delivery.isSettled()) {
                delivery.ack();
            }
            return false;
        }
        boolean rejected =
                thrown instanceof DeadLetterException && queue.wiring().canDeadLetter();
        if (!drained && !rejected) {
            tell(thrown);
        }
        if (!delivery.isOpen()) {
            return false;
        }
        if (rejected) {
            delivery.deadLetter(((DeadLetterException) thrown).reason());
            return false;
        }
        if (drained) {
            queue.settler().retry(delivery, Duration.ZERO);
            return true;
        }
        String verdict = verdict(delivery, thrown);
        if (verdict != null) {
            delivery.deadLetter(verdict);
        } else {
            Duration backoff = Duration.ofNanos(retries.nanos(delivery.attempt()));
            Duration longest = queue.wiring().limits().maxDelay();
            queue.settler().retry(delivery, backoff.compareTo(longest) > 0 ? longest : backoff);
        }
        return false;
    }

    /** Why the message is not tried again, null when it is. */
    private @Nullable String verdict(EngineDelivery<T> delivery, Throwable thrown) {
        if (!queue.wiring().canDeadLetter()) {
            return null;
        }
        if (thrown instanceof PlatformException e
                && e.code() == ErrorCode.CODEC
                && e.operation().filter("payload"::equals).isPresent()
                && e.key().filter(delivery.id()::equals).isPresent()) {
            Throwable cause = e.getCause();
            return "the body cannot be decoded: " + (cause == null ? e.getMessage() : cause);
        }
        int attempt = delivery.attempt();
        return attempt < queue.wiring().settings().maxDeliveries()
                ? null
                : "its handler failed at attempt " + attempt + ": " + thrown;
    }

    /** Their leases are not renewed any more, so that another consumer gets them. */
    private void abandon(List<EngineDelivery<T>> running) {
        running.forEach(queue.keeper()::drop);
    }

    private void giveBack(List<EngineDelivery<T>> unseen) {
        if (!unseen.isEmpty()) {
            boolean flagged = Thread.interrupted(); // must not strand them
            try {
                crew.gaveBack(queue.settler().giveBackUnseen(unseen));
            } finally {
                unseen.forEach(queue.keeper()::drop);
                if (flagged) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    private void tell(Throwable trouble) {
        try {
            options.onError()
                    .ifPresentOrElse(
                            listener -> listener.accept(trouble),
                            () -> LOG.warn("queue '{}' {}: trouble", queue.name(), name, trouble));
        } catch (RuntimeException e) {
            LOG.warn("queue '{}' {}: the listener for errors threw", queue.name(), name, e);
        }
    }
}
