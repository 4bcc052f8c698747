package io.midplatform.benchmarks;

import org.openjdk.jmh.runner.RunnerException;

/** Runs {@link BlobBenchmark} and prints the contract beside the raw SDK. */
public final class BlobOverhead {
    private BlobOverhead() {}

    /**
     * Runs it.
     *
     * @param arguments how many forks, five if absent; {@code --check} to fail beyond a limit
     * @throws RunnerException when JMH fails
     */
    public static void main(String[] arguments) throws RunnerException {
        S3Overhead.compare(BlobBenchmark.class, arguments);
    }
}
