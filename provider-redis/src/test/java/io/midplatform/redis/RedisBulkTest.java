package io.midplatform.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisConnectionException;
import io.midplatform.cache.spi.CacheWrite;
import io.midplatform.redis.testing.RedisServer;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.ItemOutcome;
import io.midplatform.testkit.TestTime;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** More items than go at once, of which some cannot be sent. The server is real, and the connection missing when the test wants it. */
class RedisBulkTest {
    /** As many as go at once. */
    private static final int FIRST = 2_048;

    private static final int ALL = 3_000;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final TestTime time = new TestTime();
    private final RedisServer server = RedisServer.start();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final RedisHub hub = RedisHub.open(target(), null, time, Runnable::run);
    /** The request for a connection, from 1 on, that fails. */
    private final AtomicInteger failing = new AtomicInteger();

    private final RedisCacheDriver driver = driver();

    private RedisTarget target() {
        return new RedisTarget(
                RedisTarget.Topology.STANDALONE,
                List.of(new RedisTarget.Node(server.host(), server.port())),
                Optional.empty(),
                0,
                Optional.empty(),
                Optional.empty(),
                RedisTls.off(),
                RedisTarget.ReadFrom.MASTER,
                new RedisTuning(
                        RedisTuning.Protocol.RESP3, PATIENCE, Duration.ofSeconds(30), PATIENCE, 10_000, "midplatform"));
    }

    private RedisCacheDriver driver() {
        Routes routes = (Routes) Proxy.newProxyInstance(
                RedisBulkTest.class.getClassLoader(), new Class<?>[] {Routes.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("connection") && failing.decrementAndGet() == 0) {
                        throw new RedisConnectionException("the test wants it so");
                    }
                    try {
                        return method.invoke(hub.routes(), arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        RedisCalls calls = new RedisCalls(routes, new Silence(timer, routes), () -> null);
        return new RedisCacheDriver(hub, calls, "bulk", RedisCaches.CAPABILITIES);
    }

    @AfterEach
    void close() {
        hub.close();
        timer.shutdownNow();
        server.close();
    }

    private Deadline deadline() {
        return Deadline.after(time, Duration.ofSeconds(30));
    }

    private static List<String> keys() {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < ALL; i++) {
            keys.add("bulk:" + i);
        }
        return keys;
    }

    private List<ItemOutcome<Boolean>> put() throws Exception {
        List<CacheWrite> writes = keys().stream()
                .map(key -> CacheWrite.always(key, new byte[] {1}, CacheWrite.NO_END))
                .toList();
        return driver.put(writes, List.of(), deadline()).outcomes();
    }

    private void assertTheRestFailed(List<? extends ItemOutcome<?>> outcomes) {
        assertThat(outcomes).hasSize(ALL);
        assertThat(outcomes.subList(0, FIRST))
                .allSatisfy(outcome -> assertThat(outcome.failure()).isNull());
        assertThat(outcomes.subList(FIRST, ALL))
                .allSatisfy(outcome -> assertThat(outcome.failure()).isInstanceOf(RedisConnectionException.class));
    }

    private Object stored() {
        return server.call("DBSIZE");
    }

    @Test
    void put_theSecondPartCannotBeSent_theFirstIsWritten() throws Exception {
        failing.set(2);
        assertTheRestFailed(put());
        assertThat(stored()).isEqualTo((long) FIRST);
    }

    @Test
    void remove_theSecondPartCannotBeSent_theFirstIsRemoved() throws Exception {
        put();
        failing.set(2);
        assertTheRestFailed(driver.remove(keys(), deadline()));
        assertThat(stored()).isEqualTo((long) ALL - FIRST);
    }

    @Test
    void put_theFirstPartCannotBeSent_fails() throws Exception {
        failing.set(1);
        assertThatThrownBy(this::put).isInstanceOf(RedisConnectionException.class);
        assertThat(put()).allSatisfy(outcome -> assertThat(outcome.failure()).isNull());
    }
}
