package io.midplatform.engine.settings;

import io.midplatform.config.Default;
import io.midplatform.config.NotEmpty;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Makes records and single values out of dotted keys. Whatever is wrong is told to {@link Problems}; a null means that it was. Not thread-safe.
 */
public final class RecordBinder {
    private static final AnnotatedElement NO_ANNOTATIONS = Object.class;

    private final Lookup lookup;
    private final Problems problems;

    /**
     * Makes a binder.
     *
     * @param lookup where values come from
     * @param problems where problems go
     */
    public RecordBinder(Lookup lookup, Problems problems) {
        this.lookup = lookup;
        this.problems = problems;
    }

    /**
     * Binds a record.
     *
     * @param <R> its type
     * @param type its class
     * @param paths where its keys may stand, strongest first; empty text for the root
     * @return the record, empty when there were problems
     */
    public <R extends Record> Optional<R> bind(Class<R> type, List<String> paths) {
        return Optional.ofNullable(type.cast(record(type, Spot.of(paths))));
    }

    /**
     * Reads one value.
     *
     * @param type a type of single values, a record, or a list, set or map of them
     * @param key its key
     * @return the value, null when it is missing or wrong; only the latter is a problem
     */
    public @Nullable Object value(Type type, String key) {
        Spot spot = Spot.of(List.of(key));
        if (!(type instanceof ParameterizedType parameterized && parameterized.getRawType() == Optional.class)
                && !isPresent(type, spot, new LinkedHashSet<>())) {
            return null;
        }
        return value(type, NO_ANNOTATIONS, spot);
    }

