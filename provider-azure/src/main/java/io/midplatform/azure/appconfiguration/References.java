package io.midplatform.azure.appconfiguration;

import com.azure.data.appconfiguration.models.ConfigurationSetting;
import io.midplatform.azure.keyvault.KeyVaultSecrets;
import io.midplatform.azure.session.AzureArtifact;
import io.midplatform.azure.session.AzureRetry;
import io.midplatform.azure.session.AzureSession;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.PlatformTime;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The secrets that settings refer to: each is read once, and again after an interval of its own unless its version is named. Not thread-safe. */
final class References {
    private record Held(String text, boolean isFixed, long nanos) {}

    private final AzureSession session;
    private final AzureRetry retry;
    private final AppConfigurationSettings settings;
    private final PlatformTime time;
    private final Map<String, Held> held = new ConcurrentHashMap<>();
    private @Nullable KeyVaultSecrets vaults;

    References(AzureSession session, AzureRetry retry, AppConfigurationSettings settings, PlatformTime time) {
        this.session = session;
        this.retry = retry;
        this.settings = settings;
        this.time = time;
    }

    /** The secrets by address. All or nothing: one that cannot be read would be an absent value. */
    Map<String, String> resolve(Collection<ConfigurationSetting> all, Deadline deadline) throws InterruptedException {
        Map<String, String> secrets = new HashMap<>();
        for (ConfigurationSetting setting : all) {
            if (!AppConfigurationMapping.isReference(setting)) {
                continue;
            }
            String id = AppConfigurationMapping.secretId(setting);
            if (secrets.containsKey(id)) {
                continue;
            }
            Held known = held.get(id);
            if (known == null || isDue(known)) {
                String text = vaults().read(id, "the Key Vault reference " + setting.getKey(), deadline);
                known = new Held(text, KeyVaultSecrets.isFixed(id), time.nanoTime());
                held.put(id, known); // at once: another that cannot be read is no reason to read this one again
            }
            secrets.put(id, known.text());
        }
        held.keySet().retainAll(secrets.keySet());
        return secrets;
    }

    private boolean isDue(Held secret) {
        // polls come up to a tenth early, and one that is too early would make it two intervals
        Duration almost = settings.referenceInterval().multipliedBy(9).dividedBy(10);
        return !secret.isFixed() && time.nanoTime() - secret.nanos() >= almost.toNanos();
    }

    /** Whether some of them may change. */
    boolean isAnyOpen() {
        return held.values().stream().anyMatch(secret -> !secret.isFixed());
    }

    private KeyVaultSecrets vaults() {
        KeyVaultSecrets known = vaults;
        if (known == null) {
            known = AzureArtifact.needed("azure-security-keyvault-secrets", "a Key Vault reference", this::open);
            vaults = known;
        }
        return known;
    }

    private KeyVaultSecrets open() {
        return new KeyVaultSecrets(session, retry, settings.trustedHosts());
    }
}
