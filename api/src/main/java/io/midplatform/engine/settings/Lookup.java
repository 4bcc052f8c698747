package io.midplatform.engine.settings;

import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** What the binder reads from: the strongest value of each key. */
public interface Lookup {
    /**
     * The value of a key, with its placeholders resolved.
     *
     * @param key the exact key
     * @return its strongest value, null when no layer has it
     */
    @Nullable
    Setting find(String key);

    /**
     * The keys that can be enumerated below a path.
     *
     * @param path the path, without a dot at its end; empty for all
     * @return the settings as written, placeholders unresolved, by key
     */
    SortedMap<String, Setting> below(String path);
}
