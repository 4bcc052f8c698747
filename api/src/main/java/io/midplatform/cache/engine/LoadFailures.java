package io.midplatform.cache.engine;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.engine.call.Calls;
import io.midplatform.engine.call.UserFailure;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/** What callers see of a load that failed. */
final class LoadFailures {
    private final Calls calls;

    LoadFailures(Calls calls) {
        this.calls = calls;
    }

    /** Whether the loader ended because its caller was interrupted: that is no answer for anyone else. */
    static boolean isInterruption(Exception thrown) {
        // many a library throws an exception of its own and restores the flag
        return thrown instanceof InterruptedException || Thread.currentThread().isInterrupted();
    }

    /** For the caller whose loader ran: unchecked exceptions as they are. */
    RuntimeException own(String operation, @Nullable String key, Exception thrown) {
        if (thrown instanceof PlatformException known) {
            return known;
        }
        return thrown instanceof RuntimeException unchecked
                ? new UserFailure(unchecked)
                : loader(operation, key, thrown);
    }

    /** For a caller that waited: an exception of its own. */
    RuntimeException shared(String operation, @Nullable String key, Exception thrown) {
        if (thrown instanceof PlatformException known) {
            return known.copy();
        }
        return thrown instanceof RuntimeException unchecked
                ? new UserFailure(copy(unchecked))
                : loader(operation, key, thrown);
    }

    PlatformException cancelled(String operation, @Nullable String key, InterruptedException thrown) {
        Thread.currentThread().interrupt();
        return calls.error(ErrorCode.CANCELLED, operation, key, "the thread was interrupted.")
                .cause(thrown)
                .build();
    }

    PlatformException late(String operation, @Nullable String key) {
        return calls.error(ErrorCode.DEADLINE_EXCEEDED, operation, key, "another caller's load took too long.")
                .retryable(true)
                .advice("Raise the resource's timeout, or pass a longer one in the options.")
                .build();
    }

    static RuntimeException recursive(String key) {
        return new UserFailure(new IllegalStateException(
                "the loader of '" + key + "' asks the same cache for the same key; load the value from its source."));
    }

    private PlatformException loader(String operation, @Nullable String key, Exception thrown) {
        return calls.error(
                        ErrorCode.LOADER,
                        operation,
                        key,
                        "the loader threw " + thrown.getClass().getName() + ".")
                .advice("See the cause.")
                .cause(thrown)
                .build();
    }

    /**
     * A new exception of the same class with the first as its cause, as {@code ForkJoinTask} does; the first itself where the class has fields of
     * its own, which a copy would lose, or no constructor for it.
     */
    private static RuntimeException copy(RuntimeException thrown) {
        for (Class<?> type = thrown.getClass(); !type.getName().startsWith("java."); type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    return thrown;
                }
            }
        }
        try {
            Constructor<? extends RuntimeException> withCause =
                    thrown.getClass().getConstructor(String.class, Throwable.class);
            return withCause.newInstance(thrown.getMessage(), thrown);
        } catch (ReflectiveOperationException e) {
            return withMessage(thrown);
        }
    }

    private static RuntimeException withMessage(RuntimeException thrown) {
        try {
            RuntimeException copy =
                    thrown.getClass().getConstructor(String.class).newInstance(thrown.getMessage());
            copy.initCause(thrown);
            return copy;
        } catch (ReflectiveOperationException | IllegalStateException e) {
            return thrown;
        }
    }
}
