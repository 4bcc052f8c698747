package io.midplatform.aws.session;

import io.midplatform.ErrorCode;
import io.midplatform.spi.Failure;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;

/** What all AWS services report in the same way, as portable failures. */
public final class AwsErrors {
    private static final Set<String> UNAUTHENTICATED = Set.of(
            "InvalidAccessKeyId",
            "SignatureDoesNotMatch",
            "ExpiredToken",
            "ExpiredTokenException",
            "InvalidToken",
            "InvalidClientTokenId",
            "InvalidSecurity",
            "InvalidSignatureException",
            "IncompleteSignature",
            "MissingAuthenticationToken",
            "MissingAuthenticationTokenException",
            "UnrecognizedClientException",
            "TokenRefreshRequired",
            "AuthFailure",
            "NotSignedUp",
            "OptInRequired");
    private static final Set<String> SKEWED = Set.of("RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture");
    private static final Set<String> THROTTLED = Set.of(
            "SlowDown",
            "Throttling",
            "ThrottlingException",
            "ThrottledException",
            "RequestThrottled",
            "RequestThrottledException",
            "TooManyRequestsException",
            "RequestLimitExceeded",
            "BandwidthLimitExceeded",
            "KmsThrottled",
            "EC2ThrottledException");

    private static final Pattern NO_PROFILE =
            Pattern.compile("Profile file contained no credentials for profile '([^']*)'");

    private AwsErrors() {}

    /**
     * Tells whether AWS asks to slow down.
     *
     * @param thrown what was thrown
     * @return true when it is a service's answer that says so
     */
    public static boolean isThrottling(Throwable thrown) {
        return thrown instanceof AwsServiceException answered && answered.isThrottlingException();
    }

    /**
     * Classifies what the SDK threw.
     *
     * @param thrown what was thrown
     * @param own the service's own codes: null for those it leaves to this
     * @return the portable failure
     */
    public static Failure classify(Throwable thrown, Function<AwsServiceException, @Nullable Failure> own) {
        if (thrown instanceof AwsServiceException service) {
            Failure known = isOfSts(service) ? RoleErrors.classify(code(service)) : own.apply(service);
            return told(service, known == null ? service(service) : known);
        }
        if (thrown instanceof SdkServiceException service) {
            return told(service, byStatus(service.statusCode()));
        }
        if (thrown instanceof SdkClientException client) {
            return told(client, client(client));
        }
        if (thrown instanceof IOException) {
            return away("the connection was lost: " + thrown.getClass().getSimpleName() + ".");
        }
        return Failure.of(ErrorCode.UNKNOWN, "the AWS SDK failed in an unexpected way.");
    }

    /**
     * The service's error code.
     *
     * @param thrown the exception
     * @return the code, empty text when there is none
     */
    public static String code(AwsServiceException thrown) {
        AwsErrorDetails details = thrown.awsErrorDetails();
        return details == null || details.errorCode() == null ? "" : details.errorCode();
    }

    /** A role is assumed on the way to any service: its failures are not the service's. */
    private static boolean isOfSts(AwsServiceException thrown) {
        AwsErrorDetails details = thrown.awsErrorDetails();
        return details != null && "Sts".equals(details.serviceName());
    }

    /** A condition that fails after more than one attempt may have been met by the first; that is for the engine to know. */
    private static Failure told(SdkException thrown, Failure failure) {
        Failure told = failure;
        Integer attempts = thrown.numAttempts();
        if (attempts != null && attempts > 1) {
            told = told.uncertain();
        }
        String id = thrown instanceof SdkServiceException service ? service.requestId() : null;
        return new Failure(told.code(), told.reason(), told.advice(), told.retryable(), told.ambiguous(), id);
    }

    private static Failure service(AwsServiceException thrown) {
        Failure known = known(code(thrown));
        if (known != null) {
            return known;
        }
        return thrown.isThrottlingException() ? slowDown(code(thrown)) : byStatus(thrown.statusCode());
    }

    /**
     * The failure of an item in the answer to a batch, which has a code but no status.
     *
     * @param code the error code
     * @return the failure
     */
    public static Failure byCode(String code) {
        Failure known = known(code);
        return known == null ? Failure.of(ErrorCode.UNKNOWN, "AWS refused it (" + code + ").") : known;
    }

    private static Failure slowDown(String code) {
        return Failure.of(ErrorCode.THROTTLED, "AWS asks to slow down (" + code + ").")
                .advice("Spread the load, or have the quota raised.")
                .retrying();
    }

