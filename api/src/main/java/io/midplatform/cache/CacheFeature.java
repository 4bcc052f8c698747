package io.midplatform.cache;

import java.util.Locale;

/** What a cache may be able to do; the kebab-case {@link #id()} stands in {@code requires:} of the settings. */
public enum CacheFeature {
    /** {@link Cache#putIfAbsent(String, Object)} and {@link Cache#replace(String, String, Object)}. */
    CONDITIONAL_WRITES,
    /** {@link Counters}: atomic increments. */
    COUNTERS,
    /** {@code near}: values in this process in front of the store, with notices of what other processes write. */
    NEAR_CACHE;

    private final String id = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /**
     * The name in settings and messages.
     *
     * @return the name in kebab case
     */
    public String id() {
        return id;
    }
}
