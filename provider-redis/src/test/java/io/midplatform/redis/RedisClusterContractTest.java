package io.midplatform.redis;

import io.midplatform.redis.testing.RedisCluster;
import io.midplatform.redis.testing.Resp;
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
        return cluster.settings();
    }

    @Override
    List<Resp> masters() {
        return cluster.connectToMasters();
    }
}
