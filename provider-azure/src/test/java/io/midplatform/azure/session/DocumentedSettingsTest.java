package io.midplatform.azure.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.azure.config.AzureConfigSettings;
import io.midplatform.azure.managedredis.ManagedRedisSettings;
import io.midplatform.config.Default;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The tables of docs/providers/azure.md list the settings that the records declare, all of them and no others, with their defaults. */
class DocumentedSettingsTest {
    private static final Path PAGE = Path.of("..", "docs", "providers", "azure.md");
    private static final Set<String> SESSION = Set.of("endpoint", "credentials", "http", "retry");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z0-9.-]+?)(?:\\.<key>)?` \\| (.*?) \\|");

    /** The settings of a section of the page, with the column of their defaults. */
    private static Map<String, String> documented(String section) throws IOException {
        String text =
                Files.readString(PAGE).split("\n### " + section + "\n", 2)[1].split("\n##", 2)[0];
        Map<String, String> settings = new TreeMap<>();
        Matcher row = ROW.matcher(text);
        while (row.find()) {
            assertThat(settings.put(row.group(1), row.group(2)))
                    .as(row.group(1))
                    .isNull();
        }
        return settings;
    }

    /** The settings of a record with their declared defaults, empty for none. */
    private static Map<String, String> declared(Class<? extends Record> type) {
        Map<String, String> settings = new TreeMap<>();
        for (RecordComponent component : type.getRecordComponents()) {
            String name = component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            if (component.getType().isRecord()) {
                declared(component.getType().asSubclass(Record.class))
                        .forEach((key, value) -> settings.put(name + "." + key, value));
            } else {
                Default declared = component.getAnnotation(Default.class);
                settings.put(name, declared == null ? "" : declared.value());
            }
        }
        return settings;
    }

    private static void assertSame(Map<String, String> documented, Map<String, String> declared) {
        assertThat(documented.keySet()).isEqualTo(declared.keySet());
        declared.forEach((name, value) -> {
            if (!value.isEmpty()) {
                assertThat(documented.get(name)).as(name).isEqualTo("`" + value + "`");
            }
        });
    }

    private static Map<String, String> own(Class<? extends Record> type) {
        Map<String, String> settings = declared(type);
        settings.keySet().removeIf(name -> SESSION.contains(name.split("\\.", 2)[0]));
        return settings;
    }

    @Test
    void session_isListed() throws IOException {
        Map<String, String> settings = declared(AzureConfigSettings.class);
        settings.keySet().removeIf(name -> !SESSION.contains(name.split("\\.", 2)[0]));
        assertSame(documented("Session"), settings);
    }

    @Test
    void services_areListed() throws IOException {
        assertSame(documented("Configuration"), own(AzureConfigSettings.class));
        assertSame(documented("Managed Redis"), own(ManagedRedisSettings.class));
    }
}
