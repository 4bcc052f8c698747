package io.midplatform.spi;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What became of one item of a driver's batch; outcomes stand in the order of the items.
 *
 * @param <R> the result's type
 * @param result the result, null for a failure or where success has nothing to tell
 * @param failure what the vendor reported, null for a success
 */
public record ItemOutcome<R>(@Nullable R result, @Nullable Throwable failure) {
    private static final ItemOutcome<?> DONE = new ItemOutcome<>(null, null);

    /**
     * A success without a result.
     *
     * @param <R> the result's type
     * @return the outcome
     */
    @SuppressWarnings("unchecked") // it holds no R
    public static <R> ItemOutcome<R> done() {
        return (ItemOutcome<R>) DONE;
    }

    /**
     * A success.
     *
     * @param <R> the result's type
     * @param result its result
     * @return the outcome
     */
    public static <R> ItemOutcome<R> of(R result) {
        return new ItemOutcome<>(Objects.requireNonNull(result, "result"), null);
    }

    /**
     * A failure.
     *
     * @param <R> the result's type
     * @param failure what the vendor reported
     * @return the outcome
     */
    public static <R> ItemOutcome<R> failed(Throwable failure) {
        return new ItemOutcome<>(null, Objects.requireNonNull(failure, "failure"));
    }
}
