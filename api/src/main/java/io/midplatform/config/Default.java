package io.midplatform.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The value that a record's component takes when no layer has its key, written as in a settings file.
 *
 * <pre>{@code
 * record Http(@Default("30s") Duration timeout, @Default("8") int connections) {}
 * }</pre>
 */
@Documented
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Default {
    /**
     * The value as text; elements of a list are separated by commas.
     *
     * @return the text
     */
    String value();
}
