package io.midplatform.cloudtests;

import static org.assertj.core.api.Assertions.assertThat;

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

/**
 * The tables of a page of {@code docs/providers}, which list the settings that records declare, all of them and no others, with their defaults.
 *
 * @param page the page's name
 * @param session the settings, by the first part of their keys, that a provider's resources share and the section "Session" lists
 */
public record DocumentedSettings(String page, Set<String> session) {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z0-9.-]+?)(?:\\.<key>)?` \\| (.*?) \\|");

    /** The section lists what this record declares beside the session's. */
    public void assertListed(String section, Class<? extends Record> type) throws IOException {
        assertSame(section, type, false);
    }

    /** The section "Session" lists what of it this record declares. */
    public void assertSession(Class<? extends Record> type) throws IOException {
        assertSame("Session", type, true);
    }

    private void assertSame(String section, Class<? extends Record> type, boolean ofSession) throws IOException {
        Map<String, String> declared = declared(type);
        declared.keySet().removeIf(name -> session.contains(name.split("\\.", 2)[0]) != ofSession);
        Map<String, String> documented = documented(section);
        assertThat(documented.keySet()).isEqualTo(declared.keySet());
        declared.forEach((name, value) -> {
            if (!value.isEmpty()) {
                assertThat(documented.get(name)).as(name).isEqualTo("`" + value + "`");
            }
        });
    }

    /** The settings of a section of the page, with the column of their defaults. */
    private Map<String, String> documented(String section) throws IOException {
        String text = Files.readString(Path.of("..", "docs", "providers", page))
                .split("\n### " + section + "\n", 2)[1]
                .split("\n##", 2)[0];
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
}
