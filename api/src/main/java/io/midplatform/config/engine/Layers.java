package io.midplatform.config.engine;

import io.midplatform.engine.settings.Placeholders;
import io.midplatform.engine.settings.Setting;
import io.midplatform.engine.settings.SettingsTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Stacks the layers: what stands above the sources, the sources, the platform's settings files. Thread-safe. */
final class Layers {
    /**
     * The outcome of stacking.
     *
     * @param winners the winning values, resolved
     * @param written the winning values as written, to tell a new placeholder from an old one
     * @param sources the layers of the sources as they were
     * @param unresolved the winning values, as written, that could not be resolved
     */
    record Merged(
            TreeMap<String, Setting> winners,
            Map<String, String> written,
            List<Map<String, Setting>> sources,
            Map<String, Setting> unresolved) {}

    private final Ambient ambient;
    private final SettingsTree tree;
    private final Placeholders placeholders;
    private final Secrecy secrecy;
    private final Map<String, Setting> files = new TreeMap<>();
    private final int firstSource;
    private final List<Boolean> local;

    Layers(SettingsTree tree, Ambient ambient, Secrecy secrecy, List<Boolean> local) {
        this.tree = tree;
        this.ambient = ambient;
        this.secrecy = secrecy;
        this.placeholders = tree.placeholders();
        this.local = List.copyOf(local);
        this.firstSource = ambient.environmentRank() + 1;
        int below = firstSource + local.size();
        tree.outside().forEach((key, setting) -> files.put(key, setting.rank(below + setting.rank())));
    }

    int sourceRank(int index) {
        return firstSource + index;
    }

    int environmentRank() {
        return ambient.environmentRank();
    }

    boolean isSecret(String key) {
        return secrecy.isSecret(key);
    }

    Secrecy secrecy() {
        return secrecy;
    }

    SettingsTree tree() {
        return tree;
    }

    /** Stacks the layers; what a placeholder gave before stays when it cannot be resolved now. */
    Merged merge(List<Map<String, Setting>> sources, @Nullable Merged before) {
        TreeMap<String, Setting> raw = new TreeMap<>();
        ambient.layers().forEach(layer -> layer.forEach(raw::putIfAbsent));
        sources.forEach(layer -> layer.forEach(raw::putIfAbsent));
        files.forEach(raw::putIfAbsent);
        raw.replaceAll((key, setting) -> {
            Setting stronger = ambient.forward(key, setting.rank());
            return stronger == null ? setting : stronger;
        });
        ambient.enumerated(raw.keySet()).forEach(raw::putIfAbsent);
        TreeMap<String, Setting> winners = new TreeMap<>();
        Map<String, String> written = new TreeMap<>();
        Map<String, Setting> unresolved = new TreeMap<>();
        raw.forEach((key, setting) -> {
            written.put(key, setting.value());
            Setting resolved = resolve(setting);
            if (resolved.fault() != null) {
                unresolved.put(key, setting);
            }
            if (resolved.fault() != null
                    && before != null
                    && setting.value().equals(before.written().get(key))) {
                Setting last = before.winners().get(key);
                resolved = last == null ? resolved : last;
            }
            winners.put(key, resolved);
        });
        return new Merged(winners, written, List.copyOf(sources), unresolved);
    }

    /** Resolves once more what could not be resolved; all else is as it was stacked. */
    Merged again(Merged stacked) {
        TreeMap<String, Setting> winners = new TreeMap<>(stacked.winners());
        Map<String, Setting> unresolved = new TreeMap<>();
        stacked.unresolved().forEach((key, setting) -> {
            Setting resolved = resolve(setting);
            if (resolved.fault() == null) {
                winners.put(key, resolved);
            } else {
                unresolved.put(key, setting);
            }
        });
        return new Merged(winners, stacked.written(), stacked.sources(), unresolved);
    }

    private Setting resolve(Setting setting) {
        int source = setting.rank() - firstSource;
        boolean trusted = source < 0 || source >= local.size() || local.get(source);
        Setting resolved = placeholders.resolve(setting, trusted);
        return secrecy.isSecret(setting.key()) ? resolved.hidden() : resolved;
    }

    /** A value of a key that no layer enumerates. */
    @Nullable
    Setting forward(String key) {
        Setting found = ambient.forward(key, Integer.MAX_VALUE);
        return found == null ? null : resolve(found);
    }

    /** Every layer's value of a key, strongest first, as written. */
    List<Setting> all(String key, Merged merged) {
        List<Setting> found = new ArrayList<>();
        for (int rank = 0; rank < ambient.overrideCount(); rank++) {
            add(found, ambient.override(key, rank));
        }
        add(found, ambient.layers().get(ambient.overrideCount()).get(key));
        add(found, ambient.variable(key));
        merged.sources().forEach(layer -> add(found, layer.get(key)));
        add(found, files.get(key));
        return found;
    }

    private static void add(List<Setting> found, @Nullable Setting setting) {
        if (setting != null) {
            found.add(setting);
        }
    }
}
