package io.midplatform.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.midplatform.Platform;
import io.midplatform.Registration;
import io.midplatform.cache.spi.CacheDriver;
import io.midplatform.cache.spi.NoticeListener;
import io.midplatform.redis.testing.Eventually;
import io.midplatform.redis.testing.Platforms;
import io.midplatform.redis.testing.RedisCluster;
import io.midplatform.redis.testing.RedisServer;
import io.midplatform.redis.testing.TcpProxy;
import io.midplatform.redis.testing.TestCertificate;
import io.midplatform.spi.DriverLayer;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Notices reach all who listen, and those who may miss some are told. */
@Execution(ExecutionMode.CONCURRENT)
class RedisNoticesTest {
    @RegisterExtension
    final Platforms platforms = new Platforms();

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

        void await(String... expected) {
            try {
                Eventually.until("told", () -> told.equals(List.of(expected)));
            } catch (AssertionError | IllegalStateException e) {
                assertThat(told).containsExactly(expected);
            }
        }
    }

    private CacheDriver driver(Map<String, String> server, String resource) {
        return drivers(server, resource).get(0);
    }

    /** Those of several resources of one platform, which share their connections. */
    private List<CacheDriver> drivers(Map<String, String> server, String... resources) {
        Map<String, CacheDriver> drivers = new ConcurrentHashMap<>();
        Map<String, String> settings = new HashMap<>(server);
        Platform platform = Platform.builder()
                .isolated()
                .settings(settings)
                .layer(new DriverLayer() {
                    @Override
                    public CacheDriver cache(String name, CacheDriver opened) {
                        drivers.put(name, opened);
                        return opened;
                    }
                })
                .build();
        platforms.with(() -> platform.close(Duration.ofSeconds(5)));
        for (String resource : resources) {
            Eventually.succeeds(
                    "the store is there", () -> platform.counters(resource).get("a"));
        }
        return Stream.of(resources).map(drivers::get).toList();
    }

    private static void publish(CacheDriver driver, String notice) {
        driver.publish(notice.getBytes(StandardCharsets.UTF_8));
    }

    private static Heard listener(CacheDriver driver) {
        Heard heard = new Heard();
        driver.subscribe(heard);
        heard.await("connected");
        return heard;
    }

    @Test
    void notices_reachAllOfTheResource_inOrder() {
        RedisServer server = platforms.with(RedisServer.start());
        CacheDriver one = driver(server.settings(), "carts");
        CacheDriver two = driver(server.settings(), "carts");
        CacheDriver other = driver(server.settings(), "orders");
        Heard first = listener(one);
        Heard second = listener(one);
        Heard third = listener(two);
        Heard apart = listener(other);
        List<String> expected = new CopyOnWriteArrayList<>(List.of("connected"));
        IntStream.range(0, 1_000).forEach(i -> {
            publish(two, "n" + i);
            expected.add("n" + i);
        });
        for (Heard heard : List.of(first, second, third)) {
            heard.await(expected.toArray(new String[0]));
        }
        assertThat(apart.told).containsExactly("connected");
    }

    @Test
    void closedRegistration_hearsNothingMore() {
        RedisServer server = platforms.with(RedisServer.start());
        CacheDriver driver = driver(server.settings(), "carts");
        Heard leaving = new Heard();
        Registration registration = driver.subscribe(leaving);
        leaving.await("connected");
        Heard staying = listener(driver);
        registration.close();
        registration.close();
        publish(driver, "a");
        staying.await("connected", "a");
        assertThat(leaving.told).containsExactly("connected");
    }

    @Test
    void restart_isTold_onBothSides() {
        RedisServer server = platforms.with(RedisServer.start());
        CacheDriver driver = driver(server.settings(), "carts");
        Heard heard = listener(driver);
        server.kill();
        heard.await("connected", "disconnected");
        publish(driver, "lost");
        server.restart();
        heard.await("connected", "disconnected", "connected");
        Eventually.succeeds("the store is there", () -> driver.counter("midplatform:carts:a", deadline()));
        publish(driver, "a");
        heard.await("connected", "disconnected", "connected", "a");
    }

    private static io.midplatform.spi.Deadline deadline() {
        return io.midplatform.spi.Deadline.after(new io.midplatform.engine.call.SystemTime(), Duration.ofSeconds(5));
    }

    /** Nothing breaks, nothing arrives: only asking tells that from quiet. */
    @Test
    void silentServer_isTold_thoughTheConnectionIsOpen() {
        RedisServer server = platforms.with(RedisServer.start());
        TcpProxy proxy = platforms.with(TcpProxy.to(server.port()));
        Map<String, String> settings = new HashMap<>(server.settings());
        settings.put("midplatform.providers.redis.port", String.valueOf(proxy.port()));
        CacheDriver driver = driver(settings, "carts");
        Heard heard = listener(driver);
        proxy.hold();
        heard.await("connected", "disconnected");
        proxy.heal();
        heard.await("connected", "disconnected", "connected");
    }

    @Test
    void serverThatIsAway_isListenedTo_onceItIsThere() {
        RedisServer server = platforms.with(RedisServer.start());
        CacheDriver driver = driver(server.settings(), "carts");
        server.kill();
        Heard heard = new Heard();
        driver.subscribe(heard);
        server.restart();
        heard.await("connected");
    }

    /** A channel that the user may not hear keeps none of the others from being heard, nor does the connection look dead. */
    @Test
    void refusedChannel_keepsNoOtherFromBeingHeard() {
        TestCertificate certificate = TestCertificate.ofThisMachine();
        RedisServer server = platforms.with(
                RedisServer.startWithTls(certificate, "~midplatform:* &midplatform:* +@all -@dangerous"));
        List<CacheDriver> drivers = drivers(server.tlsSettings(certificate), "orders", "carts", "users");
        List<Heard> heard = drivers.stream().map(RedisNoticesTest::listener).toList();
        // Redis ends the connections that hear what they no longer may
        server.call("ACL", "SETUSER", RedisServer.USER, "resetchannels", "&midplatform:carts", "&midplatform:users");
        heard.get(1).await("connected", "disconnected", "connected");
        heard.get(2).await("connected", "disconnected", "connected");
        heard.get(0).await("connected", "disconnected");
        publish(drivers.get(1), "a");
        heard.get(1).await("connected", "disconnected", "connected", "a");
        server.call("ACL", "SETUSER", RedisServer.USER, "&midplatform:orders");
        heard.get(0).await("connected", "disconnected", "connected");
        heard.get(1).await("connected", "disconnected", "connected", "a");
    }

    /** An answer is a sign of life, a refusal as well. */
    @Test
    void onlyRefusedChannels_theConnectionStays() {
        RedisServer server = platforms.with(RedisServer.start());
        server.call("ACL", "SETUSER", "default", "resetchannels");
        AtomicInteger connections = new AtomicInteger();
        CacheDriver driver = driver(server.settings(), "carts");
        driver.unwrap(RedisClient.class).orElseThrow().addListener(new RedisConnectionStateListener() {
            @Override
            public void onRedisConnected(RedisChannelHandler<?, ?> connection, SocketAddress address) {
                connections.incrementAndGet();
            }
        });
        Heard heard = new Heard();
        driver.subscribe(heard);
        Eventually.until("it has asked four times", () -> denied(server) >= 4);
        assertThat(connections).hasValue(1);
        assertThat(heard.told).isEmpty();
        server.call("ACL", "SETUSER", "default", "allchannels");
        heard.await("connected");
    }

    /** How often somebody asked for a channel in vain: Redis counts the same refusal of a minute in one entry. */
    private static int denied(RedisServer server) {
        int sum = 0;
        for (Object entry : (List<?>) server.call("ACL", "LOG")) {
            sum += Integer.parseInt(String.valueOf(((List<?>) entry).get(1)));
        }
        return sum;
    }

    @Test
    void resp2_hearsToo() {
        RedisServer server = platforms.with(RedisServer.start());
        Map<String, String> settings = new HashMap<>(server.settings());
        settings.put("midplatform.providers.redis.protocol", "resp2");
        CacheDriver driver = driver(settings, "carts");
        Heard heard = listener(driver);
        publish(driver, "a");
        heard.await("connected", "a");
        server.kill();
        server.restart();
        heard.await("connected", "a", "disconnected", "connected");
    }

    @Test
    void cluster_passesThemOn_betweenItsNodes() {
        RedisCluster cluster = platforms.with(RedisCluster.start());
        List<Heard> all = new CopyOnWriteArrayList<>();
        List<CacheDriver> drivers = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 4; i++) {
            CacheDriver driver = driver(cluster.settings(), "carts");
            drivers.add(driver);
            all.add(listener(driver));
        }
        // the connection that publishes is made by the first use of its node
        for (CacheDriver driver : drivers) {
            for (int i = 0; i < 50; i++) {
                int number = i;
                Eventually.succeeds("read", () -> driver.counter("midplatform:carts:" + number, deadline()));
            }
        }
        publish(drivers.get(0), "a");
        all.forEach(heard -> heard.await("connected", "a"));
    }
}
