package io.midplatform.azure.storagequeue;

import com.azure.core.exception.HttpResponseException;
import io.midplatform.ErrorCode;
import io.midplatform.azure.session.AzureErrors;
import io.midplatform.spi.Failure;
import org.jspecify.annotations.Nullable;

/** What Storage Queue reports, as portable failures. */
final class StorageQueueErrors {
    private static final String NO_QUEUE = "QueueNotFound";

    private StorageQueueErrors() {}

    static Failure classify(Throwable thrown) {
        return AzureErrors.classify(thrown, StorageQueueErrors::own);
    }

    static boolean isMissing(HttpResponseException thrown) {
        return AzureErrors.code(thrown).equals(NO_QUEUE);
    }

    static boolean isThere(HttpResponseException thrown) {
        return AzureErrors.code(thrown).equals("QueueAlreadyExists");
    }

    private static @Nullable Failure own(HttpResponseException thrown) {
        String code = AzureErrors.code(thrown);
        return switch (code) {
            case NO_QUEUE ->
                Failure.of(ErrorCode.NOT_FOUND, "there is no such queue.")
                        .advice("Make it, set create: true, or correct the setting 'queue' or the account.");
            case "MessageNotFound", "PopReceiptMismatch" ->
                Failure.of(
                        ErrorCode.PRECONDITION_FAILED,
                        "the lease is over and another consumer has the message, or it was deleted or purged.");
            case "MessageTooLarge", "RequestBodyTooLarge" ->
                Failure.of(ErrorCode.LIMIT_EXCEEDED, "the message is too large for Storage Queue (" + code + ").");
            case "QueueBeingDeleted" ->
                Failure.of(ErrorCode.UNAVAILABLE, "a queue of this name is being deleted.")
                        .advice("It takes half a minute or more; then the name can be used again.")
                        .retrying();
            case "QueueDisabled" -> Failure.of(ErrorCode.CONFIGURATION, "the queue was disabled by its administrator.");
            case "AccountIsDisabled" -> Failure.of(ErrorCode.CONFIGURATION, "the storage account is disabled.");
            case "InvalidResourceName" ->
                Failure.of(ErrorCode.CONFIGURATION, "Azure does not accept the queue's name (" + code + ").")
                        .advice("Correct the setting 'queue' or 'dead-letter'.");
            default -> null;
        };
    }
}
