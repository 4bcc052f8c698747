package io.midplatform.examples.worlds;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.Capability;
import io.midplatform.Platform;
import io.midplatform.PlatformDescription;
import io.midplatform.Support;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The tables of features and limits in {@code docs/providers.md} are what the providers declare; {@code -Dfeatures=write} writes them anew. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class FeatureTablesTest {
    private static final Path PAGE = Path.of("../../docs/providers.md");
    private static final String BEGIN = "<!-- generated: begin -->\n";
    private static final String END = "<!-- generated: end -->\n";

    /** The columns: a resource's name, what stands above it, its settings. */
    private record Column(Capability capability, String title, Map<String, String> settings) {
        String name() {
            return title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("-$", "");
        }
    }

    private static final List<Column> COLUMNS = List.of(
            new Column(Capability.STORAGE, "local", Map.of("provider", "local")),
            new Column(Capability.STORAGE, "S3", Map.of("provider", "aws", "bucket", "acme")),
            new Column(
                    Capability.STORAGE,
                    "S3-compatible",
                    Map.of("provider", "aws", "compat", "generic-s3", "endpoint", "http://127.0.0.1:1")),
            new Column(Capability.STORAGE, "Blob Storage", Map.of("provider", "azure", "versions", "true")),
            new Column(Capability.QUEUE, "local", Map.of("provider", "local")),
            new Column(Capability.QUEUE, "SQS", Map.of("provider", "aws")),
            new Column(Capability.QUEUE, "SQS FIFO", Map.of("provider", "aws", "ordered", "true")),
            new Column(Capability.QUEUE, "Storage Queue", Map.of("provider", "azure")),
            new Column(
                    Capability.QUEUE,
                    "Service Bus",
                    Map.of("provider", "azure", "service", "service-bus", "namespace", "acme")),
            new Column(
                    Capability.QUEUE,
                    "Service Bus, ordered",
                    Map.of("provider", "azure", "service", "service-bus", "namespace", "acme", "ordered", "true")),
            new Column(Capability.CACHE, "local", Map.of("provider", "local")),
            new Column(Capability.CACHE, "Redis", Map.of("provider", "redis", "host", "127.0.0.1")),
            new Column(Capability.CACHE, "ElastiCache", Map.of("provider", "aws", "host", "127.0.0.1")),
            new Column(Capability.CACHE, "Managed Redis", Map.of("provider", "azure", "host", "127.0.0.1")));

    @Test
    void page_tables_areWhatTheProvidersDeclare() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END);
        String tables = tables();
        if ("write".equals(System.getProperty("features"))) {
            Files.writeString(PAGE, page.substring(0, begin) + tables + page.substring(end));
            return;
        }
        assertThat(page.substring(begin, end))
                .as("docs/providers.md; 'mvn verify -Dfeatures=write' writes it anew")
                .isEqualTo(tables);
    }

    private static String tables() {
        Map<String, String> settings = new LinkedHashMap<>();
        for (Column column : COLUMNS) {
            column.settings()
                    .forEach((key, value) -> settings.put(
                            "midplatform." + column.capability().id() + "." + column.name() + "." + key, value));
        }
        settings.put("midplatform.providers.aws.region", "eu-west-1");
        settings.put("midplatform.providers.azure.account", "acme");
        try (Platform platform =
                Platform.builder().isolated().settings(settings).build()) {
            PlatformDescription described = platform.describe(); // waits for an absent Service Bus
            StringBuilder tables = new StringBuilder();
            for (Capability capability : Capability.values()) {
                List<Column> columns = COLUMNS.stream()
                        .filter(column -> column.capability() == capability)
                        .toList();
                if (!columns.isEmpty()) {
                    tables.append(table(described, capability, columns));
                }
            }
            return tables.toString();
        }
    }

    private static String table(PlatformDescription described, Capability capability, List<Column> columns) {
        List<PlatformDescription.Resource> resources = new ArrayList<>();
        for (Column column : columns) {
            resources.add(described.resources().stream()
                    .filter(r -> r.capability() == capability && r.name().equals(column.name()))
                    .findFirst()
                    .orElseThrow());
        }
        StringBuilder table = new StringBuilder("\n| " + capability.id());
        columns.forEach(column -> table.append(" | ").append(column.title()));
        table.append(" |\n|---").append("|---".repeat(columns.size())).append("|\n");
        rows(table, resources, r -> words(r.features()));
        rows(table, resources, PlatformDescription.Resource::limits);
        return table.toString();
    }

    private static Map<String, String> words(Map<String, Support> features) {
        Map<String, String> words = new LinkedHashMap<>();
        features.forEach((feature, support) -> words.put(
                "`" + feature + "`",
                switch (support) {
                    case NATIVE -> "yes";
                    case EMULATED -> "emulated";
                    case ABSENT -> "-";
                }));
        return words;
    }

    private static void rows(
            StringBuilder table,
            List<PlatformDescription.Resource> resources,
            Function<PlatformDescription.Resource, Map<String, String>> of) {
        Set<String> names = new LinkedHashSet<>();
        resources.forEach(r -> names.addAll(of.apply(r).keySet()));
        for (String name : names) {
            table.append("| ").append(name);
            resources.forEach(r -> table.append(" | ").append(of.apply(r).getOrDefault(name, "-")));
            table.append(" |\n");
        }
    }
}
