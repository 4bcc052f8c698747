package io.midplatform.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.protocol.DefaultEndpoint;
import io.midplatform.spi.Deadline;
import org.jspecify.annotations.Nullable;

/** All keys on one connection: one server, or a master and replicas, between which Lettuce chooses. */
final class SingleRoutes implements Routes {
    private final Link<StatefulRedisConnection<String, byte[]>> link;

    SingleRoutes(Link<StatefulRedisConnection<String, byte[]>> link) {
        this.link = link;
    }

    @Override
    public StatefulRedisConnection<String, byte[]> connection(String key, boolean reading, Deadline deadline)
            throws InterruptedException {
        return link.connection(deadline);
    }

    @Override
    public @Nullable StatefulRedisConnection<String, byte[]> ready(String key) {
        return link.current();
    }

    @Override
    public boolean isSharded() {
        return false;
    }

    @Override
    public @Nullable Redirection redirection(
            StatefulRedisConnection<String, byte[]> from, RedisCommandExecutionException refusal, Deadline deadline) {
        return null;
    }

    @Override
    public void reset(StatefulRedisConnection<String, byte[]> connection) {
        if (!disconnect(connection)) {
            link.reopen(connection);
        }
    }

    /** Cuts a connection, so that Lettuce connects again and asks anew where to; false for one over several nodes. */
    static boolean disconnect(Object connection) {
        if (connection instanceof RedisChannelHandler<?, ?> handler
                && handler.getChannelWriter() instanceof DefaultEndpoint endpoint) {
            endpoint.disconnect();
            return true;
        }
        return false;
    }
}
