package io.midplatform.azure.session;

import io.midplatform.azure.config.AzureConfigSettings;
import io.midplatform.azure.managedredis.ManagedRedisSettings;
import io.midplatform.cloudtests.DocumentedSettings;
import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DocumentedSettingsTest {
    private static final DocumentedSettings PAGE =
            new DocumentedSettings("azure.md", Set.of("endpoint", "credentials", "http", "retry"));

    @Test
    void session_isListed() throws IOException {
        PAGE.assertSession(AzureConfigSettings.class);
    }

    @Test
    void services_areListed() throws IOException {
        PAGE.assertListed("Configuration", AzureConfigSettings.class);
        PAGE.assertListed("Managed Redis", ManagedRedisSettings.class);
    }
}
