package io.midplatform.aws.session;

import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;

/** How requests are made. */
public final class AwsCalls {
    private AwsCalls() {}

    /**
     * Makes a request and tells an interrupt as one.
     *
     * @param <T> the answer's type
     * @param request makes the request
     * @return its answer
     * @throws InterruptedException when the thread was interrupted meanwhile
     */
    public static <T> T call(Supplier<T> request) throws InterruptedException {
        try {
            return request.get();
        } catch (AbortedException e) {
            throw interrupted(e);
        } catch (SdkClientException e) {
            if (e.getCause() instanceof InterruptedException) {
                throw interrupted(e);
            }
            throw e;
        }
    }

    private static InterruptedException interrupted(Exception cause) {
        Thread.interrupted(); // the exception says so
        InterruptedException interrupted = new InterruptedException("during a request to AWS");
        interrupted.initCause(cause);
        return interrupted;
    }
}
