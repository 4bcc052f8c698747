package io.midplatform.engine.call;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.midplatform.Capability;
import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import io.midplatform.spi.PlatformTime;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The gate that every call of one resource goes through: open check, deadline, observation, and the one place where what a driver throws
 * becomes a {@link PlatformException}. Argument checks come before it, so that a wrong call costs no observation.
 */
public final class Calls {
    /**
     * The work of a call.
     *
     * @param <T> its result
     */
    @FunctionalInterface
    public interface Body<T> {
        /**
         * Does the work.
         *
         * @param deadline when to give up
         * @return the result
         * @throws Exception what the driver throws, a {@link PlatformException} that passes as it is, or a {@link UserFailure}
         */
        T run(Deadline deadline) throws Exception;
    }

    /** Work without a result. */
    @FunctionalInterface
    public interface Action {
        /**
         * Does the work.
         *
         * @param deadline when to give up
         * @throws Exception what the driver throws, or a {@link PlatformException} that passes as it is
         */
        void run(Deadline deadline) throws Exception;
    }

    private final Capability capability;
    private final String provider;
    private final String resource;
    private final PlatformTime time;
    private final ObservationRegistry observations;
    private final boolean observed;
    private final Lifecycle lifecycle;
    private final long timeoutNanos;
    private final Function<Throwable, Failure> classify;
    private final ResourceHealth health;

    /**
     * The gate of one resource.
     *
     * @param context the resource
     * @param timeout the time-out of a call that sets none
     * @param classify the driver's mapping of vendor exceptions
     */
    public Calls(ResourceContext context, Duration timeout, Function<Throwable, Failure> classify) {
        this.capability = context.capability();
        this.provider = context.instance();
        this.resource = context.resource();
        this.time = context.time();
        this.observations = context.observations();
        this.observed = !observations.isNoop();
        this.lifecycle = context.lifecycle();
        this.timeoutNanos = Deadline.nanos(timeout);
        this.classify = classify;
        this.health = context.health();
    }

    /**
     * Runs a call.
     *
     * @param <T> the result's type
     * @param operation the contract method's name
     * @param key the key or message id for errors, null for none
     * @param timeout the caller's own time-out, null for the resource's
     * @param body the work
     * @return the work's result
     */
    public <T> T call(String operation, @Nullable String key, @Nullable Duration timeout, Body<T> body) {
        if (lifecycle.isClosed()) {
            lifecycle.checkOpen(name(operation));
        }
        Deadline deadline = deadline(timeout);
        return observed
                ? observe(operation, key, deadline, body, Observation.Context::new)
                : run(operation, key, deadline, body);
    }

    /**
     * Runs a call whose observation carries more than usual, such as the context that travels with a message.
     *
     * @param <T> the result's type
     * @param operation the contract method's name
     * @param key the key or message id for errors, null for none
     * @param timeout the caller's own time-out, null for the resource's
     * @param context makes the observation's context; not called when nobody observes
     * @param body the work
     * @return the work's result
     */
    public <T> T call(
            String operation,
            @Nullable String key,
            @Nullable Duration timeout,
            Supplier<? extends Observation.Context> context,
            Body<T> body) {
        if (lifecycle.isClosed()) {
            lifecycle.checkOpen(name(operation));
        }
        Deadline deadline = deadline(timeout);
        return observed ? observe(operation, key, deadline, body, context) : run(operation, key, deadline, body);
    }

    /**
     * Tells whether anybody observes the calls.
     *
     * @return false without an observation registry
     */
    public boolean isObserved() {
        return observed;
    }

    /**
     * Runs a call without a result.
     *
     * @param operation the contract method's name
     * @param key the key or message id for errors, null for none
     * @param timeout the caller's own time-out, null for the resource's
     * @param action the work
     */
    public void run(String operation, @Nullable String key, @Nullable Duration timeout, Action action) {
        call(operation, key, timeout, deadline -> {
            action.run(deadline);
            return Boolean.TRUE;
        });
    }

    /**
     * The deadline of a call that starts now.
     *
     * @param timeout the caller's own time-out, null for the resource's
     * @return the deadline
     */
    public Deadline deadline(@Nullable Duration timeout) {
        return Deadline.afterNanos(time, timeout == null ? timeoutNanos : Deadline.nanos(timeout));
    }

    private String name(String operation) {
        return capability.id() + " '" + resource + "' " + operation;
    }

    /** Refuses use after close, for calls that do no work of their own. */
    public void checkOpen() {
        if (lifecycle.isClosed()) {
            lifecycle.checkOpen(capability.id() + " '" + resource + "'");
        }
    }

