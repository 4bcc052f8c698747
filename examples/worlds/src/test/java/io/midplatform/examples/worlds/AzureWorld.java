package io.midplatform.examples.worlds;

import io.midplatform.azure.fake.AppConfigurationFake;
import io.midplatform.azure.testing.AzuriteServer;
import io.midplatform.azure.testing.Backend;
import io.midplatform.redis.testing.RedisServer;
import java.util.HashMap;
import java.util.Map;

/** Azurite, a Redis and our stand-in for App Configuration. */
final class AzureWorld implements Worlds.World {
    private final RedisServer redis = RedisServer.start();
    private final AppConfigurationFake configuration = new AppConfigurationFake();

    AzureWorld() {
        configuration.put("quickstart:pause", "1ms");
    }

    @Override
    public Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        for (String bucket : new String[] {"files", "reports"}) {
            settings.put(
                    "midplatform.storage." + bucket + ".endpoint",
                    AzuriteServer.endpoint(Backend.Service.BLOB).toString());
            settings.put("midplatform.storage." + bucket + ".credentials.account-key", AzuriteServer.KEY);
        }
        settings.put(
                "midplatform.queue.jobs.endpoint",
                AzuriteServer.endpoint(Backend.Service.QUEUE).toString());
        settings.put("midplatform.queue.jobs.credentials.account-key", AzuriteServer.KEY);
        settings.put("midplatform.providers.azure.account", AzuriteServer.ACCOUNT);
        settings.put("midplatform.cache.known.host", redis.host());
        settings.put("midplatform.cache.known.port", Integer.toString(redis.port()));
        settings.put("midplatform.cache.known.connect-timeout", "20s");
        settings.put("midplatform.cache.known.username", "default");
        settings.put("midplatform.cache.known.password", "any"); // in place of Entra ID; this server takes any
        settings.put("midplatform.cache.known.tls", "false");
        settings.put("midplatform.cache.known.cluster", "false");
        settings.put("midplatform.config.tuning.credentials.connection-string", configuration.connectionString());
        return settings;
    }
}
