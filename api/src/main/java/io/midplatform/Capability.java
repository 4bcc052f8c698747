package io.midplatform;

import java.util.Locale;

/** One of the four things the platform offers; its lower-case name is its place in the settings tree. */
public enum Capability {
    /** Object storage: {@code midplatform.storage.<name>}. */
    STORAGE,
    /** Message queues: {@code midplatform.queue.<name>}. */
    QUEUE,
    /** Caches and counters: {@code midplatform.cache.<name>}. */
    CACHE,
    /** Configuration: {@code midplatform.config}. */
    CONFIG;

    private final String id = name().toLowerCase(Locale.ROOT);

    /**
     * The name in settings, messages and observation tags.
     *
     * @return the lower-case name
     */
    public String id() {
        return id;
    }
}
