package io.midplatform.queue.engine;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.engine.call.Backoff;
import io.midplatform.engine.call.Calls;
import io.midplatform.queue.spi.OutgoingMessage;
import io.midplatform.queue.spi.QueueDriver;
import io.midplatform.queue.spi.QueueLimits;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.ItemOutcome;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Sends checked messages: splits them into requests, tries again what may pass, keeps the order within a key. */
final class Outbox {
    /** After these, further requests of the same batch could only fail in the same way. */
    private static final Set<ErrorCode> HOPELESS = EnumSet.of(
            ErrorCode.NOT_FOUND,
            ErrorCode.ACCESS_DENIED,
            ErrorCode.UNAUTHENTICATED,
            ErrorCode.CANCELLED,
            ErrorCode.DEADLINE_EXCEEDED,
            ErrorCode.CONFIGURATION);

    private final QueueDriver driver;
    private final QueueLimits limits;
    private final Calls calls;
    private final Backoff backoff;
    private final int attempts;

    private final Bodies bodies;
    private final ParallelPuts puts;

    Outbox(Wiring wiring, Bodies bodies) {
        this.driver = wiring.driver();
        this.limits = wiring.limits();
        this.calls = wiring.calls();
        this.backoff = wiring.backoff();
        this.attempts = wiring.settings().retry().attempts();
        this.bodies = bodies;
        this.puts = new ParallelPuts(wiring, bodies);
    }

    /**
     * Sends one message.
     *
     * @return its id
     */
    String send(String operation, Parcel parcel, Deadline deadline) throws Exception {
        bodies.put(parcel, deadline);
        try {
            ItemOutcome<String> outcome =
                    driver.send(List.of(parcel.message()), deadline).get(0);
            String id = outcome.result();
            return id != null ? id : sendAgain(operation, parcel, outcome.failure(), deadline);
        } catch (Exception e) {
            PlatformException error = calls.wrap(operation, null, e);
            parcel.tried(error);
            bodies.removeUnsent(List.of(parcel));
            throw error;
        }
    }

    private String sendAgain(String operation, Parcel parcel, @Nullable Throwable failure, Deadline deadline)
            throws Exception {
        Throwable last = failure;
        for (int attempt = 1; ; attempt++) {
            PlatformException error = calls.wrap(operation, null, unanswered(last));
            parcel.tried(error);
            if (!error.retryable() || attempt >= attempts || !backoff.pause(attempt, deadline)) {
                throw error;
            }
            ItemOutcome<String> outcome =
                    driver.send(List.of(parcel.message()), deadline).get(0);
            if (outcome.result() != null) {
                return outcome.result();
            }
            last = outcome.failure();
        }
    }

    /** Sends all parcels that are still open; afterwards each is sent or failed. */
    void sendAll(String operation, List<Parcel> parcels, Deadline deadline) {
        Set<String> brokenKeys = new HashSet<>();
        PlatformException hopeless = null;
        List<Parcel> batch = new ArrayList<>(Math.min(parcels.size(), limits.sendCount()));
        long bytes = 0;
        for (Parcel parcel : parcels) {
            if (!parcel.isOpen()) {
                continue;
            }
            if (hopeless == null
                    && !batch.isEmpty()
                    && (batch.size() == limits.sendCount() || bytes + parcel.size() > limits.batchBytes())) {
                hopeless = sendBatch(operation, batch, brokenKeys, deadline);
                batch.clear();
                bytes = 0;
            }
            if (hopeless != null) {
                parcel.failed(hopeless);
            } else {
                batch.add(parcel);
                bytes += parcel.size();
            }
        }
        if (hopeless == null && !batch.isEmpty()) {
            sendBatch(operation, batch, brokenKeys, deadline);
        }
        bodies.removeUnsent(parcels);
    }

