package io.midplatform.azure.session;

import com.azure.core.util.Context;
import io.midplatform.spi.Deadline;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import reactor.core.Exceptions;

/** One call of a driver: its deadline goes with every request, and the attempts are counted. For one call. */
public final class AzureCall {
    static final String KEY = "midplatform-call";

    private final Deadline deadline;
    private final AtomicInteger attempts = new AtomicInteger();
    private volatile long notBefore = System.nanoTime();

    private AzureCall(Deadline deadline) {
        this.deadline = deadline;
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
        AzureCall call = new AzureCall(deadline);
        try {
            return request.apply(new Context(KEY, call));
        } catch (RuntimeException e) {
            Throwable thrown = Exceptions.unwrap(e);
            if (thrown instanceof InterruptedException || e.getCause() instanceof InterruptedException) {
                throw interrupted(e);
            }
            if (call.attempts() > 1) {
                e.addSuppressed(new Attempted(call.attempts()));
            }
            throw e;
        }
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
        return deadline.remainingNanos();
    }

    /** The service asks not to come again before. */
    void waitFor(long nanos) {
        notBefore = System.nanoTime() + nanos;
    }

    /** What is left of the time that the service asked to wait, zero or less for nothing. */
    long toldWait() {
        return notBefore - System.nanoTime();
    }

    long remainingNanos() {
        return deadline.remainingNanos();
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
