package io.midplatform.azure.managedredis;

import io.midplatform.Secret;
import io.midplatform.azure.session.AzureCredentials;
import io.midplatform.azure.session.AzureHttp;
import io.midplatform.config.Default;
import io.midplatform.config.Max;
import io.midplatform.config.Min;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The settings of a cache or of counters on Azure Managed Redis or Azure Cache for Redis. Users are authenticated by Entra ID, unless there is a {@code
 * password}.
 *
 * @param host the host name, such as {@code acme.westeurope.redis.azure.net}
 * @param port its port: 10000 of Azure Managed Redis, 6380 of Azure Cache for Redis
 * @param cluster whether it speaks the cluster protocol: the cluster policy OSS; false for the policies Enterprise and none
 * @param username the user, with Entra ID the object id of the identity; the token says it if not set
 * @param password an access key, in place of Entra ID
 * @param tls whether connections are encrypted; Entra ID needs it
 * @param tlsCa a PEM file with the authorities to trust, in place of Java's own
 * @param connectTimeout how long connecting may take
 * @param credentials who calls
 * @param http the HTTP client by which tokens are asked for
 * @param prefix the namespace of the keys, which the channel of notices shares
 */
public record ManagedRedisSettings(
        Optional<String> host,
        @Default("10000") @Min("1") @Max("65535") int port,
        @Default("true") boolean cluster,
        Optional<String> username,
        Optional<Secret> password,
        @Default("true") boolean tls,
        Optional<Path> tlsCa,
        @Default("2s") @Min("1ms") Duration connectTimeout,
        AzureCredentials credentials,
        AzureHttp http,
        Optional<String> prefix) {
    /** Checks that what belongs together is there. */
    public ManagedRedisSettings {
        if (host.isEmpty()) {
            throw new IllegalArgumentException("host is missing: the host name of the cache, without a port");
        }
        if (password.isEmpty() && !credentials.isToken()) {
            throw new IllegalArgumentException("a cache takes tokens of Entra ID or an access key in 'password', no"
                    + " connection-string, account-key or sas: give it a provider instance of its own"
                    + " (providers.NAME.type: azure, and provider: NAME at the cache), or set 'password'");
        }
        if (password.isEmpty() && !tls) {
            throw new IllegalArgumentException("Entra ID needs tls: true");
        }
    }
}