    /**
     * Sends one request's worth until each parcel is sent or failed.
     *
     * @return why no further request makes sense, null when it does
     */
    private @Nullable PlatformException sendBatch(
            String operation, List<Parcel> batch, Set<String> brokenKeys, Deadline deadline) {
        List<Parcel> pending = withBodiesPut(operation, unbroken(operation, batch, brokenKeys), brokenKeys, deadline);
        for (int attempt = 1; !pending.isEmpty(); attempt++) {
            List<ItemOutcome<String>> outcomes;
            try {
                outcomes = driver.send(messages(pending), deadline);
            } catch (Exception e) {
                PlatformException error = calls.wrap(operation, null, e);
                pending.forEach(parcel -> {
                    parcel.tried(error);
                    fail(parcel, error, brokenKeys);
                });
                return HOPELESS.contains(error.code()) ? error : null;
            }
            List<Parcel> again = new ArrayList<>();
            List<PlatformException> errors = new ArrayList<>();
            for (int i = 0; i < outcomes.size(); i++) {
                Parcel parcel = pending.get(i);
                String id = outcomes.get(i).result();
                if (id != null) {
                    parcel.sent(id);
                    continue;
                }
                PlatformException error =
                        calls.wrap(operation, null, unanswered(outcomes.get(i).failure()));
                parcel.tried(error);
                if (error.retryable() && attempt < attempts) {
                    again.add(parcel);
                    errors.add(error);
                } else {
                    fail(parcel, error, brokenKeys);
                }
            }
            PlatformException stop = again.isEmpty() ? null : pause(operation, attempt, again, errors, deadline);
            if (stop != null) {
                return stop;
            }
            pending = unbroken(operation, again, brokenKeys);
        }
        return null;
    }

    private @Nullable PlatformException pause(
            String operation, int attempt, List<Parcel> again, List<PlatformException> errors, Deadline deadline) {
        try {
            if (backoff.pause(attempt, deadline)) {
                return null;
            }
        } catch (InterruptedException e) {
            PlatformException cancelled = calls.wrap(operation, null, e);
            again.forEach(parcel -> parcel.failed(cancelled));
            return cancelled;
        }
        for (int i = 0; i < again.size(); i++) {
            again.get(i).failed(errors.get(i));
        }
        return calls.wrap(operation, null, new java.util.concurrent.TimeoutException());
    }

    /** Puts the bodies that are too large into the bucket and leaves out the messages where that failed. */
    private List<Parcel> withBodiesPut(
            String operation, List<Parcel> parcels, Set<String> brokenKeys, Deadline deadline) {
        Map<Parcel, PlatformException> failed = puts.putAll(operation, parcels, deadline);
        if (failed.isEmpty()) {
            return parcels;
        }
        List<Parcel> left = new ArrayList<>(parcels.size());
        for (Parcel parcel : parcels) {
            PlatformException error = failed.get(parcel);
            if (error == null) {
                left.addAll(unbroken(operation, List.of(parcel), brokenKeys));
            } else {
                fail(parcel, error, brokenKeys);
            }
        }
        return left;
    }

    /** Leaves out those that would overtake a failed message of their key. */
    private List<Parcel> unbroken(String operation, List<Parcel> parcels, Set<String> brokenKeys) {
        if (brokenKeys.isEmpty()) {
            return parcels;
        }
        List<Parcel> left = new ArrayList<>(parcels.size());
        for (Parcel parcel : parcels) {
            String key = parcel.message().orderingKey();
            if (key == null || !brokenKeys.contains(key)) {
                left.add(parcel);
            } else {
                parcel.failed(overtaking(operation));
            }
        }
        return left;
    }

    PlatformException overtaking(String operation) {
        return calls.error(
                        ErrorCode.PRECONDITION_FAILED,
                        operation,
                        null,
                        "an earlier message of its ordering key failed, and it must not overtake it.")
                .advice("Send both again, in their order.")
                .retryable(true)
                .build();
    }

    private static void fail(Parcel parcel, PlatformException error, Set<String> brokenKeys) {
        parcel.failed(error);
        String key = parcel.message().orderingKey();
        if (key != null) {
            brokenKeys.add(key);
        }
    }

    private static Throwable unanswered(@Nullable Throwable failure) {
        return failure != null ? failure : new IllegalStateException("the driver gave neither an id nor a failure");
    }

    private static List<OutgoingMessage> messages(List<Parcel> parcels) {
        List<OutgoingMessage> messages = new ArrayList<>(parcels.size());
        for (Parcel parcel : parcels) {
            messages.add(parcel.message());
        }
        return messages;
    }
}
