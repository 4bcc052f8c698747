package io.midplatform;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What became of one item of a batch: a result or an error. Immutable.
 *
 * @param <I> the item's type
 * @param <R> the result's type; {@link Void} where success has nothing to tell
 */
public final class Outcome<I, R> {
    private final I item;
    private final @Nullable R result;
    private final @Nullable PlatformException error;

    private Outcome(I item, @Nullable R result, @Nullable PlatformException error) {
        this.item = Objects.requireNonNull(item, "item");
        this.result = result;
        this.error = error;
    }

    /**
     * A success.
     *
     * @param <I> the item's type
     * @param <R> the result's type
     * @param item the item
     * @param result its result, null for {@link Void}
     * @return the outcome
     */
    public static <I, R> Outcome<I, R> success(I item, @Nullable R result) {
        return new Outcome<>(item, result, null);
    }

    /**
     * A failure.
     *
     * @param <I> the item's type
     * @param <R> the result's type
     * @param item the item
     * @param error what went wrong
     * @return the outcome
     */
    public static <I, R> Outcome<I, R> failure(I item, PlatformException error) {
        return new Outcome<>(item, null, Objects.requireNonNull(error, "error"));
    }

    /**
     * The item as the caller passed it.
     *
     * @return the item
     */
    public I item() {
        return item;
    }

    /**
     * The result.
     *
     * @return empty for a failure and for {@link Void}
     */
    public Optional<R> result() {
        return Optional.ofNullable(result);
    }

    /**
     * The error.
     *
     * @return empty for a success
     */
    public Optional<PlatformException> error() {
        return Optional.ofNullable(error);
    }

    /**
     * Tells whether the item failed.
     *
     * @return true for a failure
     */
    public boolean isFailed() {
        return error != null;
    }

    @Override
    public String toString() {
        return error == null ? item + ": done" : item + ": " + error.code();
    }
}
