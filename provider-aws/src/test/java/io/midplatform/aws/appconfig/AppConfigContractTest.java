package io.midplatform.aws.appconfig;

import io.midplatform.aws.fake.AppConfigFake;
import io.midplatform.aws.testing.Backend;
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
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

/** Configuration in AppConfig keeps the contract, on our stand-in, whose intervals run on the test's time. */
class AppConfigContractTest {
    /** The shortest interval that AppConfig allows, and some. */
    private static final Duration LATENCY = Duration.ofSeconds(20);

    private InstantSource time = () -> Instant.EPOCH;
    private final AppConfigFake fake = new AppConfigFake(() -> time.instant());

    AppConfigContractTest() {
        Backend.only("APPCONFIGDATA", "our stand-in", "for the intervals it insists on must follow the test's time");
    }

    @AfterEach
    void stop() {
        fake.close();
    }

    /** The settings, on a fake that follows the time of the suite and holds an empty profile. */
    private Map<String, String> provider(InstantSource suite) {
        if (time != suite) {
            time = suite;
            write(Map.of());
        }
        Map<String, String> settings = fake.settings();
        settings.put("midplatform.config.values.interval", "15s");
        return settings;
    }

    private void write(Map<String, String> values) {
        Properties properties = new Properties();
        properties.putAll(values);
        StringWriter text = new StringWriter();
        try {
            properties.store(text, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        fake.deploy("text/plain", text.toString());
    }

    @Nested
    class Binding extends ConfigBindingSuite {
        @Override
        protected Map<String, String> provider() {
            return AppConfigContractTest.this.provider(time);
        }

        @Override
        protected void write(Config config, Map<String, String> values) {
            AppConfigContractTest.this.write(values);
        }

        @Override
        protected Duration latency() {
            return LATENCY;
        }
    }

    @Nested
    class Change extends ConfigChangeSuite {
        @Override
        protected Map<String, String> provider() {
            return AppConfigContractTest.this.provider(time);
        }

        @Override
        protected void write(Config config, Map<String, String> values) {
            AppConfigContractTest.this.write(values);
        }

        @Override
        protected Duration latency() {
            return LATENCY;
        }
    }

    @Nested
    class Errors extends ConfigErrorSuite {
        @Override
        protected Map<String, String> provider() {
            return AppConfigContractTest.this.provider(time);
        }

        @Override
        protected void write(Config config, Map<String, String> values) {
            AppConfigContractTest.this.write(values);
        }

        @Override
        protected Duration latency() {
            return LATENCY;
        }
    }

    @Nested
    class Explain extends ConfigExplainSuite {
        @Override
        protected Map<String, String> provider() {
            return AppConfigContractTest.this.provider(time);
        }

        @Override
        protected void write(Config config, Map<String, String> values) {
            AppConfigContractTest.this.write(values);
        }

        @Override
        protected Duration latency() {
            return LATENCY;
        }
    }

    @Nested
    class Feature extends ConfigFeatureSuite {
        @Override
        protected Map<String, String> provider() {
            return AppConfigContractTest.this.provider(time);
        }

        @Override
        protected void write(Config config, Map<String, String> values) {
            AppConfigContractTest.this.write(values);
        }

        @Override
        protected Duration latency() {
            return LATENCY;
        }
    }

    @Nested
    class Hostile extends ConfigHostileSuite {
        @Override
        protected Map<String, String> provider() {
            return AppConfigContractTest.this.provider(time);
        }

        @Override
        protected void write(Config config, Map<String, String> values) {
            AppConfigContractTest.this.write(values);
        }

        @Override
        protected Duration latency() {
            return LATENCY;
        }
    }

    @Nested
    class Outage extends ConfigOutageSuite {
        @Override
        protected Map<String, String> provider() {
            return AppConfigContractTest.this.provider(time);
        }

        @Override
        protected void write(Config config, Map<String, String> values) {
            AppConfigContractTest.this.write(values);
        }

        @Override
        protected Duration latency() {
            return LATENCY;
        }
    }

    @Nested
    class Reading extends ConfigReadingSuite {
        @Override
        protected Map<String, String> provider() {
            return AppConfigContractTest.this.provider(time);
        }

        @Override
        protected void write(Config config, Map<String, String> values) {
            AppConfigContractTest.this.write(values);
        }

        @Override
        protected Duration latency() {
            return LATENCY;
        }
    }

    @Nested
    class Secrets extends ConfigSecretsSuite {
        @Override
        protected Map<String, String> provider() {
            return AppConfigContractTest.this.provider(time);
        }

        @Override
        protected void write(Config config, Map<String, String> values) {
            AppConfigContractTest.this.write(values);
        }

        @Override
        protected Duration latency() {
            return LATENCY;
        }
    }

    @Nested
    class Writing extends ConfigWritingSuite {
        @Override
        protected Map<String, String> provider() {
            return AppConfigContractTest.this.provider(time);
        }

        @Override
        protected void write(Config config, Map<String, String> values) {
            AppConfigContractTest.this.write(values);
        }

        @Override
        protected Duration latency() {
            return LATENCY;
        }

        @Override
        protected boolean isWritable() {
            return false;
        }
    }
}