    private static @Nullable Failure known(String code) {
        if (UNAUTHENTICATED.contains(code)) {
            return Failure.of(ErrorCode.UNAUTHENTICATED, "AWS does not accept the credentials (" + code + ").")
                    .advice("Check the provider's credentials and region, and that they have not expired.");
        }
        if (SKEWED.contains(code)) {
            return Failure.of(ErrorCode.UNAUTHENTICATED, "the clock of this machine is wrong (" + code + ").")
                    .advice("Set the clock of this machine.");
        }
        if (THROTTLED.contains(code)) {
            return slowDown(code);
        }
        if (code.startsWith("AccessDenied") || "UnauthorizedAccess".equals(code)) {
            return denied();
        }
        if ("InternalError".equals(code) || "InternalFailure".equals(code) || "ServiceUnavailable".equals(code)) {
            return away("the service failed (" + code + ").");
        }
        return null;
    }

    /**
     * The failure of an HTTP status whose code says nothing more.
     *
     * @param status the status
     * @return the failure
     */
    public static Failure byStatus(int status) {
        return switch (status) {
            case 400 -> Failure.of(ErrorCode.INVALID_REQUEST, "AWS refuses the request (status 400).");
            case 401 ->
                Failure.of(ErrorCode.UNAUTHENTICATED, "AWS does not accept the credentials.")
                        .advice("Check the provider's credentials.");
            case 403 -> denied();
            case 404 -> Failure.of(ErrorCode.NOT_FOUND, "AWS knows no such thing (status 404).");
            case 412 -> Failure.of(ErrorCode.PRECONDITION_FAILED, "the condition does not hold.");
            case 429 ->
                Failure.of(ErrorCode.THROTTLED, "AWS asks to slow down.").retrying();
            case 501 -> Failure.of(ErrorCode.UNSUPPORTED, "the service does not implement this.");
            case 408, 500, 502, 503, 504 -> away("the service failed (status " + status + ").");
            default -> Failure.of(ErrorCode.UNKNOWN, "AWS answered with status " + status + ".");
        };
    }

    private static Failure denied() {
        return Failure.of(ErrorCode.ACCESS_DENIED, "the credentials may not do this.")
                .advice("Grant the permission; docs/providers/aws.md lists the least for each feature.");
    }

    private static Failure away(String reason) {
        return Failure.of(ErrorCode.UNAVAILABLE, reason).retrying().uncertain();
    }

    private static Failure client(SdkClientException thrown) {
        if (thrown instanceof ApiCallTimeoutException || thrown instanceof ApiCallAttemptTimeoutException) {
            return Failure.of(ErrorCode.DEADLINE_EXCEEDED, "the operation's time ran out.")
                    .advice("Raise the resource's timeout, or pass a longer one in the options.")
                    .retrying()
                    .uncertain();
        }
        if (thrown instanceof AbortedException || has(thrown, InterruptedException.class)) {
            return Failure.of(ErrorCode.CANCELLED, "the thread was interrupted.")
                    .uncertain();
        }
        if (has(thrown, UnknownHostException.class)) {
            return Failure.of(ErrorCode.UNAVAILABLE, "the service's host name cannot be resolved.")
                    .advice("Check endpoint, region and name resolution.")
                    .retrying();
        }
        if (has(thrown, ConnectException.class)) {
            return Failure.of(ErrorCode.UNAVAILABLE, "the service cannot be reached.")
                    .advice("Check endpoint, region and network.")
                    .retrying();
        }
        String message = String.valueOf(thrown.getMessage());
        Matcher profile = NO_PROFILE.matcher(message);
        if (profile.lookingAt()) {
            return Failure.of(
                            ErrorCode.UNAUTHENTICATED,
                            "the AWS configuration files have no credentials for the profile '" + profile.group(1)
                                    + "'.")
                    .advice("Correct credentials.profile, or add the profile to the AWS configuration files.");
        }
        if (message.contains("Unable to load credentials")) {
            return Failure.of(ErrorCode.UNAUTHENTICATED, "no AWS credentials were found.")
                    .advice("Set the provider's credentials, or one source of the SDK's default chain.");
        }
        if (message.contains("Unable to load region")) {
            return Failure.of(ErrorCode.CONFIGURATION, "no AWS region was found.")
                    .advice("Set the provider's region, or AWS_REGION.");
        }
        if (has(thrown, IOException.class)) {
            return away("the connection to the service failed.");
        }
        return Failure.of(ErrorCode.UNKNOWN, "the AWS SDK failed in an unexpected way.");
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
