package io.midplatform.redis;

import io.midplatform.redis.testing.RedisBackend;
import io.midplatform.redis.testing.Resp;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;

/** Caches and counters on one Redis keep the contract. */
class RedisContractTest extends RedisWholeContract {
    private static final RedisBackend REDIS = RedisBackend.redis();

    @Override
    Map<String, String> settings() {
        return REDIS.settings();
    }

    @Override
    List<Resp> masters() {
        return List.of(REDIS.connect());
    }

    /** The server may be somebody's. */
    @Override
    @BeforeEach
    void clear() {
        REDIS.clear();
    }
}
