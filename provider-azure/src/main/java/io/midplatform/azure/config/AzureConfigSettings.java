package io.midplatform.azure.config;

import io.midplatform.azure.appconfiguration.AppConfigurationSettings;
import io.midplatform.azure.keyvault.KeyVaultSettings;
import io.midplatform.azure.session.AzureCredentials;
import io.midplatform.azure.session.AzureHttp;
import io.midplatform.azure.session.AzureRetry;
import io.midplatform.config.Default;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The settings of a source of configuration on Azure. A setting that belongs to another service than the chosen one is an error.
 *
 * @param endpoint where the store or vault is, in place of its name, for anything but the public cloud
 * @param credentials who calls
 * @param http the HTTP client
 * @param retry how often what failed is tried
 * @param service which service holds the values
 * @param interval how often they are read; 1m for App Configuration, 5m for Key Vault if not set
 * @param trustedHosts hosts other than Azure's own that may be given tokens
 * @param store App Configuration: the store's name
 * @param keyFilter App Configuration: only these keys: at most five names with commas between, or one beginning that ends with an asterisk
 * @param label App Configuration: only the settings with this label; those without one if not set
 * @param snapshot App Configuration: the name of a snapshot, in place of filter and label
 * @param referenceInterval App Configuration: how often the secrets in Key Vault are read that settings refer to; 5m if not set
 * @param vault Key Vault: the vault's name
 * @param names Key Vault: the names of the secrets
 * @param versions Key Vault: the version to read of some secrets, in place of the newest
 */
public record AzureConfigSettings(
        Optional<URI> endpoint,
        AzureCredentials credentials,
        AzureHttp http,
        AzureRetry retry,
        Service service,
        Optional<Duration> interval,
        @Default("") List<String> trustedHosts,
        Optional<String> store,
        Optional<String> keyFilter,
        Optional<String> label,
        Optional<String> snapshot,
        Optional<Duration> referenceInterval,
        Optional<String> vault,
        @Default("") List<String> names,
        Map<String, String> versions) {
    /** Where the values are. */
    public enum Service {
        /** App Configuration: the settings that a filter selects, or a snapshot. */
        APP_CONFIGURATION,
        /** Key Vault: some secrets by name. */
        KEY_VAULT
    }

    private static final Duration SHORTEST = Duration.ofSeconds(1);

    /** Checks that what belongs together is there, and nothing else. */
    public AzureConfigSettings {
        trustedHosts = List.copyOf(trustedHosts);
        names = List.copyOf(names);
        versions = Map.copyOf(versions);
        if (isTooShort(interval) || isTooShort(referenceInterval)) {
            throw new IllegalArgumentException("interval and reference-interval are at least 1s");
        }
        Map<String, Boolean> foreign = new LinkedHashMap<>();
        boolean settings = service == Service.APP_CONFIGURATION;
        foreign.put("store", store.isPresent() && !settings);
        foreign.put("key-filter", keyFilter.isPresent() && !settings);
        foreign.put("label", label.isPresent() && !settings);
        foreign.put("snapshot", snapshot.isPresent() && !settings);
        foreign.put("reference-interval", referenceInterval.isPresent() && !settings);
        boolean secrets = service == Service.KEY_VAULT;
        foreign.put("vault", vault.isPresent() && !secrets);
        foreign.put("names", !names.isEmpty() && !secrets);
        foreign.put("versions", !versions.isEmpty() && !secrets);
        foreign.values().removeIf(wrong -> !wrong);
        if (!foreign.isEmpty()) {
            throw new IllegalArgumentException("not for this service: " + String.join(", ", foreign.keySet())
                    + "; remove it, or correct 'service'");
        }
        checkKeys(credentials, service);
        // here, so that what is missing is told at load, together with all other problems
        switch (service) {
            case APP_CONFIGURATION ->
                appConfiguration(
                        store(endpoint, credentials, store),
                        credentials,
                        keyFilter,
                        label,
                        snapshot,
                        interval,
                        referenceInterval,
                        trustedHosts);
            case KEY_VAULT -> keyVault(endpoint, interval, trustedHosts, vault, names, versions);
        }
    }

    private static boolean isTooShort(Optional<Duration> interval) {
        return interval.isPresent() && interval.get().compareTo(SHORTEST) < 0;
    }

    /** Those of the instance, most likely, which other resources need: removing them is no way out. */
    private static void checkKeys(AzureCredentials credentials, Service service) {
        boolean vault = service == Service.KEY_VAULT;
        if (credentials.accountKey().isPresent()
                || credentials.sas().isPresent()
                || (vault && credentials.connectionString().isPresent())) {
            String taken = vault
                    ? "Key Vault takes tokens, no credentials.connection-string, account-key or sas"
                    : "App Configuration takes tokens or a connection-string, no account-key or sas of storage accounts";
            throw new IllegalArgumentException(taken + ": give this source a provider instance of its own"
                    + " (providers.NAME.type: azure, and provider: NAME at the source)");
        }
    }

    AppConfigurationSettings appConfiguration() {
        return appConfiguration(
                store(endpoint, credentials, store),
                credentials,
                keyFilter,
                label,
                snapshot,
                interval,
                referenceInterval,
                trustedHosts);
    }

    private static AppConfigurationSettings appConfiguration(
            Optional<URI> address,
            AzureCredentials credentials,
            Optional<String> keyFilter,
            Optional<String> label,
            Optional<String> snapshot,
            Optional<Duration> interval,
            Optional<Duration> referenceInterval,
            List<String> trustedHosts) {
        return new AppConfigurationSettings(
                address,
                credentials.connectionString(),
                keyFilter,
                label,
                snapshot,
                interval.orElse(Duration.ofMinutes(1)),
                referenceInterval.orElse(Duration.ofMinutes(5)),
                trustedHosts);
    }

    KeyVaultSettings keyVault() {
        return keyVault(endpoint, interval, trustedHosts, vault, names, versions);
    }

    private static KeyVaultSettings keyVault(
            Optional<URI> endpoint,
            Optional<Duration> interval,
            List<String> trustedHosts,
            Optional<String> vault,
            List<String> names,
            Map<String, String> versions) {
        return new KeyVaultSettings(
                address("vault", endpoint, vault, KeyVaultSettings::address),
                names,
                versions,
                interval.orElse(Duration.ofMinutes(5)),
                trustedHosts);
    }

    private static Optional<URI> store(Optional<URI> endpoint, AzureCredentials credentials, Optional<String> store) {
        if (credentials.connectionString().isEmpty()) {
            return Optional.of(address("store", endpoint, store, AppConfigurationSettings::address));
        }
        if (endpoint.isPresent() || store.isPresent()) {
            throw new IllegalArgumentException(
                    "credentials.connection-string says which store; remove 'store' and 'endpoint'");
        }
        return Optional.empty();
    }

    private static URI address(
            String setting, Optional<URI> endpoint, Optional<String> name, Function<String, URI> address) {
        if (endpoint.isPresent() == name.isPresent()) {
            throw new IllegalArgumentException(
                    endpoint.isPresent()
                            ? "'" + setting + "' and 'endpoint' exclude each other; keep one"
                            : "the setting '" + setting + "' is missing (or 'endpoint', its address)");
        }
        return endpoint.orElseGet(() -> address.apply(name.orElseThrow()));
    }
}
