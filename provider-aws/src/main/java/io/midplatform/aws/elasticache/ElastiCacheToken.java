package io.midplatform.aws.elasticache;

import io.midplatform.Secret;
import io.midplatform.redis.RedisTokens;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;

/**
 * Passwords that IAM checks: a request to connect, signed by Signature Version 4 in its query and written without its scheme, good for 15 minutes
 * (ElastiCache and MemoryDB user guides, "Authenticating with IAM"). No request is sent, but for credentials that have to be fetched. Thread-safe.
 */
final class ElastiCacheToken implements RedisTokens {
    /** The longest that the services take. */
    private static final Duration LIFE = Duration.ofMinutes(15);

    private static final String SCHEME = "https://";

    private final AwsCredentialsProvider credentials;
    private final String region;
    private final String service;
    private final String cache;
    private final boolean serverless;
    private final String username;
    private final InstantSource time;
    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();

    ElastiCacheToken(
            AwsCredentialsProvider credentials, String region, ElastiCacheSettings settings, InstantSource time) {
        this.credentials = credentials;
        this.region = region;
        this.service = settings.service().name().toLowerCase(Locale.ROOT);
        this.cache = settings.cache().orElseThrow().toLowerCase(Locale.ROOT);
        this.serverless = settings.serverless();
        this.username = settings.username().orElseThrow();
        this.time = time;
    }

    @Override
    public Object identity() {
        return List.of(credentials, region, service, cache, serverless, username);
    }

    @Override
    public Token token() {
        AwsCredentials who = credentials.resolveCredentials();
        Instant now = time.instant();
        SdkHttpRequest.Builder request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.GET)
                .protocol("https")
                .host(cache)
                .encodedPath("/")
                .putRawQueryParameter("Action", "connect")
                .putRawQueryParameter("User", username);
        if (serverless) {
            request.putRawQueryParameter("ResourceType", "ServerlessCache");
        }
        SignedRequest signed = signer.sign(sign -> sign.identity(who)
                .request(request.build())
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                .putProperty(AwsV4HttpSigner.AUTH_LOCATION, AwsV4HttpSigner.AuthLocation.QUERY_STRING)
                .putProperty(AwsV4HttpSigner.EXPIRATION_DURATION, LIFE)
                .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(now, ZoneOffset.UTC)));
        String uri = signed.request().getUri().toString();
        Instant end = now.plus(LIFE);
        Instant expiry = who.expirationTime().filter(end::isAfter).orElse(end);
        return new Token(username, Secret.of(uri.substring(SCHEME.length())), expiry);
    }
}