    /**
     * Starts an error of this resource.
     *
     * @param code the code
     * @param operation the contract method's name
     * @param key the key or message id, null for none
     * @param reason one sentence on what happened
     * @return a builder with the context set
     */
    public PlatformException.Builder error(ErrorCode code, String operation, @Nullable String key, String reason) {
        return PlatformException.of(code, reason)
                .provider(provider)
                .resource(capability, resource)
                .operation(operation)
                .key(key);
    }

    /**
     * The error for a feature that the provider lacks.
     *
     * @param operation the contract method's name
     * @param feature the feature in settings spelling
     * @return the exception
     */
    public PlatformException unsupported(String operation, String feature) {
        return error(ErrorCode.UNSUPPORTED, operation, null, "the provider lacks the feature '" + feature + "'.")
                .advice("Add requires: [" + feature + "] to the settings of this resource to learn this at start, and"
                        + " use a provider that has it.")
                .build();
    }

    /**
     * Wraps what a driver threw; a {@link PlatformException} passes as it is.
     *
     * @param operation the contract method's name
     * @param key the key or message id, null for none
     * @param thrown what was thrown
     * @return the exception to throw
     */
    public PlatformException wrap(String operation, @Nullable String key, Throwable thrown) {
        Throwable root = root(thrown);
        if (root instanceof PlatformException known) {
            return known;
        }
        return exception(operation, key, root, false);
    }

    /**
     * Wraps what a driver threw after an earlier request of the same call took effect.
     *
     * @param operation the contract method's name
     * @param key the key or message id, null for none
     * @param thrown what was thrown, wrapped already or not
     * @return the exception to throw, ambiguous in any case
     */
    public PlatformException wrapUncertain(String operation, @Nullable String key, Throwable thrown) {
        Throwable root = root(thrown);
        Throwable cause = root instanceof PlatformException && root.getCause() != null ? root.getCause() : root;
        return exception(operation, key, root(cause), true);
    }

    private PlatformException exception(String operation, @Nullable String key, Throwable root, boolean uncertain) {
        Failure failure = failure(root);
        health.failed(failure.code(), failure.reason());
        return error(failure.code(), operation, key, failure.reason())
                .advice(failure.advice())
                .requestId(failure.requestId())
                .retryable(failure.retryable())
                .ambiguous(uncertain || failure.ambiguous())
                .cause(root)
                .build();
    }

    /** What was thrown, out of the wrappers that futures and streams put around it. */
    private static Throwable root(Throwable thrown) {
        Throwable known = thrown;
        for (int depth = 0; known != null && depth < 8; depth++, known = known.getCause()) {
            if (known instanceof PlatformException || known instanceof DriverException) {
                return known;
            }
        }
        Throwable root = thrown;
        while ((root instanceof CompletionException || root instanceof ExecutionException) && root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private Failure failure(Throwable thrown) {
        if (thrown instanceof DriverException own) {
            return own.failure();
        }
        if (thrown instanceof InterruptedException) {
            Thread.currentThread().interrupt();
            return Failure.of(ErrorCode.CANCELLED, "the thread was interrupted.")
                    .uncertain();
        }
        if (thrown instanceof TimeoutException) {
            return Failure.of(ErrorCode.DEADLINE_EXCEEDED, "the operation's time ran out.")
                    .advice("Raise the resource's timeout, or pass a longer one in the options.")
                    .retrying()
                    .uncertain();
        }
        return classify.apply(thrown);
    }

    @SuppressWarnings("IllegalCatch")
    private <T> T run(String operation, @Nullable String key, Deadline deadline, Body<T> body) {
        try {
            T result = body.run(deadline);
            health.succeeded();
            return result;
        } catch (UserFailure e) {
            throw e.thrown();
        } catch (Exception e) {
            lifecycle.checkOpen(name(operation), e);
            throw wrap(operation, key, e);
        }
    }

    private <T> T observe(
            String operation,
            @Nullable String key,
            Deadline deadline,
            Body<T> body,
            Supplier<? extends Observation.Context> context) {
        Observation observation = Observation.createNotStarted(
                        "midplatform." + capability.id() + "." + operation, context::get, observations)
                .lowCardinalityKeyValue("provider", provider)
                .lowCardinalityKeyValue("resource", resource)
                .lowCardinalityKeyValue("operation", operation)
                .start();
        String outcome = "success";
        try (Observation.Scope scope = observation.openScope()) {
            assert scope != null;
            return run(operation, key, deadline, body);
        } catch (PlatformException e) {
            outcome = e.code().name();
            observation.error(e);
            throw e;
        } catch (RuntimeException | Error e) {
            outcome = "error";
            observation.error(e);
            throw e;
        } finally {
            observation.lowCardinalityKeyValue("outcome", outcome).stop();
        }
    }
}
