package io.midplatform.local;

import io.midplatform.config.Default;
import java.util.Optional;

/**
 * The settings of a local bucket.
 *
 * @param bucket its physical name; the logical name if not set
 * @param create whether to make it if it is missing
 */
public record LocalStorageSettings(
        Optional<String> bucket, @Default("true") boolean create) {}
