package io.midplatform.azure.session;

/**
 * An attempt failed, and the next one would begin after the call's end. What failed is no cause here: the SDK would look for causes that are worth
 * another attempt.
 */
final class LateFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient RuntimeException original;

    LateFailure(RuntimeException original) {
        super("the next attempt would come after the call's end", null, false, false);
        this.original = original;
    }

    RuntimeException original() {
        return original;
    }
}
