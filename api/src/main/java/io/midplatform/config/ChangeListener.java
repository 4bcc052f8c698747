package io.midplatform.config;

/** Told of changes of the configuration. */
@FunctionalInterface
public interface ChangeListener {
    /**
     * A change has become visible.
     *
     * @param change what changed below the listener's prefix
     * @throws Exception logged without its message, and of no effect on others
     */
    void changed(Change change) throws Exception;
}
