package io.midplatform.engine;

import io.midplatform.spi.ProviderContext;

/**
 * A resource whose settings are in order, to be opened.
 *
 * @param <P> the provider interface
 * @param name the logical name
 * @param instance the provider instance
 * @param type the provider's type
 * @param provider the provider
 * @param context what the provider is given
 * @param common the settings that each resource of the capability has
 * @param abilities what it can do
 */
record Plan<P>(
        String name,
        String instance,
        String type,
        P provider,
        ProviderContext context,
        Record common,
        ProviderKind.Abilities abilities) {}
