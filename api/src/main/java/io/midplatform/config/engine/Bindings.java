package io.midplatform.config.engine;

import io.midplatform.config.DataSize;
import io.midplatform.config.engine.ConfigSettings.UnknownKeyPolicy;
import io.midplatform.engine.settings.KeyNames;
import io.midplatform.engine.settings.Problem;
import io.midplatform.engine.settings.Problems;
import io.midplatform.engine.settings.RecordBinder;
import io.midplatform.engine.settings.UnknownKeys;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Binds records and live values to a snapshot. Thread-safe. */
final class Bindings {
    private static final Logger LOG = LoggerFactory.getLogger(Bindings.class);
    private static final int MOST_TOLD = 1000;

    private final UnknownKeyPolicy policy;
    private final Layers layers;
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    Bindings(UnknownKeyPolicy policy, Layers layers) {
        this.policy = policy;
        this.layers = layers;
    }

    <R extends Record> @Nullable R record(Snapshot snapshot, String prefix, Class<R> type, Problems problems) {
        layers.secrecy().learn(type, prefix);
        for (Problem unknown : UnknownKeys.below(snapshot, prefix, type, layers.environmentRank())) {
            if (policy == UnknownKeyPolicy.ERROR) {
                problems.add(unknown);
            } else if (told.size() < MOST_TOLD && told.add(type.getName() + ' ' + unknown)) {
                LOG.warn("A key of the configuration has no component in {}: {}", type.getSimpleName(), unknown);
            }
        }
        return new RecordBinder(snapshot, problems).bind(type, List.of(prefix)).orElse(null);
    }

    @SuppressWarnings("unchecked") // a record's class, or the type that the binder reads
    <T> @Nullable T live(Snapshot snapshot, String key, Class<T> type, Problems problems) {
        if (type.isRecord() && type != DataSize.class) {
            return (T) record(snapshot, key, type.asSubclass(Record.class), problems);
        }
        layers.secrecy().learn(type, key);
        int before = problems.list().size();
        Object value = snapshot.read(key, type, problems);
        if (value == null && problems.list().size() == before) {
            String near = KeyNames.nearest(key, snapshot.merged().winners().keySet())
                    .map(known -> "; did you mean " + known + "?")
                    .orElse("");
            problems.add(new Problem(key, null, null, "is missing; a live value must be there" + near));
        }
        return (T) value;
    }
}
