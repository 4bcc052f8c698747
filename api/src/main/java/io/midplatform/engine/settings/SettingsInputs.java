package io.midplatform.engine.settings;

import io.midplatform.spi.SettingsFormat;
import io.midplatform.spi.SettingsSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Everything that settings are read from.
 *
 * @param sources what the program gives, strongest first
 * @param environment the environment variables
 * @param systemProperties the system properties
 * @param directory the working directory
 * @param classLoader where files on the class path are sought
 * @param formats the formats besides {@code .properties}
 * @param usualPlaces whether files are sought in the working directory and on the class path
 */
public record SettingsInputs(
        List<SettingsSource> sources,
        Map<String, String> environment,
        Map<String, String> systemProperties,
        Path directory,
        ClassLoader classLoader,
        List<SettingsFormat> formats,
        boolean usualPlaces) {
    /**
     * Copies the collections.
     *
     * @param sources what the program gives, strongest first
     * @param environment the environment variables
     * @param systemProperties the system properties
     * @param directory the working directory
     * @param classLoader where files on the class path are sought
     * @param formats the formats besides {@code .properties}
     * @param usualPlaces whether files are sought in the working directory and on the class path
     */
    public SettingsInputs {
        sources = List.copyOf(sources);
        environment = Map.copyOf(environment);
        systemProperties = Map.copyOf(systemProperties);
        formats = List.copyOf(formats);
    }

    /**
     * All inputs, with files in the usual places.
     *
     * @param sources what the program gives, strongest first
     * @param environment the environment variables
     * @param systemProperties the system properties
     * @param directory the working directory
     * @param classLoader where files on the class path are sought
     * @param formats the formats besides {@code .properties}
     */
    public SettingsInputs(
            List<SettingsSource> sources,
            Map<String, String> environment,
            Map<String, String> systemProperties,
            Path directory,
            ClassLoader classLoader,
            List<SettingsFormat> formats) {
        this(sources, environment, systemProperties, directory, classLoader, formats, true);
    }

    /**
     * What the program gives, and nothing else.
     *
     * @param sources what the program gives, strongest first
     * @param classLoader where files on the class path are sought when a setting names one
     * @param formats the formats besides {@code .properties}
     * @return the inputs
     */
    public static SettingsInputs isolated(
            List<SettingsSource> sources, ClassLoader classLoader, List<SettingsFormat> formats) {
        return new SettingsInputs(sources, Map.of(), Map.of(), Path.of(""), classLoader, formats, false);
    }

    /**
     * What this process offers.
     *
     * @param sources what the program gives, strongest first
     * @param classLoader where files on the class path are sought
     * @param formats the formats besides {@code .properties}
     * @return the inputs
     */
    public static SettingsInputs ofProcess(
            List<SettingsSource> sources, ClassLoader classLoader, List<SettingsFormat> formats) {
        return new SettingsInputs(
                sources, System.getenv(), texts(System.getProperties()), Path.of(""), classLoader, formats);
    }

    private static Map<String, String> texts(Properties properties) {
        Map<String, String> texts = new TreeMap<>();
        for (String name : properties.stringPropertyNames()) {
            texts.put(name, properties.getProperty(name, ""));
        }
        return texts;
    }
}
