package io.midplatform.azure.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.midplatform.ErrorCode;
import io.midplatform.Platform;
import io.midplatform.PlatformException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is wrong in the settings of a queue is told when they are loaded. */
class AzureQueueSettingsTest {
    @Test
    void service_isStorageQueueByDefault() {
        try (Platform platform = load("account", "acme")) {
            assertThat(platform.describe().toString()).contains("azure");
        }
    }

    @Test
    void account_missing_isRefused() {
        assertThat(refused()).hasMessageContaining("'account' is missing");
    }

    @Test
    void connectionString_withAccount_isRefused() {
        assertThat(refused("account", "acme", "credentials.connection-string", "AccountName=acme"))
                .hasMessageContaining("remove 'account' and 'endpoint'");
    }

    @Test
    void settingOfTheOtherService_isRefused() {
        assertThat(refused("account", "acme", "namespace", "bus")).hasMessageContaining("namespace");
        assertThat(refused("service", "service-bus", "namespace", "bus", "encoding", "base64"))
                .hasMessageContaining("encoding");
        assertThat(refused(
                        "service", "service-bus", "namespace", "bus", "trace", "true", "expiry", "1h", "account", "a"))
                .hasMessageContaining("account, trace, expiry");
    }

    @Test
    void expiry_thatCannotBe_isRefused() {
        for (String expiry : new String[] {"0s", "1500ms", "40000d"}) {
            assertThat(refused("account", "acme", "expiry", expiry)).hasMessageContaining("whole seconds");
        }
    }

    private static PlatformException refused(String... keysAndValues) {
        PlatformException thrown = catchThrowableOfType(PlatformException.class, () -> load(keysAndValues));
        assertThat(thrown).as("refused").isNotNull();
        assertThat(thrown.code()).isEqualTo(ErrorCode.CONFIGURATION);
        return thrown;
    }

    private static Platform load(String... keysAndValues) {
        Map<String, String> settings = new HashMap<>();
        settings.put("midplatform.queue.jobs.provider", "azure");
        for (int i = 0; i < keysAndValues.length; i += 2) {
            settings.put("midplatform.queue.jobs." + keysAndValues[i], keysAndValues[i + 1]);
        }
        return Platform.builder().isolated().settings(settings).build();
    }
}
