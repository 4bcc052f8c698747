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

/** Runs {@link EngineBenchmark} and prints, for each operation, the engine beside the driver. */
public final class Overhead {
    private static final String ALLOCATED = "gc.alloc.rate.norm";

    private Overhead() {}

    /**
     * Runs it.
     *
     * @param arguments how many forks, five if absent; then the operations as a regular expression, all if absent
     * @throws RunnerException when JMH fails
     */
    public static void main(String[] arguments) throws RunnerException {
        int forks = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        String operations = arguments.length > 1 ? arguments[1] : ".*";
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(EngineBenchmark.class.getName() + "\\." + operations)
                        .forks(forks)
                        .warmupIterations(4)
                        .warmupTime(TimeValue.milliseconds(500))
                        .measurementIterations(5)
                        .measurementTime(TimeValue.milliseconds(500))
                        .addProfiler(GCProfiler.class)
                        .shouldFailOnError(true)
                        .build())
                .run();
        Map<String, double[]> table = new TreeMap<>();
        for (RunResult result : results) {
            String label = result.getPrimaryResult().getLabel();
            boolean engine = label.endsWith("Engine");
            double[] row = table.computeIfAbsent(label.replaceAll("(Engine|Driver)$", ""), l -> new double[4]);
            row[engine ? 1 : 0] = result.getPrimaryResult().getStatistics().getPercentile(50);
            row[engine ? 3 : 2] = allocated(result);
        }
        System.out.printf(
                "%n%-16s %10s %10s %10s %7s %10s%n",
                "operation", "driver ns", "engine ns", "more ns", "ratio", "more B");
        table.forEach((operation, row) -> System.out.printf(
                "%-16s %10.0f %10.0f %10.0f %7.2f %10.0f%n",
                operation, row[0], row[1], row[1] - row[0], row[1] / row[0], row[3] - row[2]));
    }

    private static double allocated(RunResult result) {
        return Objects.requireNonNull(result.getSecondaryResults().get(ALLOCATED), ALLOCATED)
                .getScore();
    }
}
