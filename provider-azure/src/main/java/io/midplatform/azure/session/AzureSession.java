package io.midplatform.azure.session;

import com.azure.core.client.traits.HttpTrait;
import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.okhttp.OkHttpAsyncHttpClientBuilder;
import com.azure.core.http.policy.ExponentialBackoffOptions;
import com.azure.core.http.policy.RetryOptions;
import com.azure.core.util.HttpClientOptions;
import io.midplatform.spi.ProviderContext;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.X509TrustManager;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/** One HTTP client and one source of tokens for the resources of a provider instance. Closed with the platform. Thread-safe. */
public final class AzureSession implements AutoCloseable {
    private final AzureCredentials who;
    private final OkHttpClient okHttp;
    private final HttpClient http;
    private final ReentrantLock lock = new ReentrantLock(); // certificates are read
    private @Nullable TokenCredential tokens;

    private AzureSession(AzureCredentials who, AzureHttp pool) {
        this.who = who;
        this.okHttp = okHttp(pool);
        // the builder takes its own time-outs over those of the client that it is given
        this.http = new OkHttpAsyncHttpClientBuilder(okHttp)
                .connectionTimeout(pool.connectTimeout())
                .readTimeout(pool.socketTimeout())
                .writeTimeout(pool.socketTimeout())
                .build();
    }

    /**
     * The session of a provider instance: resources with the same credentials and HTTP settings share one.
     *
     * @param context the resource that asks
     * @param who the credentials
     * @param pool the HTTP client
     * @return the session
     */
    public static AzureSession of(ProviderContext context, AzureCredentials who, AzureHttp pool) {
        return context.shared(
                new Key(context.instance(), who, pool), AzureSession.class, () -> new AzureSession(who, pool));
    }

    private record Key(String instance, AzureCredentials who, AzureHttp pool) {}

    /**
     * Configures a client: HTTP client, retries, the time and the number of attempts of each call. Credentials and endpoint are the caller's, as each
     * service has its own.
     *
     * @param <B> the builder's type
     * @param builder the client's builder
     * @param retry how often what failed is tried
     * @return the builder
     */
    public <B extends HttpTrait<B>> B configure(B builder, AzureRetry retry) {
        return builder.httpClient(http)
                .retryOptions(new RetryOptions(new ExponentialBackoffOptions()
                                .setMaxRetries(retry.attempts() - 1)
                                .setBaseDelay(positive(retry.backoff()))
                                .setMaxDelay(positive(retry.maxBackoff())))
                        .setShouldRetryCondition(AttemptPolicy::isWorthAnother))
                .addPolicy(new AttemptPolicy(retry))
                .clientOptions(new HttpClientOptions().setApplicationId("midplatform"));
    }

    /**
     * Who calls.
     *
     * @return the credentials
     */
    public AzureCredentials credentials() {
        return who;
    }

    /**
     * The session's tokens of Entra ID, the same source for all its resources. Needs {@code azure-identity}.
     *
     * @return the source
     * @throws io.midplatform.spi.DriverException when that artifact is not on the class path
     */
    public TokenCredential tokens() {
        lock.lock();
        try {
            TokenCredential known = tokens;
            if (known == null) {
                known = AzureArtifact.needed(
                        "azure-identity", "a token of Entra ID", () -> AzureIdentity.of(who, http));
                tokens = known;
            }
            return known;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The same for clients that {@link #configure} has configured and that are called by {@link AzureCall}: without a token a call ends at once, as the
     * identity library has tried again itself.
     *
     * @return the source
     * @throws io.midplatform.spi.DriverException when {@code azure-identity} is not on the class path
     */
    public TokenCredential requestTokens() {
        return new TokensOnce(tokens());
    }

    private static Duration positive(Duration duration) {
        return duration.toMillis() < 1 ? Duration.ofMillis(1) : duration;
    }

    private static OkHttpClient okHttp(AzureHttp pool) {
        ExecutorService threads = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, 60, TimeUnit.SECONDS, new SynchronousQueue<>(), AzureSession::thread);
        Dispatcher dispatcher = new Dispatcher(threads);
        dispatcher.setMaxRequests(Integer.MAX_VALUE);
        dispatcher.setMaxRequestsPerHost(Integer.MAX_VALUE);
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .addInterceptor(new BodyDeadline())
                .dispatcher(dispatcher)
                .connectionPool(new ConnectionPool(
                        pool.maxConnections(), Math.max(1, pool.maxIdle().toMillis()), TimeUnit.MILLISECONDS))
                .followRedirects(false)
                .followSslRedirects(false)
                // it would send again what the service may have carried out, and nobody would know
                .retryOnConnectionFailure(false);
        pool.tlsCa().ifPresent(file -> {
            X509TrustManager trusted = TrustedAuthorities.of(file);
            builder.sslSocketFactory(TrustedAuthorities.sockets(trusted), trusted);
        });
        pool.proxy().ifPresent(proxy -> builder.proxy(new Proxy(Proxy.Type.HTTP, address(proxy))));
        return builder.build();
    }

    private static InetSocketAddress address(URI proxy) {
        return new InetSocketAddress(proxy.getHost(), proxy.getPort() < 0 ? 80 : proxy.getPort());
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "midplatform-azure-http");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void close() {
        okHttp.dispatcher().executorService().shutdown();
        okHttp.connectionPool().evictAll();
    }
}
