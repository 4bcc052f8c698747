package io.midplatform.storage;

/**
 * How far a transfer is.
 *
 * @param bytes how many bytes have arrived; never fewer than before
 * @param total how many there will be; of a directory, of the files that are known so far
 * @param bytesPerSecond the mean rate since the transfer began, 0 where no time has passed
 */
public record TransferProgress(long bytes, long total, double bytesPerSecond) {}
