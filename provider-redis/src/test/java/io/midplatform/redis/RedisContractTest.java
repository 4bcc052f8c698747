package io.midplatform.redis;

import io.midplatform.redis.testing.RedisBackend;
import io.midplatform.redis.testing.Resp;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Caches and counters on one server keep the contract: on Redis, and on Valkey where this machine has it. */
@ParameterizedClass
@MethodSource("servers")
class RedisContractTest extends RedisWholeContract {
    private final RedisBackend server;

    RedisContractTest(RedisBackend server) {
        this.server = server;
    }

    static List<RedisBackend> servers() {
        return RedisBackend.all();
    }

    @Override
    Map<String, String> settings() {
        return server.settings();
    }

    @Override
    List<Resp> masters() {
        return List.of(server.connect());
    }

    /** The server may be somebody's. */
    @Override
    @BeforeEach
    void clear() {
        server.clear();
    }
}
