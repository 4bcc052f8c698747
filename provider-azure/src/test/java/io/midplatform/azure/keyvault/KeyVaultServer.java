package io.midplatform.azure.keyvault;

import com.azure.core.http.okhttp.OkHttpAsyncHttpClientBuilder;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.azure.security.keyvault.secrets.SecretClient;
import com.azure.security.keyvault.secrets.SecretClientBuilder;
import io.midplatform.azure.fake.EntraFake;
import io.midplatform.azure.fake.KeyVaultFake;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * A secret of its own for each test: in the vault whose address {@code MIDPLATFORM_TEST_KEYVAULT} holds, as whom the SDK's default chain finds;
 * otherwise in our stand-in, with tokens of our stand-in for Entra ID.
 */
final class KeyVaultServer implements AutoCloseable {
    private final String name = "test-" + UUID.randomUUID();
    private final @Nullable String external = System.getenv("MIDPLATFORM_TEST_KEYVAULT");
    private final @Nullable KeyVaultFake fake = external == null ? new KeyVaultFake() : null;
    private final @Nullable EntraFake entra = external == null ? new EntraFake() : null;

    Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("midplatform.provider", "azure");
        if (fake != null && entra != null) {
            settings.putAll(entra.settings());
            settings.putAll(fake.settings());
        } else {
            settings.put("midplatform.config.values.service", "key-vault");
            settings.put("midplatform.config.values.endpoint", String.valueOf(external));
        }
        settings.put("midplatform.config.values.names", name);
        settings.put("midplatform.config.values.prefix", name);
        settings.put("midplatform.config.values.interval", "5s");
        return settings;
    }

    /** Makes the secret, or rotates it. */
    void put(String text) {
        if (fake != null) {
            fake.put(name, text);
        } else {
            client().setSecret(name, text);
        }
    }

    private SecretClient client() {
        var http = new OkHttpAsyncHttpClientBuilder(new OkHttpClient()).build();
        return new SecretClientBuilder()
                .vaultUrl(String.valueOf(external))
                .httpClient(http)
                .credential(new DefaultAzureCredentialBuilder().httpClient(http).build())
                .buildClient();
    }

    @Override
    public void close() {
        if (fake != null && entra != null) {
            fake.close();
            entra.close();
        } else {
            client().beginDeleteSecret(name);
        }
    }
}
