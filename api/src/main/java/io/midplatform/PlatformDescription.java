package io.midplatform;

import io.midplatform.engine.TextTable;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the settings came to. Immutable; {@code toString} is a table for people. Secrets are masked.
 *
 * @param resources the configured and opened resources
 * @param settings the settings that apply, with their origin
 */
public record PlatformDescription(List<Resource> resources, List<Setting> settings) {
    /**
     * A resource.
     *
     * @param capability its capability
     * @param name its logical name
     * @param provider the provider instance
     * @param type the provider's type
     * @param physicalName its name at the provider
     * @param features how each feature is supported
     * @param limits the provider's limits, as data
     */
    public record Resource(
            Capability capability,
            String name,
            String provider,
            String type,
            String physicalName,
            Map<String, Support> features,
            Map<String, String> limits) {}

    /**
     * A setting.
     *
     * @param key the whole key
     * @param value the value; {@code ***} for a secret
     * @param origin where it came from
     */
    public record Setting(String key, String value, String origin) {}

    /**
     * Copies the lists.
     *
     * @param resources the resources
     * @param settings the settings
     */
    public PlatformDescription {
        resources = List.copyOf(resources);
        settings = List.copyOf(settings);
    }

    @Override
    public String toString() {
        TextTable table = new TextTable("CAPABILITY", "RESOURCE", "PROVIDER", "PHYSICAL NAME", "NOT NATIVE", "LIMITS");
        for (Resource r : resources) {
            String provider = r.provider().equals(r.type()) ? r.type() : r.provider() + " (" + r.type() + ")";
            table.row(r.capability().id(), r.name(), provider, r.physicalName(), notNative(r), limits(r));
        }
        TextTable origins = new TextTable("SETTING", "VALUE", "ORIGIN");
        settings.forEach(s -> origins.row(s.key(), s.value(), s.origin()));
        return settings.isEmpty() ? table.toString() : table + "\n" + origins;
    }

    private static String notNative(Resource r) {
        String text = r.features().entrySet().stream()
                .filter(f -> f.getValue() != Support.NATIVE)
                .map(f -> f.getKey() + (f.getValue() == Support.EMULATED ? " emulated" : " absent"))
                .collect(Collectors.joining(", "));
        return text.isEmpty() ? "-" : text;
    }

    private static String limits(Resource r) {
        return r.limits().entrySet().stream()
                .map(l -> l.getKey() + " " + l.getValue())
                .collect(Collectors.joining(", "));
    }
}
