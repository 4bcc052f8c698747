package io.midplatform.redis;

import io.midplatform.redis.testing.RedisCluster;
import io.midplatform.redis.testing.Resp;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** They do on a cluster of three nodes. */
class RedisClusterContractTest extends RedisWholeContract {
    private static RedisCluster cluster;

    @BeforeAll
    static void start() {
        cluster = RedisCluster.start();
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Override
    Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(cluster.settings());
        settings.put("midplatform.providers.redis.connect-timeout", "10s");
        return settings;
    }

    @Override
    List<Resp> masters() {
        return cluster.connectToMasters();
    }
}
