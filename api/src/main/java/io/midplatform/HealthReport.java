package io.midplatform;

import io.midplatform.engine.TextTable;
import java.time.Instant;
import java.util.List;

/**
 * How the opened resources are. Immutable; {@code toString} is a table for people.
 *
 * @param resources one line per opened resource
 */
public record HealthReport(List<Health> resources) {
    /** How a resource is; a later one is worse. */
    public enum Status {
        /** All is well. */
        UP,
        /** It works, with a drawback. */
        DEGRADED,
        /** It does not work. */
        DOWN
    }

    /**
     * A resource's health.
     *
     * @param capability its capability
     * @param name its logical name
     * @param status how it is
     * @param since since when it has been so: opened, fallen ill or recovered
     * @param reason why; empty when all is well
     */
    public record Health(Capability capability, String name, Status status, Instant since, String reason) {}

    /**
     * Copies the list.
     *
     * @param resources one line per opened resource
     */
    public HealthReport {
        resources = List.copyOf(resources);
    }

    /**
     * The worst of all.
     *
     * @return {@link Status#UP} when nothing is open
     */
    public Status status() {
        Status worst = Status.UP;
        for (Health health : resources) {
            worst = health.status().compareTo(worst) > 0 ? health.status() : worst;
        }
        return worst;
    }

    @Override
    public String toString() {
        TextTable table = new TextTable("CAPABILITY", "RESOURCE", "STATUS", "SINCE", "REASON");
        for (Health h : resources) {
            table.row(
                    h.capability().id(), h.name(), h.status().name(), h.since().toString(), h.reason());
        }
        return table.toString();
    }
}
