package io.midplatform.azure.blob;

import com.azure.core.exception.HttpResponseException;
import com.azure.storage.blob.models.BlobStorageException;
import io.midplatform.ErrorCode;
import io.midplatform.azure.session.AzureErrors;
import io.midplatform.spi.Failure;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;

/** What Blob Storage reports, as portable failures. */
final class BlobErrors {
    private static final int NOT_FOUND = 404;
    private static final int NOT_MODIFIED = 304;
    private static final int CONFLICT = 409;
    private static final int FAILED_PRECONDITION = 412;
    private static final String NO_CONTAINER = "ContainerNotFound";
    private static final String EXISTS = "BlobAlreadyExists";
    private static final String NO_BLOCK = "InvalidBlockList";

    private BlobErrors() {}

    static Failure classify(Throwable thrown) {
        if (thrown instanceof XMLStreamException) {
            return Failure.of(
                            ErrorCode.UNAVAILABLE,
                            "the service's answer makes no sense, or comes from something in between.")
                    .retrying();
        }
        return AzureErrors.classify(thrown, BlobErrors::own);
    }

    /** Null where the status says it all. */
    private static @Nullable Failure own(HttpResponseException thrown) {
        String code = AzureErrors.code(thrown);
        return switch (code) {
            case NO_CONTAINER ->
                Failure.of(ErrorCode.NOT_FOUND, "there is no such container.")
                        .advice("Make it, set create: true, or correct the setting 'container'.");
            case "BlobNotFound" -> Failure.of(ErrorCode.NOT_FOUND, "there is no such blob.");
            case EXISTS -> Failure.of(ErrorCode.ALREADY_EXISTS, "there is a blob of this key already.");
            case "ConditionNotMet", "TargetConditionNotMet" ->
                Failure.of(ErrorCode.PRECONDITION_FAILED, "the blob has another ETag, or is not there.");
            case "SourceConditionNotMet" ->
                Failure.of(ErrorCode.PRECONDITION_FAILED, "the source has another ETag, or is not there.");
            case "CannotVerifyCopySource" -> source(AzureErrors.status(thrown));
            case NO_BLOCK ->
                Failure.of(ErrorCode.PRECONDITION_FAILED, "blocks are gone: another writer of this key was faster.")
                        .advice("Send it again.")
                        .retrying();
            case "InvalidBlobOrBlock" ->
                Failure.of(
                                ErrorCode.INVALID_REQUEST,
                                "an unfinished upload of another program has block names of another length.")
                        .advice("End that upload, or wait a week until Azure drops it.");
            case "SnapshotsPresent" ->
                Failure.of(ErrorCode.INVALID_REQUEST, "the blob has snapshots, which would go with it.")
                        .advice("Delete its snapshots first; they are not ours.");
            case "BlobArchived", "BlobBeingRehydrated" ->
                Failure.of(ErrorCode.INVALID_REQUEST, "the blob is in the archive tier (" + code + ").")
                        .advice("Rehydrate it first.");
            case "BlobImmutableDueToPolicy", "BlobImmutableDueToLegalHold" ->
                Failure.of(ErrorCode.ACCESS_DENIED, "the blob may not be changed (" + code + ").")
                        .advice("A retention policy or legal hold protects it.");
            case "LeaseIdMissing", "LeaseIdMismatchWithBlobOperation", "LeaseLost" ->
                Failure.of(ErrorCode.ACCESS_DENIED, "another program holds a lease on the blob (" + code + ").")
                        .advice("Wait until the lease ends, or break it.");
            case "InvalidBlobType" ->
                Failure.of(ErrorCode.INVALID_REQUEST, "the key is that of a page or append blob.")
                        .advice("Delete it first, or use another key.");
            case "Md5Mismatch", "Crc64Mismatch" ->
                Failure.of(ErrorCode.CORRUPT, "the bytes that arrived have another checksum (" + code + ").")
                        .retrying();
            case "RequestBodyTooLarge", "BlockCountExceedsLimit", "MetadataTooLarge" ->
                Failure.of(ErrorCode.LIMIT_EXCEEDED, "a limit of Blob Storage is exceeded (" + code + ").");
            case "ContainerBeingDeleted", "ContainerDisabled" ->
                Failure.of(ErrorCode.UNAVAILABLE, "the container is being deleted (" + code + ").")
                        .advice("Try again in a minute.")
                        .retrying();
            case "AccountIsDisabled" -> Failure.of(ErrorCode.ACCESS_DENIED, "the account is disabled.");
            case "InvalidResourceName", "OutOfRangeInput" ->
                Failure.of(ErrorCode.INVALID_REQUEST, "Azure does not allow the name (" + code + ").");
            case "PendingCopyOperation" ->
                Failure.of(ErrorCode.UNAVAILABLE, "a copy to this blob is under way (" + code + ").")
                        .advice("Try again when it has ended.")
                        .retrying();
            default -> null;
        };
    }

    private static Failure source(int status) {
        return switch (status) {
            case NOT_FOUND -> Failure.of(ErrorCode.NOT_FOUND, "there is no such blob to copy.");
            case FAILED_PRECONDITION ->
                Failure.of(ErrorCode.PRECONDITION_FAILED, "the source has another ETag, or is not there.");
            case 401, 403 ->
                Failure.of(ErrorCode.ACCESS_DENIED, "the source may not be read (status " + status + ").")
                        .advice("Grant reading it to the source bucket's credentials.");
            default -> AzureErrors.byStatus(status, "CannotVerifyCopySource");
        };
    }

    /** Whether what is missing is the blob. Without a code it is not Azure that says so, but something in between. */
    static boolean isMissing(BlobStorageException thrown) {
        return thrown.getStatusCode() == NOT_FOUND
                && !isContainerMissing(thrown)
                && !AzureErrors.code(thrown).isEmpty();
    }

    static boolean isContainerMissing(BlobStorageException thrown) {
        return NO_CONTAINER.equals(AzureErrors.code(thrown));
    }

    static boolean isNotModified(BlobStorageException thrown) {
        return thrown.getStatusCode() == NOT_MODIFIED;
    }

    /** Whether a condition failed: a lost "only if absent" is a conflict, all others are failed preconditions. */
    static boolean isConditionFailed(BlobStorageException thrown) {
        return thrown.getStatusCode() == FAILED_PRECONDITION
                || (thrown.getStatusCode() == CONFLICT && EXISTS.equals(AzureErrors.code(thrown)));
    }

    /** Whether it is the condition on the source of a copy. */
    static boolean isOfSource(BlobStorageException thrown) {
        String code = AzureErrors.code(thrown);
        return code.equals("SourceConditionNotMet") || code.equals("CannotVerifyCopySource");
    }
}
