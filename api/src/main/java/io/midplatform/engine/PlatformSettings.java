package io.midplatform.engine;

import io.midplatform.config.Default;
import java.util.Optional;

/**
 * The settings of the platform itself.
 *
 * @param provider the default provider of every resource
 * @param verifyOnStart whether loading ends with {@code verify()} and fails with it
 */
record PlatformSettings(
        Optional<String> provider, @Default("false") boolean verifyOnStart) {}
