package io.midplatform.config.spi;

import io.midplatform.spi.ProviderContext;

/**
 * Opens sources of configuration of one kind. Found through {@link java.util.ServiceLoader}; needs a public constructor without parameters.
 * Thread-safe.
 */
public interface ConfigProvider {
    /**
     * The provider's name in settings.
     *
     * @return a short lower-case name, such as {@code local}
     */
    String type();

    /**
     * The provider's settings.
     *
     * @return a record whose components are the keys, in kebab case
     */
    Class<? extends Record> settings();

    /**
     * What a source opened with these settings can do. You must not do I/O.
     *
     * @param context the source
     * @return its features
     */
    ConfigCapabilities capabilities(ProviderContext context);

    /**
     * Opens a source. Must not fail because it cannot be reached: that is told by {@link ConfigSourceDriver#load}.
     *
     * @param context the source
     * @return its driver
     * @throws Exception what the vendor throws
     */
    ConfigSourceDriver open(ProviderContext context) throws Exception;
}
