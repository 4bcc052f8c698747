package io.midplatform.storage.spi;

import org.jspecify.annotations.Nullable;

/** Which keys a service can hold, beyond the contract's own rule of 1 to 1024 bytes of UTF-8. */
@FunctionalInterface
public interface KeyRules {
    /** Every key of the contract. */
    KeyRules ANY = key -> null;

    /**
     * Judges a key.
     *
     * @param key a key that the contract allows
     * @return null when the service can hold it, else the reason, naming the service
     */
    @Nullable
    String reject(String key);
}
