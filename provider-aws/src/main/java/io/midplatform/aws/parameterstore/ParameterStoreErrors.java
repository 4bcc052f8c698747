package io.midplatform.aws.parameterstore;

import io.midplatform.ErrorCode;
import io.midplatform.aws.session.AwsErrors;
import io.midplatform.spi.Failure;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** What Parameter Store reports, as portable failures. */
final class ParameterStoreErrors {
    private ParameterStoreErrors() {}

    static Failure classify(Throwable thrown) {
        return AwsErrors.classify(thrown, ParameterStoreErrors::own);
    }

    private static @Nullable Failure own(AwsServiceException thrown) {
        String code = AwsErrors.code(thrown);
        return switch (code) {
            case "AccessDeniedException", "AccessDenied" ->
                Failure.of(ErrorCode.ACCESS_DENIED, "the credentials may not read the parameters.")
                        .advice("Grant ssm:GetParametersByPath on the path (ssm:GetParameters for 'versions'), and"
                                + " kms:Decrypt on the key of SecureStrings.");
            case "ValidationException", "InvalidFilterKey", "InvalidFilterOption", "InvalidFilterValue" ->
                Failure.of(ErrorCode.CONFIGURATION, "Parameter Store does not accept the path or label (" + code + ").")
                        .advice("Correct the settings 'path' and 'label'.");
            case "InvalidKeyId" ->
                Failure.of(ErrorCode.CONFIGURATION, "the KMS key of a SecureString cannot be used (" + code + ").")
                        .advice("Enable the key, or write the parameter with another one.");
            case "InvalidNextToken" ->
                Failure.of(ErrorCode.UNAVAILABLE, "Parameter Store lost its place between two pages.")
                        .retrying();
            default -> null;
        };
    }
}
