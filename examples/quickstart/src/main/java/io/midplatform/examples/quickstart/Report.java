package io.midplatform.examples.quickstart;

import io.midplatform.storage.Bucket;
import io.midplatform.storage.BucketWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The counts by file type: an object in a bucket, and a table for people. */
final class Report {
    static final String KEY = "report.csv";
    private static final int LONGEST_TYPE = 12;

    private final Map<String, Counts> byType = new TreeMap<>();

    Report(Map<String, Counts> counted) {
        counted.forEach((key, counts) -> byType.merge(type(key), counts, Counts::plus));
    }

    static String type(String key) {
        String name = key.substring(key.lastIndexOf('/') + 1);
        int dot = name.lastIndexOf('.');
        String type = dot <= 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
        boolean plain =
                !type.isEmpty() && type.length() <= LONGEST_TYPE && type.chars().allMatch(Report::isPlain);
        return plain ? "." + type : "(other)";
    }

    private static boolean isPlain(int c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    }

    Counts total() {
        return byType.values().stream().reduce(Counts.NONE, Counts::plus);
    }

    /** Writes the report; it is there whole, or not at all. */
    void write(Bucket bucket) throws IOException {
        try (BucketWriter writer = bucket.writer(KEY)) {
            writer.write("type,files,lines,words,bytes\n".getBytes(StandardCharsets.UTF_8));
            for (Map.Entry<String, Counts> row : byType.entrySet()) {
                Counts c = row.getValue();
                String line = "%s,%d,%d,%d,%d%n".formatted(row.getKey(), c.files(), c.lines(), c.words(), c.bytes());
                writer.write(line.replace("\r\n", "\n").getBytes(StandardCharsets.UTF_8));
            }
            writer.commit();
        }
    }

    /** The report object as a table. */
    static String table(String csv) {
        StringBuilder table = new StringBuilder();
        csv.lines().forEach(line -> {
            String[] cells = line.split(",", -1);
            table.append("  %-14s %10s %14s %14s %16s%n".formatted((Object[]) cells));
        });
        return table.toString();
    }
}
