package io.midplatform.config.engine;

import io.midplatform.config.spi.ConfigSourceDriver;

/**
 * A source to be opened.
 *
 * @param name its logical name
 * @param instance the provider instance's name
 * @param driver its driver
 * @param settings its settings
 */
public record NamedSource(String name, String instance, ConfigSourceDriver driver, SourceSettings settings) {}
