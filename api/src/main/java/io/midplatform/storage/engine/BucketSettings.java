package io.midplatform.storage.engine;

import io.midplatform.config.Default;
import java.time.Duration;
import java.util.Optional;

/**
 * The settings that every bucket has, whatever its provider.
 *
 * @param prefix put before each key, so that several applications can share a bucket
 * @param timeout the time of a call, with its retries; of a transfer, each request's
 */
public record BucketSettings(
        Optional<String> prefix, @Default("30s") Duration timeout) {}
