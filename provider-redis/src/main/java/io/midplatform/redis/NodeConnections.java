package io.midplatform.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The open connections of a client, each to one server: a connection over several of them does not show its own. Thread-safe. */
final class NodeConnections implements RedisConnectionStateListener {
    private final Map<Object, SocketAddress> open = new ConcurrentHashMap<>();

    @Override
    public void onRedisConnected(RedisChannelHandler<?, ?> connection, SocketAddress address) {
        open.put(connection, address);
    }

    @Override
    public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
        open.remove(connection);
    }

    /** Whether a connection leads to another server than this one; false for one that is down. */
    boolean isElsewhere(@Nullable StatefulConnection<?, ?> connection, String host, int port) {
        return connection != null
                && open.get(connection) instanceof InetSocketAddress address
                && !(address.getPort() == port && isHost(address, host));
    }

    private static boolean isHost(InetSocketAddress address, String host) {
        return host.equals(address.getHostString())
                || (address.getAddress() != null
                        && host.equals(address.getAddress().getHostAddress()));
    }

    /** Those that carry data. */
    @SuppressWarnings("unchecked") // commands bring their codec along
    List<StatefulRedisConnection<String, byte[]>> ofData() {
        List<StatefulRedisConnection<String, byte[]>> connections = new ArrayList<>();
        for (Object connection : open.keySet()) {
            if (connection instanceof StatefulRedisConnection<?, ?>
                    && !(connection instanceof StatefulRedisPubSubConnection<?, ?>)) {
                connections.add((StatefulRedisConnection<String, byte[]>) connection);
            }
        }
        return connections;
    }
}
