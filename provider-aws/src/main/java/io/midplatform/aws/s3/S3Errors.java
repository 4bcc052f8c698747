package io.midplatform.aws.s3;

import io.midplatform.ErrorCode;
import io.midplatform.aws.session.AwsErrors;
import io.midplatform.spi.Failure;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What S3 reports, as portable failures. */
final class S3Errors {
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int FAILED_PRECONDITION = 412;

    private S3Errors() {}

    static Failure classify(Throwable thrown) {
        return AwsErrors.classify(thrown, S3Errors::own);
    }

    private static @Nullable Failure own(AwsServiceException thrown) {
        return of(AwsErrors.code(thrown), thrown.statusCode());
    }

    /** The failure of a code, as it also stands in the answer to a batch. */
    static @Nullable Failure of(String code, int status) {
        return switch (code) {
            case "NoSuchBucket" ->
                Failure.of(ErrorCode.NOT_FOUND, "there is no such bucket.")
                        .advice("Make it, set create: true, or correct the setting 'bucket'.");
            case "NoSuchKey", "NoSuchVersion", "NoSuchUpload" ->
                Failure.of(ErrorCode.NOT_FOUND, "there is no such object (" + code + ").");
            case "PreconditionFailed", "ConditionalRequestConflict" ->
                Failure.of(ErrorCode.PRECONDITION_FAILED, "the object has another ETag, or is not there.");
            case "EntityTooLarge", "KeyTooLongError", "MetadataTooLarge", "MaxMessageLengthExceeded" ->
                Failure.of(ErrorCode.LIMIT_EXCEEDED, "a limit of S3 is exceeded (" + code + ").");
            case "BadDigest", "InvalidDigest", "XAmzContentSHA256Mismatch", "XAmzContentChecksumMismatch" ->
                Failure.of(ErrorCode.CORRUPT, "the bytes that arrived have another checksum (" + code + ").")
                        .retrying();
            case "PermanentRedirect",
                    "TemporaryRedirect",
                    "AuthorizationHeaderMalformed",
                    "IllegalLocationConstraintException" ->
                Failure.of(ErrorCode.CONFIGURATION, "the bucket is in another region (" + code + ").")
                        .advice("Set the provider's region to the bucket's.");
            case "InvalidBucketName" ->
                Failure.of(ErrorCode.CONFIGURATION, "S3 does not allow the bucket's name.")
                        .advice("Correct the setting 'bucket'.");
            case "AllAccessDisabled", "AccountProblem" ->
                Failure.of(ErrorCode.ACCESS_DENIED, "the account or bucket is disabled (" + code + ").");
            case "InternalError", "ServiceUnavailable", "OperationAborted", "RequestTimeout" ->
                Failure.of(ErrorCode.UNAVAILABLE, "S3 failed (" + code + ").")
                        .retrying()
                        .uncertain();
            case "NotImplemented" -> Failure.of(ErrorCode.UNSUPPORTED, "the store does not implement this.");
            case "" -> status == 301 ? of("PermanentRedirect", status) : null;
            default -> null;
        };
    }

    static boolean isMissing(S3Exception thrown) {
        // a HEAD, and a CRT client, report 404 without a code
        return thrown.statusCode() == NOT_FOUND && !"NoSuchBucket".equals(AwsErrors.code(thrown));
    }

    static boolean isNotModified(S3Exception thrown) {
        return thrown.statusCode() == 304;
    }

    /** Whether a condition failed. */
    static boolean isConditionFailed(S3Exception thrown) {
        return thrown.statusCode() == FAILED_PRECONDITION;
    }

    /** Whether another conditional request was under way, so that S3 wants this one again. */
    static boolean isConflict(S3Exception thrown) {
        return thrown.statusCode() == CONFLICT;
    }
}
