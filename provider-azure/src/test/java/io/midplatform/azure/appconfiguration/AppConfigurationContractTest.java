package io.midplatform.azure.appconfiguration;

import io.midplatform.config.Config;
import io.midplatform.testkit.config.ConfigBindingSuite;
import io.midplatform.testkit.config.ConfigChangeSuite;
import io.midplatform.testkit.config.ConfigErrorSuite;
import io.midplatform.testkit.config.ConfigExplainSuite;
import io.midplatform.testkit.config.ConfigFeatureSuite;
import io.midplatform.testkit.config.ConfigHostileSuite;
import io.midplatform.testkit.config.ConfigOutageSuite;
import io.midplatform.testkit.config.ConfigReadingSuite;
import io.midplatform.testkit.config.ConfigSecretsSuite;
import io.midplatform.testkit.config.ConfigWritingSuite;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

/** Configuration in App Configuration keeps the contract. */
class AppConfigurationContractTest {
    private final AppConfigurationServer server = new AppConfigurationServer();

    @AfterEach
    void stop() {
        server.close();
    }

    @Nested
    class Binding extends ConfigBindingSuite {
        @Override
        protected Map<String, String> provider() {
            return server.settings();
        }

        @Override
        protected void write(Config config, Map<String, String> values) {
            server.replace(values);
        }
    }

    @Nested
    class Change extends ConfigChangeSuite {
        @Override
        protected Map<String, String> provider() {
            return server.settings();
        }

        @Override
        protected void write(Config config, Map<String, String> values) {
            server.replace(values);
        }
    }

    @Nested
    class Errors extends ConfigErrorSuite {
        @Override
        protected Map<String, String> provider() {
            return server.settings();
        }

        @Override
        protected void write(Config config, Map<String, String> values) {
            server.replace(values);
        }
    }

    @Nested
    class Explain extends ConfigExplainSuite {
        @Override
        protected Map<String, String> provider() {
            return server.settings();
        }

        @Override
        protected void write(Config config, Map<String, String> values) {
            server.replace(values);
        }
    }

    @Nested
    class Feature extends ConfigFeatureSuite {
        @Override
        protected Map<String, String> provider() {
            return server.settings();
        }

        @Override
        protected void write(Config config, Map<String, String> values) {
            server.replace(values);
        }
    }

    @Nested
    class Hostile extends ConfigHostileSuite {
        @Override
        protected Map<String, String> provider() {
            return server.settings();
        }

        @Override
        protected void write(Config config, Map<String, String> values) {
            server.replace(values);
        }
    }

    @Nested
    class Outage extends ConfigOutageSuite {
        @Override
        protected Map<String, String> provider() {
            return server.settings();
        }

        @Override
        protected void write(Config config, Map<String, String> values) {
            server.replace(values);
        }
    }

    @Nested
    class Reading extends ConfigReadingSuite {
        @Override
        protected Map<String, String> provider() {
            return server.settings();
        }

        @Override
        protected void write(Config config, Map<String, String> values) {
            server.replace(values);
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
            server.replace(values);
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
            server.replace(values);
        }

        @Override
        protected boolean isWritable() {
            return false;
        }
    }
}