    private @Nullable Object record(Class<?> type, Spot spot) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        boolean complete = true;
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            values[i] =
                    value(components[i].getGenericType(), components[i], spot.child(components[i].getName(), lookup));
            complete &= values[i] != null;
        }
        for (Spot.Base base : spot.bases()) {
            Setting text = lookup.find(base.path());
            if (text != null && !text.value().isBlank()) {
                problems.add(Problem.of(text, "expected keys below it, not a value of its own"));
                complete = false;
            }
        }
        return complete ? Construction.of(type, types, values, spot, lookup, problems) : null;
    }

    @Nullable
    Object value(Type type, AnnotatedElement annotations, Spot spot) {
        Class<?> raw = raw(type);
        if (raw == Optional.class) {
            Type content = argument(type, 0);
            if (!annotations.isAnnotationPresent(Default.class) && !isPresent(content, spot, new LinkedHashSet<>())) {
                return Optional.empty();
            }
            Object value = value(content, annotations, spot);
            return value == null ? null : Optional.of(value);
        }
        if (raw == Map.class) {
            return map(type, annotations, spot);
        }
        if (raw == List.class || raw == Set.class || raw == Collection.class) {
            return elements(type, raw, annotations, spot);
        }
        if (raw.isRecord() && !TextValues.supports(raw)) {
            return record(raw, spot);
        }
        return single(raw, annotations, spot);
    }

    private @Nullable Object single(Class<?> type, AnnotatedElement annotations, Spot spot) {
        if (!TextValues.supports(type)) {
            problems.add(Problem.missing(
                    spot.name(),
                    "values of type " + type.getTypeName() + " cannot be read; use a record, a list, a map or a type"
                            + " of single values"));
            return null;
        }
        Setting setting = find(spot);
        if (setting == null) {
            Default standard = annotations.getAnnotation(Default.class);
            if (standard == null) {
                problems.add(Problem.missing(spot.name(), "is missing; expected " + TextValues.expected(type)));
                return null;
            }
            setting = new Setting(spot.name(), standard.value(), "default", Integer.MAX_VALUE);
        }
        return convert(setting, type, annotations);
    }

    private @Nullable Object convert(Setting setting, Class<?> type, AnnotatedElement annotations) {
        Setting shown = type == io.midplatform.Secret.class ? setting.hidden() : setting;
        if (setting.fault() != null) {
            problems.add(Problem.of(shown, setting.fault()));
            return null;
        }
        Object value = TextValues.parse(setting.value(), type);
        if (value == null) {
            problems.add(Problem.of(shown, "expected " + TextValues.expected(type)));
            return null;
        }
        String violation = Constraints.violation(value, annotations);
        if (violation != null) {
            problems.add(Problem.of(shown, violation));
            return null;
        }
        return value;
    }

    /** The strongest value of the first path that has one; two spellings of equal strength are a problem. */
    private @Nullable Setting find(Spot spot) {
        for (List<Spot.Base> group : spot.groups()) {
            Setting best = null;
            for (Spot.Base base : group) {
                Setting found = lookup.find(base.path());
                if (found == null) {
                    continue;
                }
                if (best == null || found.rank() < best.rank()) {
                    best = found;
                } else if (found.rank() == best.rank()
                        // one variable answers for both spellings
                        && !(found.origin().equals(best.origin())
                                && found.value().equals(best.value()))) {
                    problems.add(Problem.of(
                            found, "the same as " + best.key() + " (" + best.origin() + "); keep one of the two"));
                }
            }
            if (best != null) {
                return best;
            }
        }
        return null;
    }

    private @Nullable Object elements(Type type, Class<?> raw, AnnotatedElement annotations, Spot spot) {
        Type content = argument(type, 0);
        Setting text = find(spot);
        Spot.Base numbered = numbered(spot, text);
        List<Object> values = new ArrayList<>();
        boolean complete = true;
        if (numbered != null) {
            complete = numberedElements(content, annotations, numbered, values);
        } else {
            Default standard = annotations.getAnnotation(Default.class);
            if (text == null && standard != null) {
                text = new Setting(spot.name(), standard.value(), "default", Integer.MAX_VALUE);
            }
            complete = text == null || textElements(content, annotations, text, values);
        }
        if (complete && values.isEmpty() && annotations.isAnnotationPresent(NotEmpty.class)) {
            problems.add(Problem.missing(spot.name(), "needs at least one element"));
            return null;
        }
        if (!complete) {
            return null;
        }
        return raw == Set.class ? Collections.unmodifiableSet(new LinkedHashSet<>(values)) : List.copyOf(values);
    }

    private boolean textElements(Type content, AnnotatedElement annotations, Setting text, List<Object> into) {
        Class<?> raw = raw(content);
        if (text.fault() == null && text.value().isBlank()) {
            return true;
        }
        if (!TextValues.supports(raw)) {
            problems.add(Problem.of(text, "expected numbered elements (" + text.key() + ".0…), not one value"));
            return false;
        }
        boolean complete = true;
        for (String part : text.fault() == null ? TextValues.split(text.value()) : List.of("")) {
            Object value = convert(text.value(part), raw, annotations);
            complete &= value != null;
            if (value != null) {
                into.add(value);
            }
        }
        return complete;
    }

    // a list is taken whole from its strongest layer: layers replace lists, they do not mix elements
    private boolean numberedElements(Type content, AnnotatedElement annotations, Spot.Base base, List<Object> into) {
        RecordBinder ofLayer = new RecordBinder(new OneLayer(lookup, base.rank()), problems);
        Set<Integer> indexes = new TreeSet<>();
        for (Setting setting : lookup.below(base.path()).values()) {
            String segment = segment(setting.key(), base.path());
            if (setting.rank() == base.rank() && KeyShape.isIndex(segment)) {
                indexes.add(Integer.valueOf(segment));
            }
        }
        boolean complete = true;
        int expected = 0;
        for (int index : indexes) {
            if (index != expected) {
                problems.add(Problem.missing(base.path() + "." + expected, "is missing: a list has no gaps"));
                return false;
            }
            expected++;
            Object value = ofLayer.value(content, annotations, Spot.of(List.of(base.path() + "." + index)));
            complete &= value != null;
            if (value != null) {
                into.add(value);
            }
        }
        return complete;
    }

    private Spot.@Nullable Base numbered(Spot spot, @Nullable Setting text) {
        for (List<Spot.Base> group : spot.groups()) {
            Spot.Base best = null;
            for (Spot.Base base : group) {
                for (Setting setting : lookup.below(base.path()).values()) {
                    boolean element = KeyShape.isIndex(segment(setting.key(), base.path()));
                    if (element && (best == null || setting.rank() < best.rank())) {
                        best = base.rank(setting.rank());
                    }
                }
            }
            Setting here = text != null && group.stream().anyMatch(b -> b.path().equals(text.key())) ? text : null;
            if (best != null && here != null && here.rank() == best.rank()) {
                problems.add(Problem.of(here, "given as one value and as numbered elements; keep one of the two"));
                return null;
            }
            if (here != null && (best == null || here.rank() < best.rank())) {
                return null;
            }
            if (best != null) {
                return best;
            }
        }
        return null;
    }

    private @Nullable Object map(Type type, AnnotatedElement annotations, Spot spot) {
        Class<?> keys = raw(argument(type, 0));
        Type content = argument(type, 1);
        boolean dotted = TextValues.supports(raw(content));
        Map<String, String> names = new TreeMap<>();
        for (Spot.Base base : spot.bases()) {
            for (String key : lookup.below(base.path()).keySet()) {
                String rest =
                        base.path().isEmpty() ? key : key.substring(base.path().length() + 1);
                String name = dotted ? rest : segment(key, base.path());
                names.putIfAbsent(name, KeyNames.join(base.path(), name));
            }
        }
        Map<Object, Object> values = new LinkedHashMap<>();
        boolean complete = true;
        for (Map.Entry<String, String> name : names.entrySet()) {
            Object key = TextValues.parse(name.getKey(), keys);
            Object value = value(content, annotations, spot.entry(name.getKey()));
            if (key == null) {
                problems.add(Problem.missing(name.getValue(), "expected a key that is " + TextValues.expected(keys)));
            }
            complete &= key != null && value != null;
            if (key != null && value != null) {
                values.put(key, value);
            }
        }
        Setting text = find(spot);
        if (text != null && !text.value().isBlank()) {
            problems.add(Problem.of(text, "expected keys below it, not a value of its own"));
            return null;
        }
        if (complete && values.isEmpty() && annotations.isAnnotationPresent(NotEmpty.class)) {
            problems.add(Problem.missing(spot.name(), "needs at least one entry"));
            return null;
        }
        return complete ? Collections.unmodifiableMap(values) : null;
    }

    boolean isPresent(Type type, Spot spot, Set<Type> within) {
        Class<?> raw = raw(type);
        if (raw == Optional.class) {
            return isPresent(argument(type, 0), spot, within);
        }
        boolean single = TextValues.supports(raw);
        for (Spot.Base base : spot.bases()) {
            if (lookup.find(base.path()) != null
                    || (!single && !lookup.below(base.path()).isEmpty())) {
                return true;
            }
        }
        if (!raw.isRecord() || single || !within.add(raw)) {
            return false;
        }
        // the environment cannot be enumerated: ask for each key that could be there
        boolean present = false;
        for (RecordComponent component : raw.getRecordComponents()) {
            present |= isPresent(component.getGenericType(), spot.child(component.getName(), lookup), within);
        }
        within.remove(raw);
        return present;
    }

    static String segment(String key, String path) {
        int from = path.isEmpty() ? 0 : path.length() + 1;
        int dot = key.indexOf('.', from);
        return dot < 0 ? key.substring(from) : key.substring(from, dot);
    }

    static Class<?> raw(Type type) {
        if (type instanceof Class<?> plain) {
            return plain;
        }
        return type instanceof ParameterizedType parameterized ? (Class<?>) parameterized.getRawType() : Object.class;
    }

    static Type argument(Type type, int index) {
        return type instanceof ParameterizedType parameterized
                ? parameterized.getActualTypeArguments()[index]
                : String.class;
    }

    /** The values of one layer only. */
    private record OneLayer(Lookup all, int rank) implements Lookup {
        @Override
        public @Nullable Setting find(String key) {
            Setting setting = all.find(key);
            return setting != null && setting.rank() == rank ? setting : null;
        }

        @Override
        public SortedMap<String, Setting> below(String path) {
            TreeMap<String, Setting> own = new TreeMap<>(all.below(path));
            own.values().removeIf(setting -> setting.rank() != rank);
            return own;
        }
    }
}
