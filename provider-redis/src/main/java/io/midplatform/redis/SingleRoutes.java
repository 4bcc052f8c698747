package io.midplatform.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.protocol.DefaultEndpoint;
import io.midplatform.spi.Deadline;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** All keys on one connection: one server, or a master and replicas, between which Lettuce chooses. */
final class SingleRoutes implements Routes {
    /** Between two searches for a master among several servers: each call asks for one while there is none. */
    private static final long REOPEN_PAUSE_NANOS = 1_000_000_000;

    private final Link<StatefulRedisConnection<String, byte[]>> link;
    private final AtomicLong nextReopen = new AtomicLong(System.nanoTime());

    SingleRoutes(Link<StatefulRedisConnection<String, byte[]>> link) {
        this.link = link;
    }

    @Override
    public StatefulRedisConnection<String, byte[]> connection(String key, boolean reading, Deadline deadline)
            throws InterruptedException {
        return link.connection(deadline);
    }

    @Override
    public @Nullable StatefulRedisConnection<String, byte[]> ready(String channel) {
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
        if (disconnect(connection)) {
            return;
        }
        long now = System.nanoTime();
        long next = nextReopen.get();
        if (now - next >= 0 && nextReopen.compareAndSet(next, now + REOPEN_PAUSE_NANOS)) {
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
