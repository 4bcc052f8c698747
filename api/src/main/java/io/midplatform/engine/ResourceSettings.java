package io.midplatform.engine;

import io.midplatform.config.Default;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The settings by which the loader finds the provider of a resource.
 *
 * @param provider the provider instance, {@code midplatform.provider} if not set
 * @param requires features that must be there
 * @param requiresNative features that the service must have itself
 */
record ResourceSettings(
        Optional<String> provider,
        @Default("") List<String> requires,
        @Default("") List<String> requiresNative) {
    Set<String> required() {
        Set<String> all = new HashSet<>(requires);
        all.addAll(requiresNative);
        return Collections.unmodifiableSet(all);
    }
}
