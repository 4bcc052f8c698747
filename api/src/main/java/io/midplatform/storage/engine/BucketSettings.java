package io.midplatform.storage.engine;

import io.midplatform.config.Default;
import io.midplatform.engine.call.RetrySettings;
import java.time.Duration;
import java.util.Optional;

/**
 * The settings that every bucket has, whatever its provider.
 *
 * @param prefix put before each key, so that several applications can share a bucket
 * @param timeout the time of a call, with its retries; of a transfer, each request's
 * @param retry how often what failed and may pass is tried
 */
public record BucketSettings(
        Optional<String> prefix, @Default("30s") Duration timeout, RetrySettings retry) {}
