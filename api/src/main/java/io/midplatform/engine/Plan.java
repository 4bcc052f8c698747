package io.midplatform.engine;

import io.midplatform.engine.settings.Masking;
import io.midplatform.spi.Finding;
import io.midplatform.spi.ProviderContext;
import java.util.Set;
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
 * @param required the features that the settings require
 */
record Plan<P>(
        String name,
        String instance,
        String type,
        P provider,
        ProviderContext context,
        Record common,
        ProviderKind.Abilities abilities,
        Set<String> required) {
    /** What is required has to work: a drawback of it is a failure. */
    Finding judged(Finding finding) {
        boolean fails = finding.status() == Finding.Status.WARNING && required.contains(finding.check());
        return fails ? new Finding(finding.check(), Finding.Status.FAILED, finding.detail()) : finding;
    }

    /** A message of the provider's, without the secrets of its settings. */
    String shown(@Nullable String message) {
        return message == null ? "it gave no reason." : Masking.shown(message, context.settings(Record.class));
    }
}
