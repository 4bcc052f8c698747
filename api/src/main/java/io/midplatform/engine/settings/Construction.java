package io.midplatform.engine.settings;

import io.midplatform.Secret;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Calls a record's constructor; what it throws is a problem of the values. */
final class Construction {
    private Construction() {}

    static @Nullable Object of(
            Class<?> type, Class<?>[] types, Object[] values, Spot spot, Lookup lookup, Problems problems) {
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException refused) {
            Throwable cause = refused.getTargetException();
            if (cause instanceof Error error) {
                throw error;
            }
            problems.add(Problem.missing(
                    spot.name().isEmpty() ? type.getSimpleName() : spot.name(),
                    masked(reason(type, cause), values, spot, lookup)));
        } catch (InaccessibleObjectException closed) {
            problems.add(Problem.missing(
                    spot.name(),
                    "the record " + type.getName() + " cannot be made: open its package to io.midplatform.api in"
                            + " module-info.java"));
        } catch (ReflectiveOperationException impossible) {
            problems.add(Problem.missing(
                    spot.name(), "the record " + type.getName() + " cannot be made: it is abstract or incomplete"));
        }
        return null;
    }

    private static String reason(Class<?> type, Throwable thrown) {
        String message = thrown.getMessage();
        return message == null || message.isBlank()
                ? type.getSimpleName() + " refuses its values ("
                        + thrown.getClass().getSimpleName() + ")"
                : message;
    }

    /** A constructor's message may quote a secret that it was given. */
    private static String masked(String message, Object[] values, Spot spot, Lookup lookup) {
        Stream<String> typed =
                Arrays.stream(values).filter(Secret.class::isInstance).map(value -> ((Secret) value).reveal());
        Stream<String> flagged = spot.bases().stream()
                .flatMap(base -> lookup.below(base.path()).keySet().stream())
                .map(lookup::find)
                .filter(setting -> setting != null && setting.secret())
                .map(setting -> setting == null ? "" : setting.value());
        String shown = message;
        for (String secret : Stream.concat(typed, flagged)
                .filter(text -> !text.isEmpty())
                .sorted(Comparator.comparing(String::length).reversed())
                .toList()) {
            shown = shown.replace(secret, Secret.MASK);
        }
        return shown;
    }
}
