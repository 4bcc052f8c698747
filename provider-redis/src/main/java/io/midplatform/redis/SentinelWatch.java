package io.midplatform.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears from all sentinels when the master changes. A connection to the old master may stay open, where that hangs or is cut off from the
 * sentinels only. Thread-safe.
 */
@SuppressWarnings("FutureReturnValueIgnored") // of subscribing: it is done again with the next connection
final class SentinelWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SentinelWatch.class);
    private static final String CHANNEL = "+switch-master";

    private final List<Link<StatefulRedisPubSubConnection<String, byte[]>>> links;
    private final String master;
    private final Consumer<Switch> switched;
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<Object> tellers = new HashSet<>();
    private String last = "";

    /**
     * Another server is the master now.
     *
     * @param host its name or address, as the sentinels say it
     * @param port its port
     * @param repeated whether another sentinel told of the same switch before
     */
    record Switch(String host, int port, boolean repeated) {}

    /**
     * Makes a watch that is not opened yet.
     *
     * @param client the client
     * @param uri all sentinels, and the master's name
     * @param timer for attempts to connect
     * @param switched what to do when the master changes, as each sentinel tells it; must not block
     */
    SentinelWatch(RedisClient client, RedisURI uri, ScheduledExecutorService timer, Consumer<Switch> switched) {
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

    private void ready(StatefulRedisPubSubConnection<String, byte[]> connection) {
        connection.addListener(new RedisPubSubAdapter<String, byte[]>() {
            @Override
            public void message(String channel, byte[] message) {
                told(connection, new String(message, StandardCharsets.UTF_8));
            }
        });
        connection.addListener(new RedisConnectionStateListener() {
            @Override
            public void onRedisConnected(RedisChannelHandler<?, ?> handler, SocketAddress address) {
                subscribe(connection);
            }
        });
        subscribe(connection);
    }

    /** With each connection: Lettuce itself subscribes again to what has been confirmed once. */
    private static void subscribe(StatefulRedisPubSubConnection<String, byte[]> connection) {
        try {
            connection.async().subscribe(CHANNEL);
        } catch (RedisException e) {
            LOG.debug("a sentinel cannot be listened to", e); // the connection broke meanwhile
        }
    }

    /** Of {@code <name> <old address> <old port> <new address> <new port>}. */
    private void told(Object teller, String message) {
        String[] words = message.split(" ", -1);
        if (words.length != 5 || !words[0].equals(master)) {
            return;
        }
        boolean repeated;
        lock.lock();
        try {
            // who tells the same twice tells of two switches, between which another was missed
            repeated = message.equals(last) && !tellers.contains(teller);
            if (!repeated) {
                last = message;
                tellers.clear();
            }
            tellers.add(teller);
        } finally {
            lock.unlock();
        }
        switched.accept(new Switch(words[3], Integer.parseInt(words[4]), repeated));
    }

    @Override
    public void close() {
        links.forEach(Link::close);
    }
}
