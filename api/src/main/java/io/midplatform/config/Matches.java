package io.midplatform.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The text of a record's component must match a pattern as a whole; of a list or an {@code Optional}, what it holds. */
@Documented
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Matches {
    /**
     * The pattern.
     *
     * @return a regular expression of {@link java.util.regex.Pattern}
     */
    String value();
}
