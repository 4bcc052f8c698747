package io.midplatform.engine.call;

/** Carries an unchecked exception of a user's function (a loader) through {@link Calls}, which throws it as it is. */
public final class UserFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final RuntimeException thrown;

    /**
     * Wraps what the function threw.
     *
     * @param thrown the exception that the caller shall see
     */
    public UserFailure(RuntimeException thrown) {
        super(null, thrown, false, false);
        this.thrown = thrown;
    }

    RuntimeException thrown() {
        return thrown;
    }
}
