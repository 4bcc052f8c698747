package io.midplatform.azure.session;

import com.azure.core.util.Context;
import io.midplatform.spi.Deadline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;

/** One call of a driver: its deadline goes with every request, and the attempts are counted. For one call. */
public final class AzureCall {
    static final String KEY = "midplatform-call";

    private static final long FOREVER = TimeUnit.DAYS.toNanos(365);

    /** The HTTP client counts in whole milliseconds, downwards. */
    private static final long TICK = 2_000_000;

    private final Deadline deadline;
    private final long end;
    private final boolean isWhole;
    private final AtomicInteger attempts = new AtomicInteger();
    private volatile long notBefore = System.nanoTime();

    private AzureCall(Deadline deadline, boolean isWhole) {
        this.deadline = deadline;
        this.end = System.nanoTime() + Math.min(deadline.remainingNanos(), FOREVER);
        this.isWhole = isWhole;
    }

    /**
     * Makes a request, retries included, within a deadline. An interrupt is told as one; what was tried more than once carries {@link Attempted}.
     *
     * @param <T> the answer's type
     * @param deadline when to give up
     * @param request makes the request, with the context given
     * @return its answer
     * @throws InterruptedException when the thread was interrupted meanwhile
     */
    public static <T> T call(Deadline deadline, Function<Context, T> request) throws InterruptedException {
        return new AzureCall(deadline, false).make(request);
    }

    /**
     * As {@link #call}, for requests whose answers are read as a whole within the call: the deadline holds for their bodies, too, and a body that
     * breaks off is tried again like any lost answer.
     *
     * @param <T> the answer's type
     * @param deadline when to give up
     * @param request makes the request, with the context given
     * @return its answer
     * @throws InterruptedException when the thread was interrupted meanwhile
     */
    public static <T> T whole(Deadline deadline, Function<Context, T> request) throws InterruptedException {
        return new AzureCall(deadline, true).make(request);
    }

    /**
     * As {@link #call}, for requests that may take long without a byte on the way: on the HTTP client's threads, so that an interrupt and the deadline end
     * the request at once.
     *
     * @param <T> the answer's type
     * @param deadline when to give up
     * @param request makes the request, with the context given
     * @return its answer
     * @throws InterruptedException when the thread was interrupted meanwhile
     */
    public static <T> T interruptible(Deadline deadline, Function<Context, Mono<T>> request)
            throws InterruptedException {
        AzureCall call = new AzureCall(deadline, false);
        return call.make(context -> call.await(request.apply(context)));
    }

    private <T> T await(Mono<T> answer) {
        CompletableFuture<T> future = answer.toFuture();
        try {
            return future.get(remainingNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e); // told as an interrupt
        } catch (TimeoutException e) {
            throw new DeadlineException(e);
        } catch (ExecutionException e) {
            throw Exceptions.propagate(Objects.requireNonNullElse(e.getCause(), e));
        } finally {
            future.cancel(true); // and the request, where it is under way
        }
    }

    private <T> T make(Function<Context, T> request) throws InterruptedException {
        try {
            return request.apply(new Context(KEY, this));
        } catch (RuntimeException e) {
            RuntimeException failed = e instanceof LateFailure late ? late.original() : e;
            if (isInterrupted(failed)
                    || (Thread.currentThread().isInterrupted() && isLost(Exceptions.unwrap(failed)))) {
                throw interrupted(failed);
            }
            if (remainingNanos() < TICK && isLost(Exceptions.unwrap(failed))) {
                failed = new DeadlineException(failed);
            }
            if (attempts() > 1) {
                failed.addSuppressed(new Attempted(attempts()));
            }
            throw failed;
        }
    }

    /** Whether no answer came: at the deadline, because of it. */
    private static boolean isLost(Throwable thrown) {
        return thrown instanceof IOException
                || thrown instanceof UncheckedIOException
                || thrown instanceof TimeoutException;
    }

    /** The SDK throws what an attempt failed with, too, when it was interrupted before the next one. */
    private static boolean isInterrupted(RuntimeException thrown) {
        if (Exceptions.unwrap(thrown) instanceof InterruptedException
                || thrown.getCause() instanceof InterruptedException) {
            return true;
        }
        for (Throwable suppressed : thrown.getSuppressed()) {
            if (suppressed instanceof InterruptedException) {
                return true;
            }
        }
        return false;
    }

    /**
     * Tells whether a request was tried more than once before it failed, so that the first attempt may have done what the last was refused for.
     *
     * @param thrown what {@link #call} threw
     * @return false after one attempt
     */
    public static boolean isRepeated(Throwable thrown) {
        for (Throwable suppressed : thrown.getSuppressed()) {
            if (suppressed instanceof Attempted) {
                return true;
            }
        }
        return false;
    }

    /**
     * An attempt begins: how long it may take.
     *
     * @param number the how-manieth of its request it is, as the SDK counts; a call may be several requests, and a request that is answered with a
     *     challenge is sent again within one attempt
     */
    long begin(Optional<Integer> number) {
        attempts.updateAndGet(known -> number.orElse(known + 1));
        return remainingNanos();
    }

    /** The service asks not to come again before. */
    void waitFor(long nanos) {
        notBefore = System.nanoTime() + nanos;
    }

    /** What is left of the time that the service asked to wait, zero or less for nothing. */
    long toldWait() {
        return notBefore - System.nanoTime();
    }

    /** Whatever the platform's time does, requests take real time. */
    long remainingNanos() {
        return Math.min(deadline.remainingNanos(), end - System.nanoTime());
    }

    boolean isWhole() {
        return isWhole;
    }

    int attempts() {
        return attempts.get();
    }

    private static InterruptedException interrupted(Exception cause) {
        Thread.interrupted(); // the exception says so
        InterruptedException interrupted = new InterruptedException("during a request to Azure");
        interrupted.initCause(cause);
        return interrupted;
    }

    /** Told along with a failure: how many attempts there were. */
    static final class Attempted extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Attempted(int attempts) {
            super("after " + attempts + " attempts", null, false, false);
        }
    }
}
