package io.midplatform.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.pubsub.RedisPubSubListener;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.midplatform.cache.spi.NoticeListener;
import io.midplatform.redis.testing.Call;
import io.midplatform.redis.testing.Eventually;
import io.midplatform.redis.testing.RedisServer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Moments of a connection for notices that are too short to be met from outside. The server and the connections are real. */
class NoticesTest {
    /** Less than the five seconds after which all channels are asked for again. */
    private static final Duration SOON = Duration.ofSeconds(4);

    private final RedisServer server = RedisServer.start();
    private final RedisClient client = RedisClient.create(RedisURI.create(server.host(), server.port()));
    private final StatefulRedisConnection<String, byte[]> data = client.connect(CacheCodec.INSTANCE);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final List<StatefulRedisPubSubConnection<String, byte[]>> made = new CopyOnWriteArrayList<>();
    private final List<RedisPubSubListener<String, byte[]>> arrivals = new CopyOnWriteArrayList<>();
    private final AtomicReference<Call.Action> whenAsked = new AtomicReference<>();
    private final Notices notices = new Notices(routes(), timer, this::connect);

    private Routes routes() {
        Link<StatefulRedisConnection<String, byte[]>> link =
                new Link<>(() -> java.util.concurrent.CompletableFuture.completedFuture(data), timer, ready -> {});
        link.open();
        return new SingleRoutes(link, new NodeConnections());
    }

    /** A connection that lets something happen while it is asked for channels for the first time, and knows who listens to it. */
    private CompletionStage<StatefulRedisPubSubConnection<String, byte[]>> connect() {
        return client.connectPubSubAsync(CacheCodec.INSTANCE, RedisURI.create(server.host(), server.port()))
                .thenApply(this::observed);
    }

    @SuppressWarnings("unchecked")
    private StatefulRedisPubSubConnection<String, byte[]> observed(
            StatefulRedisPubSubConnection<String, byte[]> connection) {
        made.add(connection);
        return (StatefulRedisPubSubConnection<String, byte[]>) Proxy.newProxyInstance(
                NoticesTest.class.getClassLoader(),
                new Class<?>[] {StatefulRedisPubSubConnection.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("addListener")
                            && arguments[0] instanceof RedisPubSubListener<?, ?> listener) {
                        arrivals.add((RedisPubSubListener<String, byte[]>) listener);
                    }
                    Call.Action action = method.getName().equals("async") ? whenAsked.getAndSet(null) : null;
                    if (action != null) {
                        Call.run(action).result();
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** What a listener was told, in order. */
    private static final class Heard implements NoticeListener {
        private final List<String> told = new CopyOnWriteArrayList<>();

        @Override
        public void connected() {
            told.add("connected");
        }

        @Override
        public void disconnected() {
            told.add("disconnected");
        }

        @Override
        public void notice(byte[] notice) {
            told.add(new String(notice, StandardCharsets.UTF_8));
        }

        private void await(String... expected) {
            Eventually.succeeds("told", () -> assertThat(told).containsExactly(expected));
        }

        private void await(Duration atMost, String... expected) {
            Eventually.succeeds("told", atMost, () -> assertThat(told).containsExactly(expected));
        }
    }

    @AfterEach
    void close() {
        notices.close();
        timer.shutdownNow();
        client.shutdown(0, 5, java.util.concurrent.TimeUnit.SECONDS);
        server.close();
    }

    private Heard subscribe(String channel) {
        Heard heard = new Heard();
        notices.subscribe(channel, heard);
        return heard;
    }

    @Test
    void subscriptionWhileTheConnectionIsMade_isAskedForByIt_atOnce() {
        Heard late = new Heard();
        whenAsked.set(() -> notices.subscribe("late", late));
        Heard early = subscribe("early");
        early.await("connected");
        late.await(SOON, "connected");
    }

    @Test
    void reset_tellsThatNoticesMayBeMissed_beforeItReturns() {
        Heard heard = subscribe("a");
        heard.await("connected");
        notices.reset();
        assertThat(heard.told).startsWith("connected", "disconnected");
        heard.await("connected", "disconnected", "connected");
        assertThat(made).hasSize(2);
    }

    /** What an earlier connection still tells is about itself. */
    @Test
    void earlierConnection_confirmsNothing_andTellsNothing() {
        Heard heard = subscribe("a");
        heard.await("connected");
        whenAsked.set(() -> {
            arrivals.get(0).subscribed("a", 1);
            arrivals.get(0).message("a", "late".getBytes(StandardCharsets.UTF_8));
            assertThat(heard.told).containsExactly("connected", "disconnected");
        });
        notices.reset();
        heard.await("connected", "disconnected", "connected");
        arrivals.get(0).message("a", "later".getBytes(StandardCharsets.UTF_8));
        notices.publish("a", "news".getBytes(StandardCharsets.UTF_8));
        heard.await("connected", "disconnected", "connected", "news");
    }
}
