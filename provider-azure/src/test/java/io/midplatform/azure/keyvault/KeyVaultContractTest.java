package io.midplatform.azure.keyvault;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.Secret;
import io.midplatform.config.Config;
import io.midplatform.testkit.config.ConfigFeatureSuite;
import io.midplatform.testkit.config.ConfigSecretsSuite;
import io.midplatform.testkit.config.ConfigWritingSuite;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/**
 * Key Vault keeps the contract: the suites that do not ask to see a value. The values are the fields of one secret, and the
 * source's prefix is that secret's name.
 */
class KeyVaultContractTest {
    private final KeyVaultServer server = new KeyVaultServer();

    KeyVaultContractTest() {
        write(Map.of());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void write(Map<String, String> values) {
        server.put(JsonMapper.shared().writeValueAsString(values));
    }

    @Nested
    class Feature extends ConfigFeatureSuite {
        @Override
        protected Map<String, String> provider() {
            return server.settings();
        }

        @Override
        protected void write(Config config, Map<String, String> values) {
            KeyVaultContractTest.this.write(values);
        }
    }

    @Nested
    class Secrets extends ConfigSecretsSuite {
        @Override
        protected Map<String, String> provider() {
            return server.settings();
        }

        @Override
        protected void write(Config config, Map<String, String> values) {
            KeyVaultContractTest.this.write(values);
        }

        /** Differs: every value of this source is a secret, whatever its key and its type. */
        @Override
        @Test
        protected void secretByType_isMaskedOnceItIsKnown() throws IOException {
            Config config = config("login.user", "me-myself", "login.pin", "4711");
            assertThat(config.get("login.pin", Secret.class).reveal()).isEqualTo("4711");
            assertThat(config.explain("login.user").toString() + config.snapshot())
                    .contains("***")
                    .doesNotContain("me-myself");
        }
    }

    @Nested
    class Writing extends ConfigWritingSuite {
        @Override
        protected Map<String, String> provider() {
            return server.settings();
        }

        @Override
        protected void write(Config config, Map<String, String> values) {
            KeyVaultContractTest.this.write(values);
        }

        @Override
        protected boolean isWritable() {
            return false;
        }
    }
}
