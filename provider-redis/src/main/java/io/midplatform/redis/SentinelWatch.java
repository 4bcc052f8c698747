package io.midplatform.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Hears from all sentinels when the master changes. A connection to the old master may stay open, where that hangs or is cut off from the
 * sentinels only. Thread-safe.
 */
@SuppressWarnings("FutureReturnValueIgnored") // of subscribing: Lettuce does it again with the next connection
final class SentinelWatch implements AutoCloseable {
    private static final String CHANNEL = "+switch-master";

    private final List<Link<StatefulRedisPubSubConnection<String, byte[]>>> links;
    private final String master;
    private final Runnable switched;

    /**
     * Makes a watch that is not opened yet.
     *
     * @param client the client
     * @param uri all sentinels, and the master's name
     * @param timer for attempts to connect
     * @param switched what to do when the master changes; must not block
     */
    SentinelWatch(RedisClient client, RedisURI uri, ScheduledExecutorService timer, Runnable switched) {
        this.master = uri.getSentinelMasterId();
        this.switched = switched;
        this.links = uri.getSentinels().stream()
                .map(sentinel ->
                        new Link<>(() -> client.connectPubSubAsync(CacheCodec.INSTANCE, sentinel), timer, this::ready))
                .toList();
    }

    void open() {
        links.forEach(Link::open);
    }

    /** Lettuce subscribes again by itself when this connection is mended. */
    private void ready(StatefulRedisPubSubConnection<String, byte[]> connection) {
        connection.addListener(new RedisPubSubAdapter<String, byte[]>() {
            @Override
            public void message(String channel, byte[] message) {
                // <name> <old address> <old port> <new address> <new port>
                if (new String(message, StandardCharsets.UTF_8).startsWith(master + " ")) {
                    switched.run();
                }
            }
        });
        connection.async().subscribe(CHANNEL);
    }

    @Override
    public void close() {
        links.forEach(Link::close);
    }
}
