package io.midplatform.storage;

import io.midplatform.BatchResult;
import io.midplatform.Outcome;
import io.midplatform.PlatformException;
import java.util.List;
import java.util.Objects;

/**
 * What became of the files of a directory. One file that fails keeps no other from being transferred: look at {@link #failed()} or call
 * {@link #throwIfAny()}. Immutable.
 *
 * @param transferred how many files were transferred
 * @param bytes their size
 * @param unchanged how many were left alone because both sides are the same
 * @param deleted how many were deleted because the source has none of that name
 * @param failed what failed, by the path relative to the directory
 */
public record TransferReport(
        long transferred, long bytes, long unchanged, long deleted, List<Outcome<String, Void>> failed) {
    /**
     * Copies the failures.
     *
     * @param transferred how many files were transferred
     * @param bytes their size
     * @param unchanged how many were left alone
     * @param deleted how many were deleted
     * @param failed what failed
     */
    public TransferReport {
        failed = List.copyOf(Objects.requireNonNull(failed, "failed"));
    }

    /**
     * Turns a failure into an exception.
     *
     * @return this report, when nothing failed
     * @throws PlatformException the first failure; further ones are suppressed exceptions of it
     */
    public TransferReport throwIfAny() {
        new BatchResult<>(failed).throwIfAny();
        return this;
    }
}
