package io.midplatform.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The least value that a record's component may have. For numbers, durations, sizes and dates; of a list or an {@code Optional}, for what it
 * holds.
 */
@Documented
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Min {
    /**
     * The least value, written as in a settings file: {@code "1"}, {@code "5m"}, {@code "64KiB"}.
     *
     * @return the text
     */
    String value();
}
