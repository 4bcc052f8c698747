package io.midplatform.aws.session;

import io.midplatform.Secret;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.ProviderContext;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
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
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;
import software.amazon.awssdk.services.sts.auth.StsWebIdentityTokenFileCredentialsProvider;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/** One HTTP client and one source of credentials for the resources of a provider instance. Closed with the platform. Thread-safe. */
public final class AwsSession implements AutoCloseable {
    /** Milliseconds from which a time-out is long. */
    private static final long LONG = 10_000;

    private static final long ROUND = 250;

    private static volatile Within within = new Within(Duration.ofSeconds(30));

    private final SdkHttpClient http;
    private final AwsCredentialsProvider credentials;
    private final @Nullable Region region;
    private final List<SdkAutoCloseable> owned = new ArrayList<>();

    private AwsSession(AwsCredentials who, AwsHttp pool, Optional<String> region) {
        this.region = region.map(Region::of).orElse(null);
        this.http = http(pool);
        owned.add(http);
        this.credentials = credentials(who);
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
        builder.httpClient(http).credentialsProvider(credentials);
        if (region != null) {
            builder.region(region);
        }
        endpoint.ifPresent(builder::endpointOverride);
        return builder.overrideConfiguration(overrides(retry));
    }

    /**
     * The session's credentials, for what signs by itself.
     *
     * @return the provider
     */
    public AwsCredentialsProvider credentials() {
        return credentials;
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
     * @return the request's configuration
     */
    public static AwsRequestOverrideConfiguration within(Deadline deadline) {
        Duration left = rounded(deadline.remaining());
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

    /** A configuration that many requests share: to make one costs more memory than the rest of our call. */
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

    private AwsCredentialsProvider credentials(AwsCredentials who) {
        if (who.webIdentityTokenFile().isPresent()) {
            return own(StsWebIdentityTokenFileCredentialsProvider.builder()
                    .stsClient(sts(null))
                    .roleArn(who.roleArn().orElseThrow())
                    .roleSessionName(who.roleSessionName())
                    .webIdentityTokenFile(who.webIdentityTokenFile().get())
                    .build());
        }
        AwsCredentialsProvider base = base(who);
        if (who.roleArn().isEmpty()) {
            return base;
        }
        return own(StsAssumeRoleCredentialsProvider.builder()
                .stsClient(sts(base))
                .refreshRequest(request -> {
                    request.roleArn(who.roleArn().get()).roleSessionName(who.roleSessionName());
                    who.externalId().ifPresent(request::externalId);
                })
                .build());
    }

    private AwsCredentialsProvider base(AwsCredentials who) {
        if (who.accessKeyId().isPresent()) {
            String id = who.accessKeyId().get();
            String secret = who.secretAccessKey().map(Secret::reveal).orElseThrow();
            return StaticCredentialsProvider.create(who.sessionToken()
                    .<software.amazon.awssdk.auth.credentials.AwsCredentials>map(
                            token -> AwsSessionCredentials.create(id, secret, token.reveal()))
                    .orElseGet(() -> AwsBasicCredentials.create(id, secret)));
        }
        return who.profile()
                .<AwsCredentialsProvider>map(name -> own(
                        ProfileCredentialsProvider.builder().profileName(name).build()))
                .orElseGet(() -> own(DefaultCredentialsProvider.builder().build()));
    }

    private StsClient sts(@Nullable AwsCredentialsProvider base) {
        var builder = StsClient.builder().httpClient(http);
        if (region != null) {
            builder.region(region);
        }
        if (base != null) {
            builder.credentialsProvider(base);
        } else {
            builder.credentialsProvider(software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider.create());
        }
        return own(builder.build());
    }

    private <C extends SdkAutoCloseable> C own(C closeable) {
        owned.add(closeable);
        return closeable;
    }

    @Override
    public void close() {
        for (int i = owned.size() - 1; i >= 0; i--) {
            owned.get(i).close();
        }
    }
}
