package io.midplatform.azure.session;

import com.azure.core.exception.ClientAuthenticationException;
import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpResponse;
import io.midplatform.ErrorCode;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;

/** What all services report in the same way over HTTP, as portable failures. */
public final class AzureErrors {
    private static final HttpHeaderName ERROR_CODE = HttpHeaderName.fromString("x-ms-error-code");
    private static final HttpHeaderName REQUEST_ID = HttpHeaderName.fromString("x-ms-request-id");
    private static final Set<String> UNAUTHENTICATED = Set.of(
            "AuthenticationFailed",
            "InvalidAuthenticationInfo",
            "NoAuthenticationInformation",
            "ExpiredAuthenticationToken",
            "InvalidAuthenticationToken");

    private AzureErrors() {}

    /**
     * Tells whether the service asks to slow down.
     *
     * @param thrown what was thrown
     * @return true when it is a service's answer that says so
     */
    public static boolean isThrottling(Throwable thrown) {
        return classify(thrown, answered -> null).code() == ErrorCode.THROTTLED;
    }

    /**
     * How long the service asks to wait.
     *
     * @param thrown what was thrown
     * @return the time, zero when it does not say
     */
    public static Duration retryAfter(Throwable thrown) {
        Throwable cause = thrown instanceof DriverException told && told.getCause() != null ? told.getCause() : thrown;
        HttpResponse response =
                Exceptions.unwrap(cause) instanceof HttpResponseException answered ? answered.getResponse() : null;
        return response == null ? Duration.ZERO : Duration.ofMillis(AttemptPolicy.told(response));
    }

    /**
     * Classifies what the SDK threw.
     *
     * @param thrown what was thrown
     * @param own the service's own codes: null for those it leaves to this
     * @return the portable failure
     */
    public static Failure classify(Throwable thrown, Function<HttpResponseException, @Nullable Failure> own) {
        Throwable cause = Exceptions.unwrap(thrown);
        if (cause instanceof HttpResponseException answered
                && answered.getResponse() != null
                && answered.getResponse().getStatusCode() >= 300) {
            Failure known = own.apply(answered);
            Failure failure = told(thrown, known == null ? service(answered) : known);
            return new Failure(
                    failure.code(),
                    failure.reason(),
                    failure.advice(),
                    failure.retryable(),
                    failure.ambiguous(),
                    requestId(answered));
        }
        return told(thrown, client(cause));
    }

    /**
     * The service's error code.
     *
     * @param thrown the exception
     * @return the code of its header, empty text when there is none
     */
    public static String code(HttpResponseException thrown) {
        HttpResponse response = thrown.getResponse();
        String code = response == null ? null : response.getHeaderValue(ERROR_CODE);
        return code == null ? "" : code;
    }

    /**
     * The status of an answer.
     *
     * @param thrown the exception
     * @return the status, 0 when there was no answer
     */
    public static int status(HttpResponseException thrown) {
        HttpResponse response = thrown.getResponse();
        return response == null ? 0 : response.getStatusCode();
    }

    private static @Nullable String requestId(HttpResponseException thrown) {
        HttpResponse response = thrown.getResponse();
        return response == null ? null : response.getHeaderValue(REQUEST_ID);
    }

    /** A condition that fails after more than one attempt may have been met by the first; that is for the engine to know. */
    private static Failure told(Throwable thrown, Failure failure) {
        return AzureCall.isRepeated(thrown) ? failure.uncertain() : failure;
    }

    private static Failure service(HttpResponseException thrown) {
        String code = code(thrown);
        if (UNAUTHENTICATED.contains(code)) {
            return unauthenticated(code);
        }
        return byStatus(status(thrown), code);
    }

