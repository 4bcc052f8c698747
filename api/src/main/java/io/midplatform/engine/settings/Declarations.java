package io.midplatform.engine.settings;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which keys of the settings tree are legal, and what to say of the others. Thread-safe. */
final class Declarations {
    private static final Logger LOG = LoggerFactory.getLogger(SettingsTree.class);
    private static final int MOST_LISTED = 16;

    private final KeyShape root = new KeyShape();

    Declarations() {
        for (String control : List.of(SettingsTree.CONFIG_FILE, SettingsTree.PROFILE, SettingsTree.SETTINGS)) {
            at(control).value();
        }
    }

    synchronized void add(String path, Collection<Class<? extends Record>> records, Set<String> extraKeys) {
        KeyShape shape = at(path);
        for (Type record : records) {
            shape.add(record);
        }
        for (String key : extraKeys) {
            at(KeyNames.join(path, key)).addList();
        }
    }

    synchronized void open(String path) {
        at(path).open();
    }

    synchronized boolean isSecret(String key) {
        KeyShape shape = root;
        for (String segment : key.split("\\.", -1)) {
            KeyShape next = shape.step(segment);
            if (next == null) {
                return false;
            }
            shape = next;
        }
        return shape.isSecret();
    }

    synchronized void leaves(BiConsumer<String, Boolean> visitor) {
        root.leaves("", (key, shape) -> visitor.accept(key, shape.isSecret()));
    }

    /** A key of a file whose first segment is nearly ours is a slip, not a value of {@code Config}. */
    void checkRoot(Setting setting, Problems problems) {
        String first = setting.key().split("\\.", 2)[0];
        if (KeyNames.nearest(first, List.of(SettingsTree.ROOT)).isPresent()) {
            problems.add(Problem.unseen(
                    setting, "'" + Problem.printable(first) + "' is not known; did you mean midplatform?"));
        }
    }

    synchronized void check(Setting setting, Problems problems) {
        KeyShape shape = root;
        StringBuilder path = new StringBuilder();
        String[] segments = setting.key().split("\\.", -1);
        for (int i = 0; i < segments.length; i++) {
            KeyShape next = shape.step(segments[i]);
            if (next == null) {
                String rest = setting.key().substring(path.length() + (i == 0 ? 0 : 1));
                problems.add(Problem.unseen(setting, unknown(path.toString(), rest, shape)));
                return;
            }
            path.append(i == 0 ? "" : ".").append(segments[i]);
            shape = next;
        }
        if (!shape.isValue() && !shape.isOpen() && !setting.value().isBlank() && !problems.has(setting)) {
            problems.add(Problem.unseen(setting, "expected keys below it, not a value of its own"));
        }
    }

    /** What to say of a key that is not known. */
    static String unknown(String path, String rest, KeyShape shape) {
        Set<String> candidates = new TreeSet<>();
        Set<String> children = shape.names();
        int dot = rest.indexOf('.');
        for (String child : children) {
            candidates.add(dot < 0 ? child : child + rest.substring(dot));
        }
        shape.leaves("", (key, leaf) -> candidates.add(key));
        Optional<String> nearest = KeyNames.nearest(rest, candidates);
        if (nearest.isPresent()) {
            return "is not a known key; did you mean " + KeyNames.join(path, nearest.get()) + "?";
        }
        if (children.isEmpty()) {
            return "is not a known key; there is none below " + path;
        }
        List<String> listed = new ArrayList<>(children).subList(0, Math.min(MOST_LISTED, children.size()));
        return "is not a known key; " + (path.isEmpty() ? "known" : "known below " + path) + ": "
                + String.join(", ", listed) + (listed.size() < children.size() ? ", …" : "");
    }

    synchronized void checkVariables(Set<String> variables, Set<String> used, Problems problems) {
        Map<String, String> keys = new HashMap<>();
        root.leaves("", (key, shape) -> {
            String before = keys.putIfAbsent(KeyNames.variable(key), key);
            if (before != null) {
                problems.add(Problem.missing(
                        key,
                        "has the same environment variable " + KeyNames.variable(key) + " as " + before
                                + "; give one of the resources another name"));
            }
        });
        Set<String> unknown = new TreeSet<>();
        for (String variable : variables) {
            if (variable.startsWith("MIDPLATFORM_") && !keys.containsKey(variable) && !used.contains(variable)) {
                unknown.add(Problem.printable(variable));
            }
        }
        if (!unknown.isEmpty()) {
            LOG.warn("These environment variables are no settings of this platform: {}", String.join(", ", unknown));
        }
    }

    private KeyShape at(String path) {
        KeyShape shape = root;
        for (String segment : path.split("\\.", -1)) {
            shape = shape.child(segment);
        }
        return shape;
    }
}
