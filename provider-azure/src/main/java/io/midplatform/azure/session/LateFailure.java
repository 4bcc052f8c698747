package io.midplatform.azure.session;

/**
 * An attempt failed, and there is no other: it would begin after the call's end, or what failed has been tried again already. What failed is no cause
 * here: the SDK would look for causes that are worth another attempt.
 */
final class LateFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient RuntimeException original;

    LateFailure(RuntimeException original) {
        super("there is no other attempt after " + original.getClass().getName(), null, true, false);
        this.original = original;
        addSuppressed(original); // for those who call the native client
    }

    RuntimeException original() {
        return original;
    }
}
