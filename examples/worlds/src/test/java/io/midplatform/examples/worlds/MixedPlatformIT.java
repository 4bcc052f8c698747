package io.midplatform.examples.worlds;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.Platform;
import io.midplatform.aws.fake.ParameterStoreFake;
import io.midplatform.aws.testing.S3MockServer;
import io.midplatform.azure.fake.AppConfigurationFake;
import io.midplatform.azure.testing.AzuriteServer;
import io.midplatform.azure.testing.Backend;
import io.midplatform.cache.Cache;
import io.midplatform.queue.Delivery;
import io.midplatform.queue.MessageQueue;
import io.midplatform.queue.ReceiveOptions;
import io.midplatform.redis.testing.RedisServer;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.CopyOptions;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One platform over several clouds, and over two accounts of one. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class MixedPlatformIT {
    private final RedisServer redis = RedisServer.start();
    private final ParameterStoreFake parameters = new ParameterStoreFake();
    private final AppConfigurationFake configuration = new AppConfigurationFake();

    private Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        String aws = "midplatform.providers.aws.";
        settings.put(aws + "region", "eu-west-1");
        settings.put(aws + "create", "true");
        settings.put(aws + "credentials.access-key-id", "test");
        settings.put(aws + "credentials.secret-access-key", "test");
        account(settings, "azure", AzuriteServer.ACCOUNT, AzuriteServer.endpoint(Backend.Service.BLOB));
        Map<Backend.Service, URI> second = AzuriteServer.start(List.of("second"), List.of());
        String blobs = String.valueOf(second.get(Backend.Service.BLOB));
        account(settings, "dr", "second", URI.create(blobs.substring(0, blobs.lastIndexOf('/')) + "/second"));
        settings.put("midplatform.providers.dr.type", "azure");

        settings.put("midplatform.storage.uploads.provider", "aws");
        settings.put(
                "midplatform.storage.uploads.endpoint", S3MockServer.endpoint().toString());
        settings.put("midplatform.storage.uploads.path-style", "true");
        settings.put("midplatform.storage.archive.provider", "azure");
        settings.put("midplatform.storage.copies.provider", "dr");
        settings.put("midplatform.storage.copies.container", "archive");
        settings.put("midplatform.queue.jobs.provider", "azure");
        settings.put(
                "midplatform.queue.jobs.endpoint",
                AzuriteServer.endpoint(Backend.Service.QUEUE).toString());
        settings.put("midplatform.cache.known.provider", "redis");
        settings.put("midplatform.cache.known.host", redis.host());
        settings.put("midplatform.cache.known.port", Integer.toString(redis.port()));
        settings.put("midplatform.cache.known.connect-timeout", "20s");
        settings.put("midplatform.config.sources", "app, params");
        settings.put("midplatform.config.app.provider", "settings");
        settings.put("midplatform.providers.settings.type", "azure");
        settings.put("midplatform.providers.settings.credentials.connection-string", configuration.connectionString());
        settings.put("midplatform.config.app.service", "app-configuration");
        settings.put("midplatform.config.params.provider", "aws");
        settings.put("midplatform.config.params.service", "parameter-store");
        settings.put("midplatform.config.params.path", "/acme");
        settings.put("midplatform.config.params.endpoint", parameters.endpoint().toString());
        return settings;
    }

    private static void account(Map<String, String> settings, String instance, String name, URI endpoint) {
        String prefix = "midplatform.providers." + instance + ".";
        settings.put(prefix + "account", name);
        settings.put(prefix + "endpoint", endpoint.toString());
        settings.put(prefix + "create", "true");
        settings.put(prefix + "credentials.account-key", AzuriteServer.KEY);
    }

    @Test
    void platform_eachCapabilityElsewhere_worksAsOne() throws Exception {
        configuration.put("pricing:discount", "7");
        configuration.put("pricing:currency", "EUR");
        parameters.put("/acme/pricing/discount", "9");
        parameters.put("/acme/limits/rows", "100");
        try (Platform platform =
                Platform.builder().isolated().settings(settings()).build()) {
            assertThat(platform.config().get("pricing.discount", Integer.class)).isEqualTo(7); // the first source wins
            assertThat(platform.config().get("pricing.currency", String.class)).isEqualTo("EUR");
            assertThat(platform.config().get("limits.rows", Integer.class)).isEqualTo(100);

            Bucket uploads = platform.bucket("uploads");
            uploads.put("a/ü.txt", "from S3");
            uploads.copyTo(
                    platform.bucket("archive"), "a/ü.txt", "b.txt", CopyOptions.defaults()); // through this process
            platform.bucket("archive")
                    .copyTo(platform.bucket("copies"), "b.txt", "c.txt", CopyOptions.defaults()); // between accounts
            assertThat(platform.bucket("copies").getString("c.txt")).isEqualTo("from S3");
            assertThat(platform.bucket("archive").exists("c.txt")).isFalse();

            MessageQueue<String> jobs = platform.queue("jobs", String.class);
            jobs.send("c.txt");
            Cache<String> known = platform.cache("known", String.class);
            List<Delivery<String>> received =
                    jobs.receive(ReceiveOptions.defaults().waitUpTo(Duration.ofSeconds(10)));
            assertThat(received).hasSize(1);
            String key = received.get(0).payload();
            assertThat(known.get(key, name -> platform.bucket("copies").getString(name)))
                    .isEqualTo("from S3");
            received.get(0).ack();
            assertThat(known.find("c.txt")).contains("from S3");
            assertThat(platform.describe().toString()).contains("aws", "azure", "dr (azure)", "redis");
        }
    }
}
