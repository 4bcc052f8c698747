package io.midplatform.azure.session;

import io.midplatform.config.Default;
import io.midplatform.config.Min;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The HTTP client of a provider instance; its resources share the pool.
 *
 * @param maxConnections the most unused connections that are kept
 * @param connectTimeout how long connecting may take
 * @param socketTimeout how long a connection may be silent
 * @param maxIdle how long an unused connection is kept
 * @param proxy the proxy, such as {@code http://proxy:3128}
 * @param tlsCa a PEM file with the authorities to trust, in place of Java's own
 */
public record AzureHttp(
        @Default("64") @Min("1") int maxConnections,
        @Default("5s") @Min("1ms") Duration connectTimeout,
        @Default("30s") @Min("1ms") Duration socketTimeout,
        @Default("60s") @Min("1ms") Duration maxIdle,
        Optional<URI> proxy,
        Optional<Path> tlsCa) {}
