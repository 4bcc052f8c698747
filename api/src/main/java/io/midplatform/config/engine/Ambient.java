package io.midplatform.config.engine;

import io.midplatform.engine.settings.KeyNames;
import io.midplatform.engine.settings.Setting;
import io.midplatform.engine.settings.SettingsInputs;
import io.midplatform.engine.settings.SettingsTree;
import io.midplatform.spi.SettingsSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The layers above the sources: what the program gives, system properties, environment. They are read at start and do not change. */
final class Ambient {
    /** What every JVM has: these would shadow keys such as {@code user.name} that mean something else. */
    private static final Pattern OF_THE_JVM = Pattern.compile("(java|sun|jdk|awt|os|file|path|line|native|stdin|stdout"
            + "|stderr)\\..*|user\\.(name|home|dir|language|country|script|variant|timezone|region)(\\..*)?|"
            + SettingsTree.ROOT + "(\\..*)?");

    private final List<SettingsSource> overrides;
    private final Map<String, String> environment;
    private final String envPrefix;
    private final List<Map<String, Setting>> layers = new ArrayList<>();

    Ambient(SettingsInputs inputs, Optional<String> envPrefix) {
        this.overrides = inputs.sources();
        this.environment = inputs.environment();
        this.envPrefix = envPrefix.orElse("");
        int rank = 0;
        for (SettingsSource source : overrides) {
            Map<String, Setting> layer = new TreeMap<>();
            for (String key : source.keys()) {
                Setting setting = isOwn(key) ? null : override(source, key, rank);
                if (setting != null) {
                    layer.put(key, setting);
                }
            }
            layers.add(layer);
            rank++;
        }
        Map<String, Setting> properties = new TreeMap<>();
        for (Map.Entry<String, String> property : inputs.systemProperties().entrySet()) {
            String key = property.getKey();
            if (!OF_THE_JVM.matcher(key).matches()) {
                properties.put(key, new Setting(key, property.getValue(), "system property " + key, rank));
            }
        }
        layers.add(properties);
    }

    /** The layers that can be enumerated: program, system properties. The environment is the next rank. */
    List<Map<String, Setting>> layers() {
        return layers;
    }

    int environmentRank() {
        return layers.size();
    }

    /** The strongest value that can only be asked for: of a program's source that does not enumerate it, or of the environment. */
    @Nullable
    Setting forward(String key, int weakerThan) {
        if (isOwn(key)) {
            return null;
        }
        for (int rank = 0; rank < overrides.size() && rank < weakerThan; rank++) {
            Setting found = override(overrides.get(rank), key, rank);
            if (found != null) {
                return found;
            }
        }
        return environmentRank() < weakerThan ? variable(key) : null;
    }

    @Nullable
    Setting override(String key, int rank) {
        return isOwn(key) ? null : override(overrides.get(rank), key, rank);
    }

    int overrideCount() {
        return overrides.size();
    }

    /** A key without a dot is too likely a variable of the system: {@code path}, {@code home}. */
    @Nullable
    Setting variable(String key) {
        if (envPrefix.isEmpty() && key.indexOf('.') < 0) {
            return null;
        }
        String name = envPrefix + KeyNames.variable(key);
        String value = environment.get(name);
        return value == null ? null : new Setting(key, value, "environment variable " + name, environmentRank());
    }

    /** The variables below the prefix whose keys no other layer knows, under the keys they most likely mean. */
    Map<String, Setting> enumerated(Set<String> known) {
        Map<String, Setting> guessed = new TreeMap<>();
        if (envPrefix.isEmpty()) {
            return guessed;
        }
        Set<String> names = new HashSet<>();
        known.forEach(key -> names.add(envPrefix + KeyNames.variable(key)));
        for (String name : environment.keySet()) {
            if (name.startsWith(envPrefix) && name.length() > envPrefix.length() && !names.contains(name)) {
                String key = name.substring(envPrefix.length())
                        .toLowerCase(Locale.ROOT)
                        .replace('_', '.');
                Setting setting = variable(key);
                if (setting != null) {
                    guessed.put(key, setting);
                }
            }
        }
        return guessed;
    }

    private static @Nullable Setting override(SettingsSource source, String key, int rank) {
        return source.find(key)
                .map(value -> new Setting(key, value, "settings source '" + source.name() + "'", rank))
                .orElse(null);
    }

    private static boolean isOwn(String key) {
        return key.equals(SettingsTree.ROOT) || key.startsWith(SettingsTree.ROOT + ".");
    }
}
