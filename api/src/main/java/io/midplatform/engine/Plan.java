package io.midplatform.engine;

import io.midplatform.engine.settings.Masking;
import io.midplatform.spi.ProviderContext;
import org.jspecify.annotations.Nullable;

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
        ProviderKind.Abilities abilities) {
    /** A message of the provider's, without the secrets of its settings. */
    String shown(@Nullable String message) {
        return message == null ? "it gave no reason." : Masking.shown(message, context.settings(Record.class));
    }
}
