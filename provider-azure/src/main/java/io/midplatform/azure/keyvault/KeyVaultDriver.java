package io.midplatform.azure.keyvault;

import com.azure.security.keyvault.secrets.SecretClient;
import com.azure.security.keyvault.secrets.models.KeyVaultSecret;
import io.midplatform.azure.session.AzureCall;
import io.midplatform.azure.session.AzureErrors;
import io.midplatform.azure.session.AzureRetry;
import io.midplatform.azure.session.AzureSession;
import io.midplatform.config.spi.ConfigSourceDriver;
import io.midplatform.config.spi.Polling;
import io.midplatform.config.spi.SourceContent;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.Failure;
import io.midplatform.spi.Finding;
import io.midplatform.spi.ProviderContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Some secrets of a vault by name, one request each: the service has none for several. */
public final class KeyVaultDriver implements ConfigSourceDriver {
    private final SecretClient client;
    private final KeyVaultSettings settings;
    private final Polling polling;
    private final Map<String, KeyVaultSecret> fixed =
            new ConcurrentHashMap<>(); // of 'versions': a version never changes
    private volatile Duration told = Duration.ZERO; // by the service: not to be asked before

    private KeyVaultDriver(SecretClient client, KeyVaultSettings settings, Polling polling) {
        this.client = client;
        this.settings = settings;
        this.polling = polling;
    }

    /**
     * A driver over a session's HTTP client and tokens.
     *
     * @param context the source
     * @param session the session
     * @param retry how often what failed is tried
     * @param settings what to read
     * @return the driver
     */
    public static KeyVaultDriver open(
            ProviderContext context, AzureSession session, AzureRetry retry, KeyVaultSettings settings) {
        return new KeyVaultDriver(
                KeyVaultClients.of(settings.endpoint(), session, retry),
                settings,
                new Polling(context, settings.interval(), AzureErrors::isThrottling));
    }

    @Override
    public SourceContent load(Deadline deadline) throws Exception {
        return polling.load(() -> read(deadline));
    }

    @Override
    public Optional<SourceContent> changedSince(String version, Deadline deadline) throws Exception {
        return polling.changedSince(version, () -> read(deadline));
    }

    private SourceContent read(Deadline deadline) throws InterruptedException {
        told = Duration.ZERO;
        SortedMap<String, KeyVaultSecret> found = new TreeMap<>();
        for (String name : settings.names()) {
            found.put(name, secret(name, deadline));
        }
        return KeyVaultMapping.content(found.values());
    }

    private KeyVaultSecret secret(String name, Deadline deadline) throws InterruptedException {
        @Nullable String version = settings.versions().get(KeyVaultSettings.key(name));
        KeyVaultSecret known = version == null ? null : fixed.get(name);
        if (known != null) {
            return known;
        }
        try {
            KeyVaultSecret secret = AzureCall.whole(
                            deadline, context -> client.getSecretWithResponse(name, version, context))
                    .getValue();
            if (version != null) {
                fixed.put(name, secret);
            }
            return secret;
        } catch (RuntimeException e) {
            told = AzureErrors.retryAfter(e);
            throw KeyVaultSecrets.named("the secret " + name, e);
        }
    }

    @Override
    public Duration pollInterval() {
        Duration next = polling.next();
        return next.compareTo(told) < 0 ? told : next;
    }

    @Override
    public boolean isLocal() {
        return false;
    }

    @Override
    public Failure classify(Throwable thrown) {
        return KeyVaultErrors.classify(thrown);
    }

    @Override
    public List<Finding> verify(Deadline deadline) throws Exception {
        read(deadline);
        return List.of(Finding.ok("the secrets can be read"));
    }

    @Override
    public String physicalName() {
        return settings.endpoint().getHost() + ": " + String.join(", ", settings.names());
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return type == SecretClient.class ? Optional.of(type.cast(client)) : Optional.empty();
    }

    @Override
    public void close() {
        // the HTTP client is the session's
    }
}
