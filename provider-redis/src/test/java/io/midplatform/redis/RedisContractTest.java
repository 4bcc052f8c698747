package io.midplatform.redis;

import io.midplatform.cache.spi.CacheDriver;
import io.midplatform.redis.testing.RedisBackend;
import io.midplatform.testkit.TestTime;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Caches and counters on one Redis keep the contract. */
class RedisContractTest extends RedisContract {
    @RegisterExtension
    static final RedisBackend REDIS = RedisBackend.redis();

    @Override
    Map<String, String> settings() {
        return REDIS.settings();
    }

    @Override
    void follow(TestTime time) {
        REDIS.follow(time);
    }

    @Override
    CacheDriver wrap(CacheDriver driver) {
        return REDIS.wrap(driver);
    }
}
