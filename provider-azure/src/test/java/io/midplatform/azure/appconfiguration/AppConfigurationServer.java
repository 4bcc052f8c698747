package io.midplatform.azure.appconfiguration;

import com.azure.core.http.okhttp.OkHttpAsyncHttpClientBuilder;
import com.azure.data.appconfiguration.ConfigurationClient;
import com.azure.data.appconfiguration.ConfigurationClientBuilder;
import com.azure.data.appconfiguration.models.ConfigurationSetting;
import com.azure.data.appconfiguration.models.SettingSelector;
import io.midplatform.azure.fake.AppConfigurationFake;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * A label of its own for each test, whose settings are written over the wire: in the store whose connection string {@code MIDPLATFORM_TEST_APPCONFIGURATION} holds, such as
 * a real one or Microsoft's emulator; otherwise in our stand-in.
 */
final class AppConfigurationServer implements AutoCloseable {
    private static final OkHttpClient HTTP = new OkHttpClient();

    private final String label = "test-" + UUID.randomUUID();
    private final @Nullable String external = System.getenv("MIDPLATFORM_TEST_APPCONFIGURATION");
    private final @Nullable AppConfigurationFake fake = external == null ? new AppConfigurationFake() : null;
    private final ConfigurationClient client = new ConfigurationClientBuilder()
            .connectionString(connectionString())
            .httpClient(new OkHttpAsyncHttpClientBuilder(HTTP).build())
            .buildClient();

    private String connectionString() {
        return fake == null ? String.valueOf(external) : fake.connectionString();
    }

    Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("midplatform.provider", "azure");
        settings.put("midplatform.providers.azure.credentials.connection-string", connectionString());
        settings.put("midplatform.config.values.service", "app-configuration");
        settings.put("midplatform.config.values.label", label);
        settings.put("midplatform.config.values.interval", "5s");
        settings.put("midplatform.config.values.retry.backoff", fake == null ? "100ms" : "0s");
        return settings;
    }

    /** Replaces all settings by values of dotted keys. */
    void replace(Map<String, String> values) {
        Map<String, String> present = new HashMap<>();
        client.listConfigurationSettings(new SettingSelector().setLabelFilter(label))
                .forEach(setting -> present.put(setting.getKey(), setting.getValue()));
        Map<String, String> wanted = new TreeMap<>();
        values.forEach((key, value) -> wanted.put(key.replace('.', ':'), value));
        present.keySet().stream()
                .filter(key -> !wanted.containsKey(key))
                .forEach(key -> client.deleteConfigurationSetting(key, label));
        wanted.forEach((key, value) -> {
            if (!value.equals(present.get(key))) {
                client.setConfigurationSetting(
                        new ConfigurationSetting().setKey(key).setLabel(label).setValue(value));
            }
        });
    }

    @Override
    public void close() {
        if (fake == null) {
            replace(Map.of());
        } else {
            fake.close();
        }
    }
}
