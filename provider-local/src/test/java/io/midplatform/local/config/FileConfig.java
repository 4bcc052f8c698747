package io.midplatform.local.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Properties;

/** How a file and a folder are chosen and written. */
final class FileConfig {
    private FileConfig() {}

    static Map<String, String> file(Path file) {
        return chosen("file", file);
    }

    static Map<String, String> folder(Path folder) {
        return chosen("folder", folder);
    }

    private static Map<String, String> chosen(String kind, Path path) {
        return Map.of(
                "midplatform.provider",
                "local",
                "midplatform.config.values.kind",
                kind,
                "midplatform.config.values.file",
                path.toString());
    }

    /** Writes beside and renames. */
    static void writeProperties(Path file, Map<String, String> values) throws IOException {
        Properties properties = new Properties();
        properties.putAll(values);
        Path beside = file.resolveSibling("beside.tmp");
        try (var writer = Files.newBufferedWriter(beside)) {
            properties.store(writer, null);
        }
        Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Swaps the link {@code ..data} to a new folder, as Kubernetes does. */
    static void writeFolder(Path folder, Map<String, String> values) throws IOException {
        Path data = Files.createTempDirectory(folder, "..data-");
        for (Map.Entry<String, String> value : values.entrySet()) {
            // as an editor would, but for the value that would lose its own last character with the line's end
            String end = value.getValue().endsWith("\r") ? "" : "\n";
            Files.writeString(data.resolve(value.getKey()), value.getValue() + end);
        }
        Path link = folder.resolve("..data_tmp");
        Files.createSymbolicLink(link, data.getFileName());
        Files.move(link, folder.resolve("..data"), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        for (String key : values.keySet()) {
            Path visible = folder.resolve(key);
            if (!Files.isSymbolicLink(visible)) {
                Files.createSymbolicLink(visible, Path.of("..data", key));
            }
        }
        try (var entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (Files.isSymbolicLink(entry) && !Files.exists(entry)) {
                    Files.delete(entry);
                }
            }
        }
    }
}
