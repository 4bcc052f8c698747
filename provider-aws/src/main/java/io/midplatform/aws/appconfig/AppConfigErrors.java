package io.midplatform.aws.appconfig;

import io.midplatform.ErrorCode;
import io.midplatform.aws.session.AwsErrors;
import io.midplatform.spi.Failure;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.appconfigdata.model.BadRequestException;
import software.amazon.awssdk.services.appconfigdata.model.InvalidParameterProblem;
import software.amazon.awssdk.services.appconfigdata.model.ResourceNotFoundException;

/** What AppConfig reports, as portable failures. */
final class AppConfigErrors {
    private AppConfigErrors() {}

    static Failure classify(Throwable thrown) {
        return AwsErrors.classify(thrown, AppConfigErrors::own);
    }

    private static @Nullable Failure own(AwsServiceException thrown) {
        if (thrown instanceof ResourceNotFoundException missing) {
            String what = missing.resourceTypeAsString();
            return Failure.of(ErrorCode.NOT_FOUND, "AppConfig knows no such " + (what == null ? "profile" : what) + ".")
                    .advice("Correct the settings 'application', 'environment' and 'profile', check the region, and"
                            + " deploy the profile to the environment.");
        }
        if (thrown instanceof BadRequestException bad) {
            return isTooEarly(bad)
                    ? Failure.of(ErrorCode.THROTTLED, "AppConfig was asked before its interval was over.")
                            .retrying()
                    : Failure.of(ErrorCode.INVALID_REQUEST, "AppConfig does not accept the request.")
                            .advice("Check the settings 'application', 'environment' and 'profile'.");
        }
        return switch (AwsErrors.code(thrown)) {
            case "AccessDeniedException", "AccessDenied" ->
                Failure.of(ErrorCode.ACCESS_DENIED, "the credentials may not read the profile.")
                        .advice("Grant appconfig:StartConfigurationSession and appconfig:GetLatestConfiguration on the"
                                + " profile in its environment.");
            case "InternalServerException" ->
                Failure.of(ErrorCode.UNAVAILABLE, "AppConfig failed.").retrying();
            default -> null;
        };
    }

    /** Whether a new session helps: the token is too old, was used before, or is not understood. */
    static boolean isTokenSpent(BadRequestException thrown) {
        return !isTooEarly(thrown);
    }

    private static boolean isTooEarly(BadRequestException thrown) {
        return thrown.details() != null
                && thrown.details().invalidParameters().values().stream()
                        .anyMatch(detail -> detail.problem() == InvalidParameterProblem.POLL_INTERVAL_NOT_SATISFIED);
    }
}
