package io.midplatform.engine.settings;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Checks the values that are there, of a record that other paths may complete: what is missing is no problem. What holds a secret is left alone,
 * since to resolve it means I/O.
 */
final class PresentValues {
    private final Lookup lookup;
    private final RecordBinder binder;

    /**
     * Makes a check.
     *
     * @param lookup the values, without those that hold a secret
     * @param problems where problems go
     */
    PresentValues(Lookup lookup, Problems problems) {
        this.lookup = lookup;
        this.binder = new RecordBinder(lookup, problems);
    }

    /** Checks the values for each of several records, of which one may know a key otherwise than another; one that takes a value is enough. */
    static void check(Collection<Class<? extends Record>> records, String path, Lookup lookup, Problems problems) {
        Map<String, Integer> knowing = new HashMap<>();
        Map<String, Integer> refusing = new HashMap<>();
        List<Problem> found = new ArrayList<>();
        for (Class<? extends Record> record : records) {
            for (RecordComponent component : record.getRecordComponents()) {
                knowing.merge(plain(component.getName()), 1, Integer::sum);
            }
            Problems own = new Problems();
            new PresentValues(lookup, own).check(record, Spot.of(List.of(path)));
            found.addAll(own.list());
            own.list().stream()
                    .map(problem -> component(problem, path))
                    .distinct()
                    .forEach(component -> refusing.merge(component, 1, Integer::sum));
        }
        for (Problem problem : found) {
            String component = component(problem, path);
            if (refusing.getOrDefault(component, 0) >= knowing.getOrDefault(component, 0)) {
                problems.add(problem);
            }
        }
    }

    /** The component of a record that a problem is about. */
    private static String component(Problem problem, String path) {
        String rest = problem.key().startsWith(path + ".") ? problem.key().substring(path.length() + 1) : problem.key();
        int dot = rest.indexOf('.');
        return plain(dot < 0 ? rest : rest.substring(0, dot));
    }

    private static String plain(String name) {
        return name.replace("-", "").toLowerCase(Locale.ROOT);
    }

    private void check(Class<?> record, Spot spot) {
        for (RecordComponent component : record.getRecordComponents()) {
            check(component.getGenericType(), component, spot.child(component.getName(), lookup));
        }
    }

    private void check(Type type, AnnotatedElement annotations, Spot spot) {
        Class<?> raw = RecordBinder.raw(type);
        if (raw == Optional.class) {
            check(RecordBinder.argument(type, 0), annotations, spot);
        } else if (!binder.isPresent(type, spot, new LinkedHashSet<>())) {
            return;
        } else if (isRecord(raw)) {
            check(raw, spot);
        } else if (raw == Map.class && isRecord(RecordBinder.raw(RecordBinder.argument(type, 1)))) {
            entries(spot).forEach(name -> check(RecordBinder.argument(type, 1), annotations, spot.entry(name)));
        } else if (!holdsSecret(spot)) {
            binder.value(type, annotations, spot);
        }
    }

    private static boolean isRecord(Class<?> raw) {
        return raw.isRecord() && !TextValues.supports(raw);
    }

    private Set<String> entries(Spot spot) {
        Set<String> names = new TreeSet<>();
        for (Spot.Base base : spot.bases()) {
            lookup.below(base.path()).keySet().forEach(key -> names.add(RecordBinder.segment(key, base.path())));
        }
        return names;
    }

    /** A list or map of which one element cannot be known is not known. */
    private boolean holdsSecret(Spot spot) {
        return spot.bases().stream()
                .flatMap(base -> lookup.below(base.path()).values().stream())
                .anyMatch(setting -> Placeholders.holdSecret(setting.value()));
    }
}
