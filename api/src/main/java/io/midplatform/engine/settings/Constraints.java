package io.midplatform.engine.settings;

import io.midplatform.Secret;
import io.midplatform.config.Matches;
import io.midplatform.config.Max;
import io.midplatform.config.Min;
import io.midplatform.config.NotBlank;
import java.lang.reflect.AnnotatedElement;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks single values against the annotations of their component. */
final class Constraints {
    private Constraints() {}

    /** What the value violates, null for nothing. */
    static @Nullable String violation(Object value, AnnotatedElement annotations) {
        Min min = annotations.getAnnotation(Min.class);
        if (min != null && compare(value, min.value()) < 0) {
            return "must be at least " + min.value();
        }
        Max max = annotations.getAnnotation(Max.class);
        if (max != null && compare(value, max.value()) > 0) {
            return "must be at most " + max.value();
        }
        String text = value instanceof Secret secret ? secret.reveal() : value.toString();
        if (annotations.isAnnotationPresent(NotBlank.class) && text.isBlank()) {
            return "must not be blank";
        }
        Matches matches = annotations.getAnnotation(Matches.class);
        if (matches != null && !Pattern.matches(matches.value(), text)) {
            return "must match " + matches.value();
        }
        return null;
    }

    @SuppressWarnings("unchecked") // both are of the one class that parse reads
    private static int compare(Object value, String bound) {
        Object limit = value instanceof Comparable ? TextValues.parse(bound, value.getClass()) : null;
        if (limit == null) {
            throw new IllegalArgumentException("a bound of '" + bound + "' does not fit "
                    + value.getClass().getName() + "; it must be written like the component's values");
        }
        return ((Comparable<Object>) value).compareTo(limit);
    }
}
