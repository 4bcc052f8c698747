package io.midplatform.config;

import java.util.function.Supplier;

/**
 * A value that follows changes of the configuration. Cheap to read; read it where it is used, do not keep what it gives. Thread-safe.
 *
 * @param <T> the value's type
 */
public interface Ref<T> extends Supplier<T>, AutoCloseable {
    /**
     * The value in the newest snapshot.
     *
     * @return the value
     * @throws IllegalStateException when it or the platform is closed
     */
    @Override
    T get();

    /** Ends following. Idempotent. */
    @Override
    void close();
}
