package io.midplatform.azure.servicebus;

import io.midplatform.spi.Deadline;
import io.midplatform.spi.ItemOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Mono;

/** Waits for requests over AMQP: the SDK cannot be told a deadline per call, so who waits looks at it, and leaves when it has come. */
final class ServiceBusCalls {
    /** So often the deadline is looked at: it may stand on a time that is not the machine's. */
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private ServiceBusCalls() {}

    /** The answer to a request, empty for one without. What is given up is cancelled; the service may carry it out nevertheless. */
    static <T> Optional<T> await(Mono<T> request, Deadline deadline) throws Exception {
        return await(request.toFuture(), deadline);
    }

    /** The outcomes of requests that are under way together. */
    static <T> List<ItemOutcome<T>> awaitAll(List<CompletableFuture<T>> requests, Deadline deadline)
            throws InterruptedException {
        List<ItemOutcome<T>> outcomes = new ArrayList<>(requests.size());
        for (int i = 0; i < requests.size(); i++) {
            try {
                outcomes.add(new ItemOutcome<>(await(requests.get(i), deadline).orElse(null), null));
            } catch (InterruptedException e) {
                if (i == 0) {
                    requests.forEach(request -> request.cancel(false));
                    throw e;
                }
                // some are told already: so are the others, as what they are
                Thread.currentThread().interrupt();
                for (CompletableFuture<T> request : requests.subList(i, requests.size())) {
                    request.cancel(false);
                    outcomes.add(ItemOutcome.failed(e));
                }
                return outcomes;
            } catch (Exception e) {
                outcomes.add(ItemOutcome.failed(e));
            }
        }
        return outcomes;
    }

    private static <T> Optional<T> await(CompletableFuture<T> request, Deadline deadline) throws Exception {
        while (true) {
            long left = deadline.remainingNanos();
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
}
