package io.midplatform.aws.session;

import io.midplatform.ErrorCode;
import io.midplatform.spi.Failure;
import org.jspecify.annotations.Nullable;

/** What STS reports when a role is assumed, as portable failures. Needs nothing of its SDK. */
final class RoleErrors {
    private RoleErrors() {}

    static @Nullable Failure classify(String code) {
        return switch (code) {
            case "AccessDenied", "AccessDeniedException" ->
                Failure.of(ErrorCode.ACCESS_DENIED, "the credentials may not assume the role.")
                        .advice(
                                "Check role-arn and external-id, that the role's trust policy names the caller, and that the"
                                        + " caller has sts:AssumeRole on it.");
            case "InvalidIdentityToken", "IDPRejectedClaim", "ExpiredTokenException", "ExpiredToken" ->
                Failure.of(ErrorCode.UNAUTHENTICATED, "STS does not accept the token (" + code + ").")
                        .advice("Renew the token or the temporary credentials that the role is assumed with.");
            case "ValidationError", "MalformedPolicyDocument", "PackedPolicyTooLarge" ->
                Failure.of(ErrorCode.CONFIGURATION, "STS does not accept the request for the role (" + code + ").")
                        .advice("Correct role-arn, role-session-name and external-id.");
            case "RegionDisabledException" ->
                Failure.of(ErrorCode.CONFIGURATION, "STS is not enabled in the region.")
                        .advice("Enable it in the account's settings, or choose another region.");
            case "IDPCommunicationError" ->
                Failure.of(ErrorCode.UNAVAILABLE, "STS cannot reach the issuer of the token.")
                        .retrying();
            default -> null;
        };
    }
}
