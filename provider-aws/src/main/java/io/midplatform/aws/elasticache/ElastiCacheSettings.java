package io.midplatform.aws.elasticache;

import io.midplatform.Secret;
import io.midplatform.aws.session.AwsCredentials;
import io.midplatform.aws.session.AwsHttp;
import io.midplatform.config.Default;
import io.midplatform.config.Max;
import io.midplatform.config.Min;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The settings of a cache or of counters on ElastiCache or MemoryDB. With {@code cache} users are authenticated by IAM; without, by {@code password} or
 * not at all.
 *
 * @param service which of the two
 * @param host the configuration endpoint of a cluster, the primary endpoint of a replication group, or the endpoint of a serverless cache
 * @param port its port
 * @param cluster whether cluster mode is on, as it is for serverless caches and MemoryDB
 * @param cache the identifier of the replication group, of the serverless cache or of the MemoryDB cluster, for tokens of IAM
 * @param serverless whether the cache is a serverless one, which tokens of IAM say
 * @param username the user; with {@code cache} one whose authentication is IAM
 * @param password its password, where authentication is not IAM
 * @param tls whether connections are encrypted; IAM needs it
 * @param tlsCa a PEM file with the authorities to trust, in place of Java's own
 * @param connectTimeout how long connecting may take
 * @param region the region; the SDK's own chain decides if absent
 * @param credentials who calls
 * @param http the HTTP client of roles that are assumed
 * @param prefix the namespace of the keys, which the channel of notices shares
 */
public record ElastiCacheSettings(
        @Default("elasticache") Service service,
        Optional<String> host,
        @Default("6379") @Min("1") @Max("65535") int port,
        @Default("true") boolean cluster,
        Optional<String> cache,
        @Default("false") boolean serverless,
        Optional<String> username,
        Optional<Secret> password,
        @Default("true") boolean tls,
        Optional<Path> tlsCa,
        @Default("2s") @Min("1ms") Duration connectTimeout,
        Optional<String> region,
        AwsCredentials credentials,
        AwsHttp http,
        Optional<String> prefix) {
    /** Which service. */
    public enum Service {
        /** Amazon ElastiCache. */
        ELASTICACHE,
        /** Amazon MemoryDB. */
        MEMORYDB
    }

    /** Checks that what belongs together is there. */
    public ElastiCacheSettings {
        if (host.isEmpty()) {
            throw new IllegalArgumentException("host is missing: the endpoint of the cache, without a port");
        }
        if (cache.isPresent() && username.isEmpty()) {
            throw new IllegalArgumentException("cache needs username, the user whose authentication is IAM");
        }
        if (cache.isPresent() && password.isPresent()) {
            throw new IllegalArgumentException("cache (for IAM) and password exclude each other; keep one");
        }
        if (cache.isPresent() && !tls) {
            throw new IllegalArgumentException("cache (for IAM) needs tls: true");
        }
        if (cache.isEmpty() && username.isPresent() && password.isEmpty()) {
            throw new IllegalArgumentException("username needs cache (for IAM) or password");
        }
        if (serverless && service == Service.MEMORYDB) {
            throw new IllegalArgumentException("serverless is a kind of cache of service: elasticache");
        }
    }
}
