package io.midplatform.aws.session;

import io.midplatform.config.Default;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * The HTTP client of a provider instance; its resources share the pool.
 *
 * @param maxConnections the most connections at once
 * @param connectTimeout how long connecting may take
 * @param socketTimeout how long a connection may be silent
 * @param acquireTimeout how long to wait for a free connection
 * @param maxIdle how long an unused connection is kept
 * @param proxy the proxy, such as {@code http://proxy:3128}
 */
public record AwsHttp(
        @Default("64") int maxConnections,
        @Default("5s") Duration connectTimeout,
        @Default("30s") Duration socketTimeout,
        @Default("10s") Duration acquireTimeout,
        @Default("60s") Duration maxIdle,
        Optional<URI> proxy) {
    /** Checks the values. */
    public AwsHttp {
        if (maxConnections < 1) {
            throw new IllegalArgumentException("max-connections is at least 1, not " + maxConnections);
        }
    }
}
