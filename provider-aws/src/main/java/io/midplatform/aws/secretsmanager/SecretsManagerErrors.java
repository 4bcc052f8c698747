package io.midplatform.aws.secretsmanager;

import io.midplatform.ErrorCode;
import io.midplatform.aws.session.AwsErrors;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.secretsmanager.model.APIErrorType;

/** What Secrets Manager reports, as portable failures. */
final class SecretsManagerErrors {
    private SecretsManagerErrors() {}

    static Failure classify(Throwable thrown) {
        return AwsErrors.classify(thrown, service -> own(AwsErrors.code(service)));
    }

    /** What the answer to a batch says of one secret. */
    static DriverException ofBatch(APIErrorType error) {
        String code = String.valueOf(error.errorCode());
        Failure known = own(code);
        Failure failure = known == null ? AwsErrors.byCode(code) : known;
        return new DriverException(
                new Failure(
                        failure.code(),
                        error.secretId() + ": " + failure.reason(),
                        failure.advice(),
                        failure.retryable(),
                        failure.ambiguous(),
                        null),
                null);
    }

    private static @Nullable Failure own(String code) {
        return switch (code) {
            case "ResourceNotFoundException", "ResourceNotFound" ->
                Failure.of(ErrorCode.NOT_FOUND, "there is no such secret, or no such version of it.")
                        .advice("Correct the settings 'names', 'stage' and 'versions', and check the region.");
            case "AccessDeniedException", "AccessDenied" ->
                Failure.of(ErrorCode.ACCESS_DENIED, "the credentials may not read the secret.")
                        .advice("Grant secretsmanager:GetSecretValue on each secret, secretsmanager:BatchGetSecretValue"
                                + " for more than one, and kms:Decrypt on a key of your own.");
            case "DecryptionFailure", "DecryptionFailureException" ->
                Failure.of(ErrorCode.CONFIGURATION, "the KMS key of the secret cannot be used (" + code + ").")
                        .advice("Enable the key, and grant kms:Decrypt on it.");
            case "InvalidRequestException" ->
                Failure.of(ErrorCode.INVALID_REQUEST, "the secret cannot be read in its present state.")
                        .advice("If it is scheduled for deletion, restore it or remove it from 'names'.");
            case "InvalidParameterException", "ValidationException" ->
                Failure.of(ErrorCode.CONFIGURATION, "Secrets Manager does not accept a name, stage or version.")
                        .advice("Correct the settings 'names', 'stage' and 'versions'.");
            case "InternalServiceError", "InternalServiceErrorException" ->
                Failure.of(ErrorCode.UNAVAILABLE, "Secrets Manager failed (" + code + ").")
                        .retrying();
            default -> null;
        };
    }
}
