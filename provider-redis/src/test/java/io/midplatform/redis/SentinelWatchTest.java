package io.midplatform.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ConnectionFuture;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.midplatform.redis.SentinelWatch.Switch;
import io.midplatform.redis.testing.Eventually;
import io.midplatform.redis.testing.RedisServer;
import io.midplatform.redis.testing.TcpProxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What sentinels tell, here by servers which say it when the test wants it. */
class SentinelWatchTest {
    private static final String THERE = "mp 127.0.0.1 1 127.0.0.1 2";
    private static final String BACK = "mp 127.0.0.1 2 127.0.0.1 1";
    private static final Switch FIRST = new Switch("127.0.0.1", 2, false);
    private static final Switch REPEATED = new Switch("127.0.0.1", 2, true);

    private final List<RedisServer> sentinels = List.of(RedisServer.start(), RedisServer.start());
    private final RedisClient client = RedisClient.create();
    private final List<Switch> told = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        client.shutdown(0, 5, TimeUnit.SECONDS);
        sentinels.forEach(RedisServer::close);
    }

    private void watch() {
        RedisURI uri = RedisURI.Builder.sentinel("127.0.0.1", sentinels.get(0).port(), "mp")
                .withSentinel("127.0.0.1", sentinels.get(1).port())
                .build();
        new SentinelWatch(client, uri, client.getResources().eventExecutorGroup(), told::add).open();
        for (RedisServer sentinel : sentinels) {
            Eventually.until("it is listened to", () -> isListenedTo(sentinel));
        }
    }

    private static boolean isListenedTo(RedisServer sentinel) {
        return String.valueOf(sentinel.call("PUBSUB", "NUMSUB", "+switch-master"))
                .endsWith(" 1]");
    }

    private void say(int sentinel, String message, Switch... all) {
        sentinels.get(sentinel).call("PUBLISH", "+switch-master", message);
        Eventually.succeeds("told", () -> assertThat(told).containsExactly(all));
    }

    @Test
    void oneSwitch_isNewOnce() {
        watch();
        say(0, THERE, FIRST);
        say(1, THERE, FIRST, REPEATED);
    }

    @Test
    void thereAndBackAndThere_areThree() {
        watch();
        Switch back = new Switch("127.0.0.1", 1, false);
        say(0, THERE, FIRST);
        say(0, BACK, FIRST, back);
        say(0, THERE, FIRST, back, FIRST);
        say(1, THERE, FIRST, back, FIRST, REPEATED);
    }

    /** The notice of the way back got lost. */
    @Test
    void theSameFromTheSame_isNew() {
        watch();
        say(0, THERE, FIRST);
        say(0, THERE, FIRST, FIRST);
        say(1, THERE, FIRST, FIRST, REPEATED);
    }

    @Test
    void othersMasters_andNonsense_areNotListenedTo() {
        watch();
        List<String> unheard = new ArrayList<>(List.of("mp2 127.0.0.1 1 127.0.0.1 2", "mp", "mp 127.0.0.1", ""));
        unheard.forEach(message -> sentinels.get(0).call("PUBLISH", "+switch-master", message));
        say(0, THERE, FIRST);
    }

    /** Its first SUBSCRIBE reaches the sentinel, whose answer is lost with the connection. */
    @Test
    void connectionThatBreaks_beforeItIsConfirmedOnce_isListenedToAgain() {
        RedisServer sentinel = sentinels.get(0);
        try (TcpProxy network = TcpProxy.to(sentinel.port());
                Holding holding = new Holding(network)) {
            // what is under way when a connection breaks is not sent again, as in the provider
            holding.setOptions(ClientOptions.builder()
                    .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                    .build());
            RedisURI uri =
                    RedisURI.Builder.sentinel("127.0.0.1", network.port(), "mp").build();
            new SentinelWatch(holding, uri, holding.getResources().eventExecutorGroup(), told::add).open();
            Eventually.until("the first is asked for", () -> isListenedTo(sentinel));
            assertThat(network.accepted()).isEqualTo(1);
            network.cut();
            network.heal();
            Eventually.until("it is told", () -> {
                sentinel.call("PUBLISH", "+switch-master", THERE);
                return told.contains(FIRST);
            });
        }
    }

    /** Lets nothing arrive any more on a connection that has just been made. */
    private static final class Holding extends RedisClient {
        private final TcpProxy network;
        private final AtomicBoolean held = new AtomicBoolean();

        private Holding(TcpProxy network) {
            this.network = network;
        }

        @Override
        public <K, V> ConnectionFuture<StatefulRedisPubSubConnection<K, V>> connectPubSubAsync(
                RedisCodec<K, V> codec, RedisURI uri) {
            return super.connectPubSubAsync(codec, uri).thenApply(made -> {
                if (!held.getAndSet(true)) {
                    network.hold(TcpProxy.Direction.TO_CLIENT);
                }
                return made;
            });
        }

        @Override
        public void close() {
            shutdown(0, 5, TimeUnit.SECONDS);
        }
    }
}
