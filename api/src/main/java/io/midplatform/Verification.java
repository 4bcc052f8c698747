package io.midplatform;

import io.midplatform.engine.TextTable;
import io.midplatform.spi.Finding;
import java.util.List;

/**
 * What {@link Platform#verify()} found. Immutable; {@code toString} is a table for people.
 *
 * @param results one line per check of a resource
 */
public record Verification(List<Result> results) {
    /**
     * A check of a resource.
     *
     * @param capability its capability
     * @param resource its logical name
     * @param provider the provider instance
     * @param finding what was found
     */
    public record Result(Capability capability, String resource, String provider, Finding finding) {}

    /**
     * Copies the results.
     *
     * @param results one line per check of a resource
     */
    public Verification {
        results = List.copyOf(results);
    }

    /**
     * Tells whether nothing failed; warnings and what could not be seen do not count.
     *
     * @return true without a {@link Finding.Status#FAILED}
     */
    public boolean isPassed() {
        return results.stream().noneMatch(r -> r.finding().status() == Finding.Status.FAILED);
    }

    /**
     * Turns failures into an exception.
     *
     * @return this, when nothing failed
     * @throws PlatformException {@code CONFIGURATION} with the table
     */
    public Verification throwIfFailed() {
        if (isPassed()) {
            return this;
        }
        List<Result> failed = results.stream()
                .filter(r -> r.finding().status() == Finding.Status.FAILED)
                .toList();
        throw PlatformException.of(
                        ErrorCode.CONFIGURATION,
                        failed.size() + " checks of the live resources failed:\n" + new Verification(failed))
                .build();
    }

    @Override
    public String toString() {
        TextTable table = new TextTable("CAPABILITY", "RESOURCE", "PROVIDER", "CHECK", "STATUS", "DETAIL");
        for (Result r : results) {
            Finding f = r.finding();
            table.row(
                    r.capability().id(),
                    r.resource(),
                    r.provider(),
                    f.check(),
                    f.status().name(),
                    f.detail());
        }
        return table.toString();
    }
}
