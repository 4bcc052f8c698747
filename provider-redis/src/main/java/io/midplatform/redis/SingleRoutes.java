package io.midplatform.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.masterreplica.StatefulRedisMasterReplicaConnection;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.DefaultEndpoint;
import io.midplatform.spi.Deadline;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** All keys on one connection: one server, or a master and replicas, between which Lettuce chooses. */
final class SingleRoutes implements Routes {
    /** Between two searches for a master among several servers: each call asks for one while there is none. */
    private static final long REOPEN_PAUSE_NANOS = 1_000_000_000;

    private final Link<StatefulRedisConnection<String, byte[]>> link;
    private final NodeConnections nodes;
    private final AtomicLong nextReopen = new AtomicLong(System.nanoTime());

    /**
     * Makes the routes.
     *
     * @param link the connection
     * @param nodes its client's
     */
    SingleRoutes(Link<StatefulRedisConnection<String, byte[]>> link, NodeConnections nodes) {
        this.link = link;
        this.nodes = nodes;
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
        if (isTime()) {
            link.reopen(connection);
        }
    }

    private boolean isTime() {
        long now = System.nanoTime();
        long next = nextReopen.get();
        return now - next >= 0 && nextReopen.compareAndSet(next, now + REOPEN_PAUSE_NANOS);
    }

    @Override
    public List<StatefulRedisConnection<String, byte[]>> parts(StatefulRedisConnection<String, byte[]> connection) {
        return isOverSeveral(connection) ? nodes.ofData() : List.of(connection);
    }

    /** A connection over several servers knows those that were there when it was made: a new one takes its place if it has what is missing. */
    @Override
    public void look(StatefulRedisConnection<String, byte[]> connection, boolean reading) {
        if (isOverSeveral(connection) && isTime()) {
            link.renew(connection, fresh -> answers(fresh, reading));
        }
    }

    /** Looks for servers that were away when the connection was made, and are not missed by anybody: others are read from. */
    void lookForMore(int servers) {
        StatefulRedisConnection<String, byte[]> connection = link.current();
        if (connection != null && isOverSeveral(connection) && Readers.known(connection) < servers) {
            link.renew(
                    connection,
                    fresh -> answers(fresh, true)
                            .thenApply(yes -> yes && Readers.known(fresh) > Readers.known(connection)));
        }
    }

    private static boolean isOverSeveral(StatefulRedisConnection<String, byte[]> connection) {
        return connection instanceof StatefulRedisMasterReplicaConnection;
    }

    private static CompletionStage<Boolean> answers(StatefulRedisConnection<String, byte[]> fresh, boolean reading) {
        AsyncCommand<String, byte[], String> ping = reading ? RedisCommands.readingPing() : RedisCommands.ping();
        try {
            fresh.dispatch(ping);
        } catch (RedisException e) {
            return CompletableFuture.completedFuture(false); // there is none to send it to
        }
        return ping.handle((pong, thrown) -> thrown == null);
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
