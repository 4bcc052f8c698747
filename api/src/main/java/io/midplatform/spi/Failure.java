package io.midplatform.spi;

import io.midplatform.ErrorCode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a driver makes of a vendor's exception.
 *
 * @param code the portable code
 * @param reason one sentence on what happened
 * @param advice one sentence on what to do next, null for none
 * @param retryable whether the same call may succeed later
 * @param ambiguous whether the effect may have happened
 * @param requestId the service's id of the request, null for none
 */
public record Failure(
        ErrorCode code,
        String reason,
        @Nullable String advice,
        boolean retryable,
        boolean ambiguous,
        @Nullable String requestId) {
    /**
     * Checks the fields.
     *
     * @param code the portable code
     * @param reason one sentence on what happened
     * @param advice one sentence on what to do next, null for none
     * @param retryable whether the same call may succeed later
     * @param ambiguous whether the effect may have happened
     * @param requestId the service's id of the request, null for none
     */
    public Failure {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(reason, "reason");
    }

    /**
     * A failure that will not pass by itself and has had no effect.
     *
     * @param code the portable code
     * @param reason one sentence on what happened
     * @return the failure
     */
    public static Failure of(ErrorCode code, String reason) {
        return new Failure(code, reason, null, false, false, null);
    }

    /**
     * The same failure with advice.
     *
     * @param sentence what to do next
     * @return the failure
     */
    public Failure advice(String sentence) {
        return new Failure(code, reason, sentence, retryable, ambiguous, requestId);
    }

    /**
     * The same failure, one that passes.
     *
     * @return the failure
     */
    public Failure retrying() {
        return new Failure(code, reason, advice, true, ambiguous, requestId);
    }

    /**
     * The same failure, with an unknown outcome.
     *
     * @return the failure
     */
    public Failure uncertain() {
        return new Failure(code, reason, advice, retryable, true, requestId);
    }
}
