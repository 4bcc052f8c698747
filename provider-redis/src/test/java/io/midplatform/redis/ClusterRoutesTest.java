package io.midplatform.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.resource.ClientResources;
import io.midplatform.redis.testing.Eventually;
import io.midplatform.redis.testing.RedisServer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What calls of a cluster's client do that hardly ever fail. */
class ClusterRoutesTest {
    private final RedisServer server = RedisServer.start();
    private final RedisURI uri = RedisURI.create(server.host(), server.port());
    private final RedisClient client = RedisClient.create(uri);
    private final Failing cluster = new Failing(client.getResources(), uri);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    /** Cannot ask for the map of slots the first two times. */
    private static final class Failing extends RedisClusterClient {
        private final AtomicInteger asked = new AtomicInteger();

        private Failing(ClientResources resources, RedisURI uri) {
            super(resources, List.of(uri));
        }

        @Override
        public CompletionStage<Void> refreshPartitionsAsync() {
            return switch (asked.incrementAndGet()) {
                case 1 -> throw new RedisException("the test wants it so");
                case 2 -> CompletableFuture.failedFuture(new RedisException("the test wants it so"));
                default -> CompletableFuture.completedFuture(null);
            };
        }
    }

    @AfterEach
    void close() {
        timer.shutdownNow();
        cluster.shutdown(0, 5, TimeUnit.SECONDS);
        client.shutdown(0, 5, TimeUnit.SECONDS);
        server.close();
    }

    @Test
    void refresh_thatFails_atOnceOrLater_isTriedAgain() {
        Link<StatefulRedisClusterConnection<String, byte[]>> link = new Link<>(
                () -> CompletableFuture.failedFuture(new RedisException("not needed here")), timer, made -> {});
        ClusterRoutes routes = new ClusterRoutes(link, cluster, timer, null);
        StatefulRedisConnection<String, byte[]> connection = client.connect(CacheCodec.INSTANCE);
        routes.reset(connection);
        assertThat(cluster.asked).hasValue(1);
        for (int times = 2; times <= 3; times++) {
            int expected = times;
            Eventually.until("it is asked again", () -> {
                routes.reset(connection);
                return cluster.asked.get() == expected;
            });
        }
    }
}
