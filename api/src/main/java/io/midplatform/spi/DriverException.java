package io.midplatform.spi;

import io.midplatform.ErrorCode;
import org.jspecify.annotations.Nullable;

/** What a driver throws where no vendor's exception exists: it carries its own classification. */
public final class DriverException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Failure failure;

    /**
     * A failure of a driver.
     *
     * @param failure its classification
     * @param cause what caused it, null for none
     */
    public DriverException(Failure failure, @Nullable Throwable cause) {
        super(failure.reason(), cause);
        this.failure = failure;
    }

    /**
     * A failure that will not pass by itself and has had no effect.
     *
     * @param code the portable code
     * @param reason one sentence on what happened
     */
    public DriverException(ErrorCode code, String reason) {
        this(Failure.of(code, reason), null);
    }

    /**
     * The classification.
     *
     * @return the failure
     */
    public Failure failure() {
        return failure;
    }
}
