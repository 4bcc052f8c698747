package io.midplatform.engine;

import io.midplatform.config.Default;
import io.midplatform.engine.call.Leaks;
import java.util.Optional;

/**
 * The settings of the platform itself.
 *
 * @param provider the default provider of every resource
 * @param verifyOnStart whether loading ends with {@code verify()} and fails with it
 * @param leakDetection how closely it is looked for things that were not closed
 */
record PlatformSettings(
        Optional<String> provider,
        @Default("false") boolean verifyOnStart,
        @Default("simple") Leaks.Detection leakDetection) {}
