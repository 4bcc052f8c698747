package io.midplatform.config.engine;

import io.midplatform.config.ConfigDifference;
import io.midplatform.config.ConfigSnapshot;
import io.midplatform.config.ConfigValue;
import io.midplatform.engine.settings.Lookup;
import io.midplatform.engine.settings.Problems;
import io.midplatform.engine.settings.RecordBinder;
import io.midplatform.engine.settings.Setting;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** All values visible together: immutable, but for what has been read from it so far. */
final class Snapshot implements Lookup {
    private static final int MOST_KEPT = 10_000;

    private record Read(String key, Type type) {}

    private final long version;
    private final Instant time;
    private final Layers.Merged merged;
    private final Map<String, Long> since;
    private final Layers layers;
    private final Map<Read, Object> reads = new ConcurrentHashMap<>();
    private final Map<LiveRef<?>, Object> refs = new ConcurrentHashMap<>();

    Snapshot(long version, Instant time, Layers.Merged merged, Map<String, Long> since, Layers layers) {
        this.version = version;
        this.time = time;
        this.merged = merged;
        this.since = since;
        this.layers = layers;
    }

    long version() {
        return version;
    }

    Instant time() {
        return time;
    }

    Layers.Merged merged() {
        return merged;
    }

    /** The values of the live references in this snapshot. */
    Map<LiveRef<?>, Object> refs() {
        return refs;
    }

    @Override
    public @Nullable Setting find(String key) {
        Setting known = merged.winners().get(key);
        return known != null ? known : layers.forward(key);
    }

    @Override
    public SortedMap<String, Setting> below(String path) {
        TreeMap<String, Setting> winners = merged.winners();
        return Collections.unmodifiableSortedMap(path.isEmpty() ? winners : winners.subMap(path + ".", path + "/"));
    }

    /** Reads a value, once per key and type. */
    @Nullable
    Object read(String key, Type type, Problems problems) {
        Read read = new Read(key, type);
        Object value = reads.get(read);
        if (value == null) {
            value = new RecordBinder(this, problems).value(type, key);
            if (value != null && reads.size() < MOST_KEPT) {
                reads.put(read, value);
            }
        }
        return value;
    }

    /** Finds what was read before, without a look at anything else. */
    @Nullable
    Object known(String key, Type type) {
        return reads.get(new Read(key, type));
    }

    /** The keys whose values differ. */
    List<String> changed(Snapshot newer) {
        List<String> keys = new ArrayList<>();
        TreeSet<String> all = new TreeSet<>(merged.winners().keySet());
        all.addAll(newer.merged.winners().keySet());
        for (String key : all) {
            Setting before = merged.winners().get(key);
            Setting after = newer.merged.winners().get(key);
            if (before == null
                    || after == null
                    || !before.value().equals(after.value())
                    || (before.fault() == null) != (after.fault() == null)) {
                keys.add(key);
            }
        }
        return keys;
    }

    ConfigDifference difference(String key, Snapshot newer) {
        return new ConfigDifference(key, shown(key), newer.shown(key));
    }

    Optional<ConfigValue> shown(String key) {
        return Optional.ofNullable(find(key)).map(this::show);
    }

    ConfigValue show(Setting setting) {
        Setting masked = layers.isSecret(setting.key()) ? setting.hidden() : setting;
        String text = masked.shown();
        return new ConfigValue(
                setting.key(),
                text,
                setting.origin(),
                masked.secret() || !text.equals(masked.value()),
                since.getOrDefault(setting.key(), 1L));
    }

    ConfigSnapshot shown() {
        TreeMap<String, ConfigValue> values = new TreeMap<>();
        merged.winners().forEach((key, setting) -> values.put(key, show(setting)));
        return new ConfigSnapshot(version, time, values);
    }

    Map<String, Long> since() {
        return since;
    }
}
