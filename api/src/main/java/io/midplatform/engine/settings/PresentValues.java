package io.midplatform.engine.settings;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.LinkedHashSet;
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

    void check(Class<?> record, Spot spot) {
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
