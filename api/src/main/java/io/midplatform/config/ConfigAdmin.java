package io.midplatform.config;

import java.util.Optional;

/**
 * Writes to one source: for tools and tests, never for applications. What is written becomes visible in {@link Config} as any other change of
 * that source does. Thread-safe.
 *
 * <pre>{@code
 * ConfigAdmin admin = config.unwrap("features", ConfigAdmin.class).orElseThrow();
 * admin.set("pricing.discount", "0.15");
 * }</pre>
 */
public interface ConfigAdmin {
    /**
     * Reads what the source itself holds, without other layers and unmasked.
     *
     * @param key the dotted key, 1 to 512 characters, without control characters and empty segments
     * @return the value, empty when the source does not have the key
     * @throws io.midplatform.PlatformException {@code INVALID_REQUEST} for a malformed key
     */
    Optional<String> find(String key);

    /**
     * Sets a value.
     *
     * @param key the dotted key
     * @param value the value, at most 1,048,576 characters
     * @throws io.midplatform.PlatformException {@code INVALID_REQUEST} for a malformed key or value, {@code LIMIT_EXCEEDED}
     */
    void set(String key, String value);

    /**
     * Removes a value.
     *
     * @param key the dotted key
     * @return whether it was there
     * @throws io.midplatform.PlatformException {@code INVALID_REQUEST} for a malformed key
     */
    boolean remove(String key);

    /**
     * Sets a value if the present one is as expected, atomically.
     *
     * @param key the dotted key
     * @param expected the present value, empty for none
     * @param value the new value
     * @return whether it was set
     * @throws io.midplatform.PlatformException {@code INVALID_REQUEST} for a malformed key or value, {@code LIMIT_EXCEEDED}
     */
    boolean compareAndSet(String key, Optional<String> expected, String value);
}
