package io.midplatform.aws.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.aws.config.AwsConfigSettings;
import io.midplatform.aws.elasticache.ElastiCacheSettings;
import io.midplatform.aws.s3.S3Settings;
import io.midplatform.aws.sqs.SqsSettings;
import io.midplatform.config.Default;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The tables of docs/providers/aws.md list the settings that the records declare, all of them and no others, with their defaults. */
class DocumentedSettingsTest {
    private static final Path PAGE = Path.of("..", "docs", "providers", "aws.md");
    private static final Set<String> SESSION = Set.of("region", "endpoint", "credentials", "http", "retry");
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
    void session_isListed_andIsTheSameEverywhere() throws IOException {
        for (Class<? extends Record> type :
                Arrays.asList(S3Settings.class, SqsSettings.class, AwsConfigSettings.class)) {
            Map<String, String> settings = declared(type);
            settings.keySet().removeIf(name -> !SESSION.contains(name.split("\\.", 2)[0]));
            assertSame(documented("Session"), settings);
        }
    }

    @Test
    void services_areListed() throws IOException {
        assertSame(documented("S3"), own(S3Settings.class));
        assertSame(documented("SQS"), own(SqsSettings.class));
        assertSame(documented("ElastiCache and MemoryDB"), own(ElastiCacheSettings.class));
        assertSame(documented("Configuration"), own(AwsConfigSettings.class));
    }
}
