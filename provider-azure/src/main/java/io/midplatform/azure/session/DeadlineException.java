package io.midplatform.azure.session;

/** The call's time has run out before an attempt could begin. */
final class DeadlineException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DeadlineException() {
        super("the call's time has run out");
    }

    DeadlineException(Throwable cause) {
        super("the call's time has run out", cause);
    }
}
