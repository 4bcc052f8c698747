package io.midplatform.aws.session;

import io.midplatform.spi.Deadline;
import io.midplatform.spi.ProviderContext;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.client.config.SdkAdvancedClientOption;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.apache5.ProxyConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.BackoffStrategy;

/** One HTTP client and one source of credentials for the resources of a provider instance. Closed with the platform. Thread-safe. */
public final class AwsSession implements AutoCloseable {
    /** Milliseconds from which a time-out is long. */
    private static final long LONG = 10_000;

    private static final long ROUND = 250;

    /** The time-out of a call that sets none, which the clients have. */
    private static final Duration USUAL = Duration.ofSeconds(30);

    private static volatile Within within = new Within(USUAL);

    private final SdkHttpClient http;
    private final @Nullable Region region;
    private final AwsIdentity identity;

    private AwsSession(AwsCredentials who, AwsHttp pool, Optional<String> region) {
        this.region = region.map(Region::of).orElse(null);
        this.http = http(pool);
        this.identity = identity(who, http, this.region);
    }

    private static AwsIdentity identity(AwsCredentials who, SdkHttpClient http, @Nullable Region region) {
        try {
            return AwsIdentity.of(who, http, region);
        } catch (RuntimeException e) {
            http.close();
            throw e;
        }
    }

    /**
     * The session of a provider instance: resources with the same credentials, region and HTTP settings share one.
     *
     * @param context the resource that asks
     * @param who the credentials
     * @param pool the HTTP client
     * @param region the region; the SDK's own chain decides if absent
     * @return the session
     */
    public static AwsSession of(ProviderContext context, AwsCredentials who, AwsHttp pool, Optional<String> region) {
        return context.shared(
                new Key(context.instance(), who, pool, region),
                AwsSession.class,
                () -> new AwsSession(who, pool, region));
    }

    private record Key(String instance, AwsCredentials who, AwsHttp pool, Optional<String> region) {}

    /**
     * Configures a client: credentials, region, endpoint, HTTP client, retries.
     *
     * @param <B> the builder's type
     * @param builder the client's builder
     * @param endpoint where the service is, absent for AWS's own
     * @param retry how often what failed is tried
     * @return the builder
     */
    public <B extends AwsClientBuilder<B, ?> & AwsSyncClientBuilder<B, ?>> B configure(
            B builder, Optional<URI> endpoint, AwsRetry retry) {
        builder.httpClient(http).credentialsProvider(credentials());
        if (region != null) {
            builder.region(region);
        }
        endpoint.ifPresent(builder::endpointOverride);
        return builder.overrideConfiguration(overrides(retry));
    }

    /**
     * The session's credentials, for what signs by itself. The SDK's clients close a provider that can be closed; this one cannot, for it is the
     * session's and serves others.
     *
     * @return the provider
     */
    public AwsCredentialsProvider credentials() {
        return () -> identity.provider().resolveCredentials();
    }

    /**
     * Waits until there are credentials, where they have to be asked for: what signs by itself knows no deadline.
     *
     * @param deadline the call's deadline
     * @throws InterruptedException when the thread is interrupted
     * @throws TimeoutException when the time runs out
     */
    public void awaitCredentials(Deadline deadline) throws InterruptedException, TimeoutException {
        if (identity.provider() instanceof RoleCredentials role) {
            role.await(deadline);
        }
    }

    /**
     * The session's region.
     *
     * @return the region, empty when the SDK's chain decides
     */
    public Optional<Region> region() {
        return Optional.ofNullable(region);
    }

    /**
     * A request's time: what is left of the call's.
     *
     * @param deadline the call's deadline
     * @return the request's configuration, null where the client's own time-out will do
     */
    public static @Nullable AwsRequestOverrideConfiguration within(Deadline deadline) {
        Duration left = rounded(deadline.remaining());
        if (left.equals(USUAL)) {
            return null; // a configuration costs two kilobytes a request
        }
        Within known = within;
        if (!known.left.equals(left)) {
            known = new Within(left);
            within = known; // racy on purpose: any of them will do
        }
        return known.configuration;
    }

    /** The SDK refuses a time-out of zero: what is over ends at once. Long ones are all a little longer, and so the same for many requests. */
    private static Duration rounded(Duration left) {
        long millis = left.toMillis();
        return Duration.ofMillis(millis < LONG ? Math.max(1, millis) : (millis / ROUND + 1) * ROUND);
    }

    /** A configuration that many requests share. */
    private static final class Within {
        private final Duration left;
        private final AwsRequestOverrideConfiguration configuration;

        Within(Duration left) {
            this.left = left;
            this.configuration = AwsRequestOverrideConfiguration.builder()
                    .apiCallTimeout(left)
                    .build();
        }
    }

    private static ClientOverrideConfiguration overrides(AwsRetry retry) {
        BackoffStrategy backoff =
                BackoffStrategy.exponentialDelay(positive(retry.backoff()), positive(retry.maxBackoff()));
        return ClientOverrideConfiguration.builder()
                .retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                        .maxAttempts(retry.attempts())
                        .backoffStrategy(retry.backoff().isZero() ? BackoffStrategy.retryImmediately() : backoff)
                        .throttlingBackoffStrategy(
                                retry.backoff().isZero() ? BackoffStrategy.retryImmediately() : backoff)
                        .build())
                .apiCallTimeout(USUAL)
                .putAdvancedOption(SdkAdvancedClientOption.USER_AGENT_SUFFIX, "midplatform")
                .build();
    }

    private static Duration positive(Duration duration) {
        return duration.toMillis() < 1 ? Duration.ofMillis(1) : duration;
    }

    private static SdkHttpClient http(AwsHttp pool) {
        Apache5HttpClient.Builder builder = Apache5HttpClient.builder()
                .maxConnections(pool.maxConnections())
                .connectionTimeout(pool.connectTimeout())
                .socketTimeout(pool.socketTimeout())
                .connectionAcquisitionTimeout(pool.acquireTimeout())
                .connectionMaxIdleTime(pool.maxIdle())
                .tcpKeepAlive(true);
        pool.proxy()
                .ifPresent(proxy -> builder.proxyConfiguration(
                        ProxyConfiguration.builder().endpoint(proxy).build()));
        return builder.build();
    }

    @Override
    public void close() {
        identity.close();
        http.close();
    }
}
