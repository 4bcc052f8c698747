package io.midplatform.engine.settings;

import io.midplatform.Secret;
import org.jspecify.annotations.Nullable;

/**
 * One value with where it came from.
 *
 * @param key the dotted key as it is written in its source
 * @param value the value with its placeholders resolved; the text as written while {@code fault} is set
 * @param origin file and line, variable, system property or source
 * @param rank the strength of its layer; 0 is the strongest
 * @param secret whether the value may not be shown
 * @param fault why the placeholders could not be resolved, null when they could
 */
public record Setting(
        String key,
        String value,
        String origin,
        int rank,
        boolean secret,
        @Nullable String fault) {
    /**
     * A plain value.
     *
     * @param key the dotted key
     * @param value the value
     * @param origin where it came from
     * @param rank the strength of its layer
     */
    public Setting(String key, String value, String origin, int rank) {
        this(key, value, origin, rank, false, null);
    }

    /**
     * The same setting with another value, under the same key.
     *
     * @param other the value
     * @return the setting
     */
    public Setting value(String other) {
        return new Setting(key, other, origin, rank, secret, fault);
    }

    /**
     * The same setting, not to be shown.
     *
     * @return the setting
     */
    public Setting hidden() {
        return secret ? this : new Setting(key, value, origin, rank, true, fault);
    }

    /**
     * The same setting in another layer.
     *
     * @param other the layer's strength
     * @return the setting
     */
    public Setting rank(int other) {
        return new Setting(key, value, origin, other, secret, fault);
    }

    /**
     * The same setting, unusable.
     *
     * @param reason why
     * @return the setting
     */
    public Setting fault(String reason) {
        return new Setting(key, value, origin, rank, secret, reason);
    }

    /**
     * The value for people.
     *
     * @return the value, or {@code ***}
     */
    public String shown() {
        return secret ? Secret.MASK : Masking.shown(value);
    }

    @Override
    public String toString() {
        return key + " = " + shown() + " (" + origin + ")";
    }
}
