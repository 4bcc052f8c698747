package io.midplatform.aws.s3;

import io.midplatform.ErrorCode;
import io.midplatform.aws.session.AwsErrors;
import io.midplatform.spi.Failure;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What S3 reports, as portable failures. */
final class S3Errors {
    private static final int NOT_FOUND = 404;
    private static final int MOVED = 301;
    private static final int BAD_REQUEST = 400;
    private static final int FAILED_PRECONDITION = 412;
    private static final String CONFLICT = "ConditionalRequestConflict";
    private static final String NO_UPLOAD = "NoSuchUpload";
    private static final Set<String> ELSEWHERE =
            Set.of("PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException");

    private S3Errors() {}

    /** The failure of what was thrown by a client of a region. */
    static Failure classify(Throwable thrown, Region region) {
        return AwsErrors.classify(thrown, service -> own(service, region));
    }

    private static @Nullable Failure own(AwsServiceException thrown, Region region) {
        String code = AwsErrors.code(thrown);
        String told = S3Region.told(thrown);
        boolean isElsewhere = ELSEWHERE.contains(code) || thrown.statusCode() == MOVED;
        boolean isHinted = told != null && !region.id().equals(told);
        if (isElsewhere || (isHinted && isBare(thrown))) {
            return elsewhere(code.isEmpty() ? "status " + thrown.statusCode() : code, told);
        }
        return of(code);
    }

    /** Whether a request was refused without a word on why: the answer to a HEAD has no body. */
    private static boolean isBare(AwsServiceException thrown) {
        return thrown.statusCode() == BAD_REQUEST && AwsErrors.code(thrown).isEmpty();
    }

    /** Whether nothing says why a client of a region was refused. */
    static boolean isUntold(S3Exception thrown, Region region) {
        String told = S3Region.told(thrown);
        return isBare(thrown) && (told == null || region.id().equals(told));
    }

    private static Failure elsewhere(String code, @Nullable String region) {
        String where = region == null ? "in another region" : "in the region " + region;
        return Failure.of(ErrorCode.CONFIGURATION, "the bucket is " + where + " (" + code + ").")
                .advice("Set the provider's region to " + (region == null ? "the bucket's." : region + "."));
    }

    /** The failure of a code, as it also stands in the answer to a batch. */
    static @Nullable Failure of(String code) {
        return switch (code) {
            case "NoSuchBucket" ->
                Failure.of(ErrorCode.NOT_FOUND, "there is no such bucket.")
                        .advice("Make it, set create: true, or correct the setting 'bucket'.");
            case "NoSuchKey", "NoSuchVersion" ->
                Failure.of(ErrorCode.NOT_FOUND, "there is no such object (" + code + ").");
            case NO_UPLOAD ->
                Failure.of(ErrorCode.NOT_FOUND, "the upload is gone (" + code + "): it was ended or it expired.")
                        .advice("Look at the object, and send it again if it is not the one that was sent.");
            case "PreconditionFailed" ->
                Failure.of(ErrorCode.PRECONDITION_FAILED, "the object has another ETag, or is not there.");
            case CONFLICT, "OperationAborted" ->
                Failure.of(ErrorCode.UNAVAILABLE, "something else was done to the object meanwhile (" + code + ").")
                        .advice("Do it again.")
                        .retrying();
            case "EntityTooLarge", "KeyTooLongError", "MetadataTooLarge", "MaxMessageLengthExceeded" ->
                Failure.of(ErrorCode.LIMIT_EXCEEDED, "a limit of S3 is exceeded (" + code + ").");
            case "BadDigest", "InvalidDigest", "XAmzContentSHA256Mismatch", "XAmzContentChecksumMismatch" ->
                Failure.of(ErrorCode.CORRUPT, "the bytes that arrived have another checksum (" + code + ").")
                        .retrying();
            case "TemporaryRedirect" ->
                Failure.of(ErrorCode.UNAVAILABLE, "the bucket is new, and its name is not known everywhere yet.")
                        .advice("Try again later.")
                        .retrying();
            case "InvalidBucketName" ->
                Failure.of(ErrorCode.CONFIGURATION, "S3 does not allow the bucket's name.")
                        .advice("Correct the setting 'bucket'.");
            case "BucketAlreadyExists" ->
                Failure.of(ErrorCode.CONFIGURATION, "the bucket's name is another account's.")
                        .advice("Set the setting 'bucket' of the resource to a name of your own.");
            case "AllAccessDisabled", "AccountProblem" ->
                Failure.of(ErrorCode.ACCESS_DENIED, "the account or bucket is disabled (" + code + ").");
            case "InternalError", "ServiceUnavailable", "RequestTimeout" ->
                Failure.of(ErrorCode.UNAVAILABLE, "S3 failed (" + code + ").")
                        .retrying()
                        .uncertain();
            case "NotImplemented" ->
                Failure.of(ErrorCode.UNSUPPORTED, "the store does not implement what the call asks for (" + code + ").")
                        .advice("Do without it, or use a store that has it.");
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
        String code = AwsErrors.code(thrown);
        return CONFLICT.equals(code) || "OperationAborted".equals(code);
    }

    /** Whether what is missing is the upload. */
    static boolean isUploadGone(S3Exception thrown) {
        return NO_UPLOAD.equals(AwsErrors.code(thrown));
    }
}
