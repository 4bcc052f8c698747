package io.midplatform.benchmarks;

import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs {@link S3Benchmark} and prints the contract beside the raw SDK. */
public final class S3Overhead {
    private S3Overhead() {}

    /**
     * Runs it.
     *
     * @param arguments how many forks, five if absent; {@code --check} to fail beyond a limit
     * @throws RunnerException when JMH fails
     */
    public static void main(String[] arguments) throws RunnerException {
        compare(S3Benchmark.class, arguments);
    }

    static void compare(Class<?> benchmark, String[] arguments) throws RunnerException {
        Limits limits = Limits.of(arguments);
        int forks = limits.argument(0, 5);
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(benchmark.getName())
                        .forks(forks)
                        .warmupIterations(5)
                        .warmupTime(TimeValue.seconds(2))
                        .measurementIterations(6)
                        .measurementTime(TimeValue.seconds(1))
                        .addProfiler(GCProfiler.class)
                        .shouldFailOnError(true)
                        .build())
                .run();
        Map<String, double[]> table = new TreeMap<>();
        for (RunResult result : results) {
            String label = result.getPrimaryResult().getLabel();
            boolean ours = label.endsWith("Portable");
            double[] row = table.computeIfAbsent(label.replaceAll("(Raw|Portable)$", ""), l -> new double[4]);
            row[ours ? 1 : 0] = result.getPrimaryResult().getStatistics().getPercentile(50);
            row[ours ? 3 : 2] = Objects.requireNonNull(
                            result.getSecondaryResults().get("gc.alloc.rate.norm"))
                    .getScore();
        }
        System.out.printf(
                "%n%-10s %10s %10s %7s  %-15s %10s  %s%n",
                "1 KiB", "raw us", "ours us", "ratio", "limit", "more B", "limit");
        table.forEach((operation, row) -> System.out.printf(
                "%-10s %10.1f %10.1f %7.3f  %-15s %10.0f  %s%n",
                operation,
                row[0],
                row[1],
                row[1] / row[0],
                limits.atMost(row[1] / row[0], Limits.TIME),
                row[3] - row[2],
                limits.atMost(row[3] - row[2], Limits.BYTES)));
        limits.end();
    }
}
