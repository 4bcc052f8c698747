package io.midplatform.spi;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Settings that a program or a framework gives to the platform's builder; they are stronger than any file, variable or system property. Keys
 * are whole and dotted ({@code midplatform.storage.uploads.bucket}); keys outside {@code midplatform} become values of {@code Config}. Read
 * while the platform is built. Thread-safe.
 */
public interface SettingsSource {
    /**
     * What the source is called where the origin of a setting is told.
     *
     * @return a short name
     */
    String name();

    /**
     * Looks a value up.
     *
     * @param key the dotted key
     * @return its value, empty when this source has none
     */
    Optional<String> find(String key);

    /**
     * The keys that can be enumerated; a key that is not among them is still asked for by {@link #find}.
     *
     * @return the keys
     */
    Set<String> keys();

    /**
     * A source over a map.
     *
     * @param values the settings; copied
     * @return the source, named {@code program}
     */
    static SettingsSource of(Map<String, String> values) {
        return of("program", values);
    }

    /**
     * A source over a map.
     *
     * @param name what the source is called
     * @param values the settings; copied
     * @return the source
     */
    static SettingsSource of(String name, Map<String, String> values) {
        Objects.requireNonNull(name, "name");
        Map<String, String> copy = Map.copyOf(values);
        Set<String> keys = copy.keySet();
        return new SettingsSource() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Optional<String> find(String key) {
                return Optional.ofNullable(copy.get(key));
            }

            @Override
            public Set<String> keys() {
                return keys;
            }
        };
    }
}
