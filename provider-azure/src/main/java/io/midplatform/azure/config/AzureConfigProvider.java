package io.midplatform.azure.config;

import io.midplatform.Support;
import io.midplatform.azure.appconfiguration.AppConfigurationDriver;
import io.midplatform.azure.keyvault.KeyVaultDriver;
import io.midplatform.azure.session.AzureArtifact;
import io.midplatform.azure.session.AzureSession;
import io.midplatform.config.ConfigFeature;
import io.midplatform.config.spi.ConfigCapabilities;
import io.midplatform.config.spi.ConfigProvider;
import io.midplatform.config.spi.ConfigSourceDriver;
import io.midplatform.spi.ProviderContext;
import java.util.Map;

/** Configuration from App Configuration and Key Vault. Thread-safe. */
public final class AzureConfigProvider implements ConfigProvider {
    /** For the service loader. */
    public AzureConfigProvider() {}

    @Override
    public String type() {
        return "azure";
    }

    @Override
    public Class<? extends Record> settings() {
        return AzureConfigSettings.class;
    }

    @Override
    public ConfigCapabilities capabilities(ProviderContext context) {
        return new ConfigCapabilities(Map.of(ConfigFeature.CHANGES, Support.EMULATED));
    }

    @Override
    public ConfigSourceDriver open(ProviderContext context) {
        AzureConfigSettings settings = context.settings(AzureConfigSettings.class);
        AzureSession session = AzureSession.of(context, settings.credentials(), settings.http());
        return AzureArtifact.needed(artifact(settings.service()), "the source", () -> switch (settings.service()) {
            case APP_CONFIGURATION -> AppConfiguration.open(context, session, settings);
            case KEY_VAULT -> KeyVault.open(context, session, settings);
        });
    }

    private static String artifact(AzureConfigSettings.Service service) {
        return switch (service) {
            case APP_CONFIGURATION -> "azure-data-appconfiguration";
            case KEY_VAULT -> "azure-security-keyvault-secrets";
        };
    }

    // a class each: the SDK of one is not needed to load another

    private static final class AppConfiguration {
        static ConfigSourceDriver open(ProviderContext context, AzureSession session, AzureConfigSettings settings) {
            return AppConfigurationDriver.open(context, session, settings.retry(), settings.appConfiguration());
        }
    }

    private static final class KeyVault {
        static ConfigSourceDriver open(ProviderContext context, AzureSession session, AzureConfigSettings settings) {
            return KeyVaultDriver.open(context, session, settings.retry(), settings.keyVault());
        }
    }
}
