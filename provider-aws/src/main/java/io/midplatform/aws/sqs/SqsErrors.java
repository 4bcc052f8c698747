package io.midplatform.aws.sqs;

import io.midplatform.ErrorCode;
import io.midplatform.aws.session.AwsErrors;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;

/** What SQS reports, as portable failures. */
final class SqsErrors {
    /** How the codes of the older query protocol begin, which SQS still tells beside those of the JSON protocol. */
    private static final String OLD = "AWS.SimpleQueueService.";

    /** How the SDK tells that a checksum is wrong: it has no type of its own for that. */
    private static final String DAMAGED = "MD5 returned by SQS";

    private SqsErrors() {}

    static Failure classify(Throwable thrown) {
        if (thrown instanceof SdkClientException
                && String.valueOf(thrown.getMessage()).startsWith(DAMAGED)) {
            return Failure.of(ErrorCode.UNAVAILABLE, "a message was changed on its way.")
                    .retrying()
                    .uncertain();
        }
        return AwsErrors.classify(thrown, SqsErrors::own);
    }

    private static @Nullable Failure own(AwsServiceException thrown) {
        return of(AwsErrors.code(thrown), String.valueOf(thrown.getMessage()));
    }

    static boolean isMissing(AwsServiceException thrown) {
        return classify(thrown).code() == ErrorCode.NOT_FOUND;
    }

    /** The failure of one item in the answer to a batch. */
    static DriverException item(BatchResultErrorEntry entry) {
        String code = String.valueOf(entry.code());
        Failure own = of(code, String.valueOf(entry.message()));
        Failure failure = own == null ? AwsErrors.byCode(code) : own;
        if (failure.code() == ErrorCode.UNKNOWN && Boolean.FALSE.equals(entry.senderFault())) {
            failure = Failure.of(ErrorCode.UNAVAILABLE, "SQS failed (" + code + ").")
                    .retrying()
                    .uncertain();
        }
        return new DriverException(failure, null);
    }

    private static @Nullable Failure of(String told, String message) {
        String code = told.startsWith(OLD) ? told.substring(OLD.length()) : told;
        return switch (code) {
            case "QueueDoesNotExist", "NonExistentQueue", "QueueDoesNotExistException" -> noQueue();
            case "QueueDeletedRecently" ->
                Failure.of(ErrorCode.UNAVAILABLE, "a queue of this name was deleted less than a minute ago.")
                        .retrying();
            case "QueueNameExists", "QueueAlreadyExists" ->
                Failure.of(ErrorCode.CONFIGURATION, "there is a queue of this name with other attributes.");
            case "PurgeQueueInProgress" ->
                Failure.of(ErrorCode.THROTTLED, "the queue was purged less than a minute ago.")
                        .advice("Wait a minute between purges.")
                        .retrying();
            case "ReceiptHandleIsInvalid", "MessageNotInflight" -> leaseOver();
            case "OverLimit" ->
                Failure.of(ErrorCode.THROTTLED, "too many messages of the queue are in flight.")
                        .advice("Acknowledge faster, or spread the load over several queues.")
                        .retrying();
            case "BatchRequestTooLong", "TooManyEntriesInBatchRequest" ->
                Failure.of(ErrorCode.LIMIT_EXCEEDED, "the batch is too large for SQS (" + code + ").");
            case "InvalidMessageContents", "MissingParameter", "MissingRequiredParameterException" ->
                Failure.of(ErrorCode.INVALID_REQUEST, "SQS refuses the request (" + code + ").");
            case "InvalidParameterValue" -> invalid(message.toLowerCase(Locale.ROOT));
            case "InvalidAddress" ->
                Failure.of(ErrorCode.CONFIGURATION, "SQS does not accept the queue's URL or name (" + code + ").")
                        .advice("Correct the setting 'queue', or the region.");
            case "UnsupportedOperation" ->
                Failure.of(ErrorCode.UNSUPPORTED, "SQS does not do this with this kind of queue.");
            case "KMS.AccessDeniedException", "KmsAccessDenied" ->
                Failure.of(ErrorCode.ACCESS_DENIED, "the credentials may not use the queue's key.")
                        .advice("Grant kms:GenerateDataKey and kms:Decrypt on it.");
            case "KMS.ThrottlingException" ->
                Failure.of(ErrorCode.THROTTLED, "KMS asks to slow down.").retrying();
            default ->
                (code.startsWith("Kms") && !"KmsThrottled".equals(code)) || code.startsWith("KMS.")
                        ? Failure.of(ErrorCode.CONFIGURATION, "the queue's key cannot be used (" + code + ").")
                        : null;
        };
    }

    /** One code for many things: only the sentence tells them apart. */
    private static Failure invalid(String message) {
        if (message.contains("receipt handle") || message.contains("receipthandle")) {
            return leaseOver();
        }
        boolean tooMuch = message.contains("must be shorter than") || message.contains("beyond the limit");
        return tooMuch
                ? Failure.of(ErrorCode.LIMIT_EXCEEDED, "a limit of SQS is exceeded (InvalidParameterValue).")
                : Failure.of(ErrorCode.INVALID_REQUEST, "SQS refuses a value of the request (InvalidParameterValue).")
                        .advice("Where the queue's name ends in .fifo, set 'ordered: true'; run verify().");
    }

    static Failure noQueue() {
        return Failure.of(ErrorCode.NOT_FOUND, "there is no such queue, or the credentials may not see it.")
                .advice("Make it, set create: true, or correct the setting 'queue' or the region.");
    }

    private static Failure leaseOver() {
        return Failure.of(ErrorCode.PRECONDITION_FAILED, "the lease is over, or the message was deleted or purged.");
    }
}
