package io.midplatform.engine.settings;

import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Values of a test, one layer or several. */
final class MapLookup implements Lookup {
    private final TreeMap<String, Setting> values = new TreeMap<>();

    static MapLookup of(String... keysAndValues) {
        MapLookup lookup = new MapLookup();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            lookup.put(0, keysAndValues[i], keysAndValues[i + 1]);
        }
        return lookup;
    }

    MapLookup put(int rank, String key, String value) {
        values.merge(
                key,
                new Setting(key, value, "layer " + rank + ":" + key, rank),
                (a, b) -> a.rank() <= b.rank() ? a : b);
        return this;
    }

    MapLookup hide(String key) {
        values.computeIfPresent(key, (k, setting) -> setting.hidden());
        return this;
    }

    @Override
    public @Nullable Setting find(String key) {
        return values.get(key);
    }

    @Override
    public SortedMap<String, Setting> below(String path) {
        return path.isEmpty() ? values : values.subMap(path + ".", path + "/");
    }
}
