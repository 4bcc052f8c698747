package io.midplatform.azure.servicebus;

import io.midplatform.spi.Deadline;
import io.midplatform.spi.ItemOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * Makes requests over AMQP, and waits for them. The SDK cannot be told a deadline per call, so who waits looks at it, and leaves when it has come.
 *
 * <p>No request begins on the caller's thread: the SDK wakes its reactor through a pipe, which an interrupt of the writing thread would close, and with
 * it the connection of everybody. It begins on one thread that nobody interrupts; Reactor's own schedulers interrupt what is disposed of.
 */
final class ServiceBusCalls {
    /** So often the deadline is looked at: it may stand on a time that is not the machine's. */
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final long FAREWELL_MILLIS = 2000;

    /** How many clients are closed at a time; each waits for the service. */
    private static final int LEAVING = 8;

    private static final long FOREVER = TimeUnit.DAYS.toNanos(365);
    private static final Logger LOG = LoggerFactory.getLogger(ServiceBusCalls.class);

    private static final ThreadPoolExecutor CALLS = threads(1, "midplatform-azure-service-bus");

    /** Not Reactor's threads: as many clients as there are threads would wait on them for what the SDK does on one of them. */
    private static final ThreadPoolExecutor LEAVES = threads(LEAVING, "midplatform-azure-service-bus-close");

    private ServiceBusCalls() {}

    private static ThreadPoolExecutor threads(int count, String name) {
        ThreadPoolExecutor threads =
                new ThreadPoolExecutor(count, count, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(work, name);
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    /** The answer to a request, empty for one without. What is given up is cancelled; the service may carry it out nevertheless. */
    static <T> Optional<T> await(Mono<T> request, Deadline deadline) throws Exception {
        return await(begin(request), deadline, end(deadline));
    }

    /** Whatever the platform's time does, requests take real time. */
    private static long end(Deadline deadline) {
        return System.nanoTime() + Math.min(deadline.remainingNanos(), FOREVER);
    }

    /** Begins a request. */
    static <T> CompletableFuture<T> begin(Mono<T> request) {
        Answer<T> answer = new Answer<>();
        CALLS.execute(() -> answer.begin(request));
        return answer;
    }

    /** Begins a request that nobody waits for: what it gives, or that it has ended without anything, or what went wrong. */
    static <T> void begin(Mono<T> request, Consumer<T> value, Runnable end, Consumer<Throwable> failure) {
        CALLS.execute(() -> request.subscribe(value, failure, end));
    }

    /** Does something that the SDK is called for, after what was to be done before. */
    static void run(Runnable call) {
        CALLS.execute(call);
    }

    /** Closes something of the SDK's, which waits for the service. */
    static void leave(Runnable close) {
        LEAVES.execute(close);
    }

    /** Does something at the end, and waits a little for it, whatever comes of it. */
    static void farewell(Mono<?> request) {
        try {
            begin(request.then()).get(FAREWELL_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("a queue could not be left in order; what it holds comes back when its locks end", e);
        }
    }

    /** The outcomes of requests that are under way together. */
    static <T> List<ItemOutcome<T>> awaitAll(List<CompletableFuture<T>> requests, Deadline deadline)
            throws InterruptedException {
        long end = end(deadline);
        List<ItemOutcome<T>> outcomes = new ArrayList<>(requests.size());
        for (int i = 0; i < requests.size(); i++) {
            try {
                outcomes.add(
                        new ItemOutcome<>(await(requests.get(i), deadline, end).orElse(null), null));
            } catch (InterruptedException e) {
                if (i == 0) {
                    requests.forEach(request -> request.cancel(false));
                    throw e;
                }
                // some are told already: so are the others, as what they are
                for (CompletableFuture<T> request : requests.subList(i, requests.size())) {
                    request.cancel(false);
                    outcomes.add(ItemOutcome.failed(e));
                }
                Thread.currentThread().interrupt();
                return outcomes;
            } catch (Exception e) {
                outcomes.add(ItemOutcome.failed(e));
            }
        }
        return outcomes;
    }

    private static <T> Optional<T> await(CompletableFuture<T> request, Deadline deadline, long end) throws Exception {
        while (true) {
            long left = Math.min(deadline.remainingNanos(), end - System.nanoTime());
            if (left <= 0 && !request.isDone()) {
                request.cancel(false);
                throw new TimeoutException("the call's time has run out");
            }
            try {
                return Optional.ofNullable(
                        request.get(Math.max(1, Math.min(left, LOOK_AGAIN_NANOS)), TimeUnit.NANOSECONDS));
            } catch (TimeoutException e) {
                // the deadline is looked at again
            } catch (InterruptedException e) {
                request.cancel(false);
                throw e;
            } catch (ExecutionException e) {
                if (e.getCause() instanceof Exception cause) {
                    throw cause;
                }
                throw e;
            }
        }
    }

    /** An answer to wait for; who no longer does cancels the request. */
    private static final class Answer<T> extends CompletableFuture<T> {
        private volatile @Nullable Disposable request;

        void begin(Mono<T> mono) {
            if (!isDone()) {
                request = mono.subscribe(this::complete, this::completeExceptionally, () -> complete(null));
            }
        }

        @Override
        public boolean cancel(boolean mayInterrupt) {
            boolean cancelled = super.cancel(mayInterrupt);
            CALLS.execute(() -> {
                Disposable known = request;
                if (known != null) {
                    known.dispose();
                }
            });
            return cancelled;
        }
    }
}
