package io.midplatform.engine.settings;

import io.midplatform.spi.SettingsFormat;
import io.midplatform.spi.SettingsSource;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Builds a tree from what a test names. */
final class TreeOf {
    private final Path directory;
    private final List<SettingsSource> sources = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private final Map<String, String> system = new HashMap<>();
    private final List<SettingsFormat> formats = new ArrayList<>();

    TreeOf(Path directory) {
        this.directory = directory;
    }

    TreeOf source(String name, String key, String value) {
        sources.add(SettingsSource.of(name, Map.of(key, value)));
        return this;
    }

    TreeOf environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    TreeOf system(String name, String value) {
        system.put(name, value);
        return this;
    }

    TreeOf format(SettingsFormat format) {
        formats.add(format);
        return this;
    }

    TreeOf file(String name, String... lines) throws IOException {
        return write(directory.resolve("work"), name, lines);
    }

    TreeOf classPath(String name, String... lines) throws IOException {
        return write(directory.resolve("classes"), name, lines);
    }

    private TreeOf write(Path folder, String name, String... lines) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        Files.writeString(folder.resolve(name), String.join("\n", lines));
        return this;
    }

    SettingsTree load() throws IOException {
        Path work = Files.createDirectories(directory.resolve("work"));
        Path classes = Files.createDirectories(directory.resolve("classes"));
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {classes.toUri().toURL()}, null)) {
            return SettingsTree.load(new SettingsInputs(sources, environment, system, work, loader, formats));
        }
    }
}
