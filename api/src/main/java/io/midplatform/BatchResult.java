package io.midplatform;

import java.util.List;

/**
 * The outcomes of a batch, one for each item, in the order the items were passed. A batch call returns normally when some of its items
 * failed: look at {@link #failed()} or call {@link #throwIfAny()}. Immutable.
 *
 * @param <I> the items' type
 * @param <R> the results' type
 * @param outcomes one outcome per item, in input order
 */
public record BatchResult<I, R>(List<Outcome<I, R>> outcomes) {
    /**
     * Copies the outcomes.
     *
     * @param outcomes one outcome per item, in input order
     */
    public BatchResult {
        outcomes = List.copyOf(outcomes);
    }

    /**
     * The failed items.
     *
     * @return the failures in input order, empty when all succeeded
     */
    public List<Outcome<I, R>> failed() {
        return outcomes.stream().filter(Outcome::isFailed).toList();
    }

    /**
     * Turns a failure into an exception.
     *
     * @return this result, when nothing failed
     * @throws PlatformException the first failure; further ones are suppressed exceptions of it
     */
    public BatchResult<I, R> throwIfAny() {
        List<PlatformException> errors =
                outcomes.stream().flatMap(o -> o.error().stream()).distinct().toList();
        if (errors.isEmpty()) {
            return this;
        }
        PlatformException first = errors.get(0);
        PlatformException thrown = first.copy();
        errors.stream().skip(1).forEach(thrown::addSuppressed);
        throw thrown;
    }
}
