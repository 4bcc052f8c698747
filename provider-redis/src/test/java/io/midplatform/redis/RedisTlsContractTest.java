package io.midplatform.redis;

import io.midplatform.redis.testing.RedisServer;
import io.midplatform.redis.testing.Resp;
import io.midplatform.redis.testing.TestCertificate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** They do over TLS, for a user with no more rights than docs/providers/redis.md asks for. */
class RedisTlsContractTest extends RedisWholeContract {
    static final String LEAST_RIGHTS = "~midplatform:* &midplatform:* ~team-a:*"
            + " +get +mget +set +unlink +incrby +eval +evalsha +getrange +del"
            + " +publish +subscribe +unsubscribe +ping";

    private static final TestCertificate CERTIFICATE = TestCertificate.ofThisMachine();

    private static RedisServer server;

    @BeforeAll
    static void start() {
        server = RedisServer.startWithTls(CERTIFICATE, LEAST_RIGHTS);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    Map<String, String> settings() {
        return server.tlsSettings(CERTIFICATE);
    }

    @Override
    List<Resp> masters() {
        return List.of(server.connect());
    }
}
