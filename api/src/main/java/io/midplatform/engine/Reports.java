package io.midplatform.engine;

import io.midplatform.Capability;
import io.midplatform.HealthReport;
import io.midplatform.HealthReport.Health;
import io.midplatform.PlatformDescription;
import io.midplatform.PlatformException;
import io.midplatform.Verification;
import io.midplatform.engine.call.ResourceHealth;
import io.midplatform.engine.settings.SettingsTree;
import io.midplatform.queue.spi.QueueLimits;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.Finding;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells people what is there, whether it works, and how it is. */
final class Reports {
    private static final Duration VERIFY = Duration.ofSeconds(30);

    private final Surroundings surroundings;
    private final Openers openers;
    private final Resources resources;

    Reports(Surroundings surroundings, Openers openers, Resources resources) {
        this.surroundings = surroundings;
        this.openers = openers;
        this.resources = resources;
    }

    PlatformDescription describe() {
        List<PlatformDescription.Resource> described = new ArrayList<>();
        openers.planned((capability, plan) -> described.add(described(capability, plan)));
        List<PlatformDescription.Setting> settings = surroundings.tree().settings(SettingsTree.ROOT).stream()
                .map(s -> new PlatformDescription.Setting(s.key(), s.shown(), s.origin()))
                .toList();
        return new PlatformDescription(described, settings);
    }

    private PlatformDescription.Resource described(Capability capability, Plan<?> plan) {
        Record limits = plan.abilities().limits();
        try {
            return inspect(
                    capability,
                    plan,
                    live -> described(
                            capability, plan, live.physicalName(), live.limits().orElse(limits)));
        } catch (PlatformException e) {
            return described(capability, plan, "(" + e.code() + ")", limits);
        }
    }

    private static PlatformDescription.Resource described(
            Capability capability, Plan<?> plan, String physicalName, Record limits) {
        return new PlatformDescription.Resource(
                capability,
                plan.name(),
                plan.instance(),
                plan.type(),
                physicalName,
                plan.abilities().features(),
                limits(limits));
    }

    Verification verify() {
        List<Verification.Result> results = new ArrayList<>();
        openers.planned((capability, plan) -> findings(capability, plan)
                .forEach(f -> results.add(
                        new Verification.Result(capability, plan.name(), plan.instance(), plan.judged(f)))));
        return new Verification(results);
    }

    private List<Finding> findings(Capability capability, Plan<?> plan) {
        try {
            return inspect(capability, plan, resource -> resource.verify(Deadline.after(surroundings.time(), VERIFY)));
        } catch (PlatformException e) {
            return List.of(new Finding("can be opened", Finding.Status.FAILED, String.valueOf(e.getMessage())));
        }
    }

    private interface Use<T> {
        T of(Inspected resource);
    }

    /** The resource that is open, or one opened for the moment. */
    private <T> T inspect(Capability capability, Plan<?> plan, Use<T> use) {
        Inspected open = open(capability, plan.name());
        if (open != null) {
            return use.of(open);
        }
        Inspected momentary = openers.inspect(capability, plan);
        try {
            return use.of(momentary);
        } finally {
            momentary.close();
        }
    }

    private @Nullable Inspected open(Capability capability, String name) {
        for (Opened<?> opened : resources.inOrder()) {
            if (opened.capability() == capability && opened.plan().name().equals(name)) {
                return opened.inspected();
            }
        }
        return null;
    }

    HealthReport health() {
        List<Health> healths = new ArrayList<>();
        for (Opened<?> opened : resources.inOrder()) {
            healths.add(health(opened.capability(), opened.plan().name(), opened.health()));
        }
        openers.configHealth().ifPresent(health -> healths.add(health(Capability.CONFIG, "config", health)));
        return new HealthReport(healths);
    }

    static Health health(Capability capability, String name, ResourceHealth health) {
        ResourceHealth.Trouble worst = health.worst();
        HealthReport.Status status = worst == null
                ? HealthReport.Status.UP
                : worst.down() ? HealthReport.Status.DOWN : HealthReport.Status.DEGRADED;
        Instant since = worst == null ? health.wellSince() : worst.since();
        return new Health(capability, name, status, since, worst == null ? "" : worst.reason());
    }

    private static Map<String, String> limits(Record limits) {
        Map<String, String> shown = new LinkedHashMap<>();
        for (RecordComponent component : limits.getClass().getRecordComponents()) {
            try {
                Object value = component.getAccessor().invoke(limits);
                if (value instanceof Number || value instanceof Duration) {
                    boolean unlimited = value.equals(QueueLimits.UNLIMITED);
                    shown.put(kebab(component.getName()), unlimited ? "unlimited" : value.toString());
                }
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new IllegalStateException("the limits of a public record can be read", e);
            }
        }
        return shown;
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
