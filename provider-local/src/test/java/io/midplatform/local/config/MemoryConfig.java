package io.midplatform.local.config;

import io.midplatform.config.Config;
import io.midplatform.config.ConfigAdmin;
import java.util.Map;

/** How a source in memory is chosen and written. */
final class MemoryConfig {
    static final Map<String, String> PROVIDER = Map.of("midplatform.provider", "local");

    private MemoryConfig() {}

    static void write(Config config, Map<String, String> values) {
        ConfigAdmin admin = config.unwrap("values", ConfigAdmin.class).orElseThrow();
        config.snapshot().values().keySet().stream()
                .filter(key -> !values.containsKey(key))
                .forEach(admin::remove);
        values.forEach(admin::set);
    }
}
