package io.midplatform;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A value that must not be shown: {@code toString} is {@code ***}. Settings and configuration records declare passwords and keys with this
 * type, and everything that prints them (messages, {@code describe()}, {@code explain}) prints the mask.
 *
 * <p>Immutable. Equality compares the values in constant time.
 */
public final class Secret {
    /** What is printed in place of a secret. */
    public static final String MASK = "***";

    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    /**
     * Wraps a value.
     *
     * @param value the secret value
     * @return the secret
     */
    public static Secret of(String value) {
        return new Secret(Objects.requireNonNull(value, "value"));
    }

    /**
     * The value itself, to be handed to whatever needs it and not kept.
     *
     * @return the value in clear
     */
    public String reveal() {
        return value;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Secret that
                && MessageDigest.isEqual(
                        value.getBytes(StandardCharsets.UTF_8), that.value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return MASK;
    }
}