    /**
     * The failure of an HTTP status whose code says nothing more.
     *
     * @param status the status
     * @param code the service's error code, for people; empty text for none
     * @return the failure
     */
    public static Failure byStatus(int status, String code) {
        String said = code.isEmpty() ? "status " + status : "status " + status + ", " + code;
        return switch (status) {
            case 400 -> Failure.of(ErrorCode.INVALID_REQUEST, "Azure refuses the request (" + said + ").");
            case 401 -> unauthenticated(said);
            case 403 ->
                Failure.of(ErrorCode.ACCESS_DENIED, "the credentials may not do this (" + said + ").")
                        .advice("Grant the role; docs/providers/azure.md lists the least for each feature."
                                + " A signature may also have expired, and a firewall refuses so, too.");
            case 404 -> Failure.of(ErrorCode.NOT_FOUND, "Azure knows no such thing (" + said + ").");
            case 409 ->
                Failure.of(ErrorCode.INVALID_REQUEST, "the state of the resource does not allow it (" + said + ").");
            case 412 -> Failure.of(ErrorCode.PRECONDITION_FAILED, "the condition does not hold (" + said + ").");
            case 413 -> Failure.of(ErrorCode.LIMIT_EXCEEDED, "the request is too large (" + said + ").");
            case 429 ->
                Failure.of(ErrorCode.THROTTLED, "Azure asks to slow down (" + said + ").")
                        .advice("Spread the load, or raise the tier.")
                        .retrying();
            case 501 -> Failure.of(ErrorCode.UNSUPPORTED, "the service does not implement this (" + said + ").");
            case 503 ->
                code.equals("ServerBusy")
                        ? Failure.of(ErrorCode.THROTTLED, "Azure asks to slow down (" + said + ").")
                                .advice("Spread the load, or raise the tier.")
                                .retrying()
                                .uncertain()
                        : away("the service failed (" + said + ").");
            case 408, 500, 502, 504 -> away("the service failed (" + said + ").");
            default -> Failure.of(ErrorCode.UNKNOWN, "Azure answered with " + said + ".");
        };
    }

    private static Failure unauthenticated(String said) {
        return Failure.of(ErrorCode.UNAUTHENTICATED, "Azure does not accept the credentials (" + said + ").")
                .advice("Check the provider's credentials, that they have not expired, and the clock of this machine.");
    }

    private static Failure away(String reason) {
        return Failure.of(ErrorCode.UNAVAILABLE, reason).retrying().uncertain();
    }

    private static Failure client(Throwable thrown) {
        if (thrown instanceof DeadlineException) {
            return Failure.of(ErrorCode.DEADLINE_EXCEEDED, "the operation's time ran out.")
                    .advice("Raise the resource's timeout, or pass a longer one in the options.")
                    .retrying()
                    .uncertain();
        }
        if (has(thrown, InterruptedException.class)) {
            return Failure.of(ErrorCode.CANCELLED, "the thread was interrupted.")
                    .uncertain();
        }
        if (isCredential(thrown)) {
            return Failure.of(ErrorCode.UNAUTHENTICATED, "no token was to be had from Entra ID.")
                    .advice("See the cause; check the provider's credentials and tenant.");
        }
        if (has(thrown, UnknownHostException.class)) {
            return Failure.of(ErrorCode.UNAVAILABLE, "the service's host name cannot be resolved.")
                    .advice("Check account, endpoint and name resolution: an account that does not exist has no name.")
                    .retrying();
        }
        if (has(thrown, ConnectException.class)) {
            return Failure.of(ErrorCode.UNAVAILABLE, "the service cannot be reached.")
                    .advice("Check account, endpoint and network.")
                    .retrying();
        }
        if (thrown instanceof HttpResponseException) {
            return away("the service's answer makes no sense, or comes from something in between.");
        }
        if (has(thrown, IOException.class) || has(thrown, TimeoutException.class)) {
            return away("the connection to the service failed.");
        }
        return Failure.of(ErrorCode.UNKNOWN, "the Azure SDK failed in an unexpected way.");
    }

    /** By name: the SDK of identities may be excluded. */
    private static boolean isCredential(Throwable thrown) {
        int depth = 0;
        for (Throwable cause = thrown; cause != null && depth < 10; cause = cause.getCause(), depth++) {
            String name = cause.getClass().getName();
            if (cause instanceof ClientAuthenticationException
                    || name.startsWith("com.azure.identity.")
                    || name.startsWith("com.microsoft.aad.msal4j.")) {
                return true;
            }
        }
        return false;
    }

    private static boolean has(Throwable thrown, Class<? extends Throwable> type) {
        int depth = 0;
        for (Throwable cause = thrown; cause != null && depth < 10; cause = cause.getCause(), depth++) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }
}
