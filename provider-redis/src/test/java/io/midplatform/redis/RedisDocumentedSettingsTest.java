package io.midplatform.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.config.Default;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page lists the settings that the record declares, all of them and no others, with their defaults, and the rights that the suites need. */
class RedisDocumentedSettingsTest {
    private static final Path PAGE = Path.of("..", "docs", "providers", "redis.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z0-9-]+)` \\| (.*?) \\|");

    @Test
    void settings_areListed() throws IOException {
        String section = Files.readString(PAGE).split("\n## Settings\n", 2)[1].split("\n## ", 2)[0];
        Map<String, String> documented = new TreeMap<>();
        Matcher row = ROW.matcher(section);
        while (row.find()) {
            documented.put(row.group(1), row.group(2));
        }
        Map<String, String> declared = new TreeMap<>();
        for (RecordComponent component : RedisSettings.class.getRecordComponents()) {
            String name = component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            Default value = component.getAnnotation(Default.class);
            declared.put(name, value == null ? "" : "`" + value.value() + "`");
        }
        assertThat(documented.keySet()).isEqualTo(declared.keySet());
        declared.forEach((name, value) -> {
            if (!value.isEmpty()) {
                assertThat(documented.get(name)).as(name).isEqualTo(value);
            }
        });
    }

    @Test
    void tuning_hasTheSameDefaults() throws NoSuchMethodException {
        RedisTuning defaults = RedisTuning.defaults();
        Map<String, String> expected = Map.of(
                "protocol",
                defaults.protocol().name().toLowerCase(Locale.ROOT),
                "connectTimeout",
                defaults.connectTimeout().toSeconds() + "s",
                "keepAlive",
                defaults.keepAlive().toSeconds() + "s",
                "tcpUserTimeout",
                defaults.tcpUserTimeout().toSeconds() + "s",
                "requestQueue",
                String.valueOf(defaults.requestQueue()),
                "clientName",
                defaults.clientName());
        for (RecordComponent component : RedisSettings.class.getRecordComponents()) {
            String known = expected.get(component.getName());
            if (known != null) {
                assertThat(component.getAnnotation(Default.class).value()).isEqualTo(known);
            }
        }
    }

    @Test
    void rights_areThoseOfTheSuites() throws IOException {
        String page = Files.readString(PAGE).replaceAll("\\s+", " ");
        assertThat(page)
                .contains(RedisTlsContractTest.LEAST_RIGHTS
                        .replace(" ~team-a:*", "")
                        .replaceAll("\\s+", " "));
    }
}
