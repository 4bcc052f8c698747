package io.midplatform.engine.settings;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds keys below a record's prefix that the record does not know. */
public final class UnknownKeys {
    private UnknownKeys() {}

    /**
     * Finds them.
     *
     * @param lookup the values
     * @param prefix the record's prefix, empty for the root
     * @param type the record's class
     * @param ignoredRank the layer that only guesses its keys
     * @return a problem for each, with the nearest known key and without values
     */
    public static List<Problem> below(Lookup lookup, String prefix, Class<? extends Record> type, int ignoredRank) {
        KeyShape shape = new KeyShape();
        shape.add(type);
        List<Problem> unknown = new ArrayList<>();
        for (Setting setting : lookup.below(prefix).values()) {
            if (setting.rank() != ignoredRank) {
                String reason = reason(shape, prefix, setting.key());
                if (reason != null) {
                    unknown.add(Problem.unseen(setting, reason));
                }
            }
        }
        return unknown;
    }

    private static @Nullable String reason(KeyShape root, String prefix, String key) {
        KeyShape shape = root;
        int at = prefix.isEmpty() ? 0 : prefix.length() + 1;
        while (at <= key.length()) {
            int dot = key.indexOf('.', at);
            int end = dot < 0 ? key.length() : dot;
            KeyShape next = shape.step(key.substring(at, end));
            if (next == null) {
                return Declarations.unknown(at == 0 ? "" : key.substring(0, at - 1), key.substring(at), shape);
            }
            shape = next;
            at = end + 1;
        }
        return null;
    }
}
