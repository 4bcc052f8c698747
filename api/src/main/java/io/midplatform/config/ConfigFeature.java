package io.midplatform.config;

import java.util.Locale;

/** What a source of configuration may be able to do; the kebab-case {@link #id()} stands in {@code requires:} of its settings. */
public enum ConfigFeature {
    /** Its values may change while the program runs, and the change arrives. */
    CHANGES,
    /** {@link ConfigAdmin}. */
    WRITING;

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
