package io.midplatform.redis;

import io.lettuce.core.ReadFrom;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.PartitionException;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.models.role.RedisNodeDescription;
import io.lettuce.core.protocol.ConnectionIntent;
import io.midplatform.spi.Deadline;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Each key on the connection of its slot's node. Lettuce keeps the connections and the map of slots. Its own routing is not used: it flushes every
 * command of a batch by itself, and while commands are refused without a connection it refuses the first ones of each node, whose connection is
 * made by them.
 */
final class ClusterRoutes implements Routes {
    /** After a map of slots was asked for; a cluster that moves slots redirects many commands at once. */
    private static final long REFRESH_PAUSE_MILLIS = 500;

    private final Link<StatefulRedisClusterConnection<String, byte[]>> link;
    private final RedisClusterClient client;
    private final ScheduledExecutorService timer;
    private final @Nullable ReadFrom readFrom;
    private final AtomicBoolean refreshing = new AtomicBoolean();

    /**
     * Makes the routes.
     *
     * @param link the cluster
     * @param client its client
     * @param timer for pauses
     * @param readFrom who is read from, null for the master
     */
    ClusterRoutes(
            Link<StatefulRedisClusterConnection<String, byte[]>> link,
            RedisClusterClient client,
            ScheduledExecutorService timer,
            @Nullable ReadFrom readFrom) {
        this.link = link;
        this.client = client;
        this.timer = timer;
        this.readFrom = readFrom;
    }

    @Override
    public StatefulRedisConnection<String, byte[]> connection(String key, boolean reading, Deadline deadline)
            throws InterruptedException {
        StatefulRedisClusterConnection<String, byte[]> cluster = link.connection(deadline);
        RedisClusterNode master = cluster.getPartitions().getMasterBySlot(SlotHash.getSlot(key));
        if (master == null) {
            refresh();
            throw new PartitionException("no node serves the slot");
        }
        if (reading && readFrom != null) {
            return reader(cluster, master, readFrom, deadline);
        }
        return connected(pending(cluster, master, ConnectionIntent.WRITE), deadline);
    }

    /** The connection to a node, which is made if there is none. By address, not by the node's id: the id may move to another address, the slot's map says where to. */
    private static CompletableFuture<StatefulRedisConnection<String, byte[]>> pending(
            StatefulRedisClusterConnection<String, byte[]> cluster,
            RedisNodeDescription node,
            ConnectionIntent intent) {
        return cluster.getConnectionAsync(node.getUri().getHost(), node.getUri().getPort(), intent);
    }

    private StatefulRedisConnection<String, byte[]> connected(
            CompletableFuture<StatefulRedisConnection<String, byte[]>> pending, Deadline deadline)
            throws InterruptedException {
        try {
            return Link.awaited(pending, deadline);
        } catch (RedisConnectionException e) {
            refresh(); // the node may be gone
            throw e;
        }
    }

    /** The first of the nodes to read from that is connected, else the first of all. */
    private StatefulRedisConnection<String, byte[]> reader(
            StatefulRedisClusterConnection<String, byte[]> cluster,
            RedisClusterNode master,
            ReadFrom chosen,
            Deadline deadline)
            throws InterruptedException {
        List<RedisNodeDescription> nodes = chosen.select(new Shard(cluster, master));
        if (nodes.isEmpty()) {
            throw new PartitionException("no node to read from");
        }
        RedisConnectionException last = null;
        for (RedisNodeDescription node : nodes) {
            try {
                StatefulRedisConnection<String, byte[]> connection = connected(
                        pending(
                                cluster,
                                node,
                                node.getRole().isUpstream() ? ConnectionIntent.WRITE : ConnectionIntent.READ),
                        deadline);
                if (connection.isOpen()) {
                    return connection;
                }
                last = new RedisConnectionException("no node to read from is connected");
            } catch (RedisConnectionException e) {
                last = e;
            }
        }
        throw last == null ? new RedisConnectionException("no node to read from") : last;
    }

    /** The slot's node, or another where that is not connected: a cluster passes notices on from any node. */
    @Override
    public @Nullable StatefulRedisConnection<String, byte[]> ready(String channel) {
        StatefulRedisClusterConnection<String, byte[]> cluster = link.current();
        if (cluster == null) {
            return null;
        }
        RedisClusterNode master = cluster.getPartitions().getMasterBySlot(SlotHash.getSlot(channel));
        StatefulRedisConnection<String, byte[]> connection = master == null ? null : made(cluster, master);
        if (connection != null && connection.isOpen()) {
            return connection;
        }
        for (RedisClusterNode node : cluster.getPartitions()) {
            StatefulRedisConnection<String, byte[]> other = node.getSlots().isEmpty() ? null : made(cluster, node);
            if (other != null && other.isOpen()) {
                return other;
            }
        }
        return connection;
    }

    /** The connection to a node if it has been made; else that is begun. */
    private static @Nullable StatefulRedisConnection<String, byte[]> made(
            StatefulRedisClusterConnection<String, byte[]> cluster, RedisClusterNode node) {
        CompletableFuture<StatefulRedisConnection<String, byte[]>> pending =
                pending(cluster, node, ConnectionIntent.WRITE);
        return pending.isDone() && !pending.isCompletedExceptionally() ? pending.join() : null;
    }

    /** Connects to all masters: a notice is not sent to a node whose connection is still to be made. */
    @SuppressWarnings("FutureReturnValueIgnored") // whoever uses the connection finds what became of it
    static void warm(StatefulRedisClusterConnection<String, byte[]> cluster) {
        for (RedisClusterNode node : cluster.getPartitions()) {
            if (!node.getSlots().isEmpty()) {
                pending(cluster, node, ConnectionIntent.WRITE);
            }
        }
    }

    @Override
    public boolean isSharded() {
        return true;
    }

    /** {@code MOVED 3999 127.0.0.1:6381}, or {@code ASK …}; without a host it is that of the node which answered. */
    @Override
    public @Nullable Redirection redirection(
            StatefulRedisConnection<String, byte[]> from, RedisCommandExecutionException refusal, Deadline deadline)
            throws InterruptedException {
        String[] words = String.valueOf(refusal.getMessage()).split(" ", 4);
        boolean moved = "MOVED".equals(words[0]);
        if (words.length < 3 || !(moved || "ASK".equals(words[0]))) {
            return null;
        }
        if (moved) {
            refresh();
        }
        StatefulRedisClusterConnection<String, byte[]> cluster = link.connection(deadline);
        int colon = words[2].lastIndexOf(':');
        String host = colon <= 0 ? hostOf(cluster, from) : words[2].substring(0, colon);
        if (host == null) {
            return null;
        }
        int port = Integer.parseInt(words[2].substring(colon + 1));
        return new Redirection(
                connected(cluster.getConnectionAsync(host, port, ConnectionIntent.WRITE), deadline), !moved);
    }

    private static @Nullable String hostOf(
            StatefulRedisClusterConnection<String, byte[]> cluster, StatefulRedisConnection<String, byte[]> from) {
        for (RedisClusterNode node : cluster.getPartitions()) {
            if (made(cluster, node) == from) {
                return node.getUri().getHost();
            }
        }
        return null;
    }

    @Override
    public List<StatefulRedisConnection<String, byte[]>> parts(StatefulRedisConnection<String, byte[]> connection) {
        return List.of(connection);
    }

    @Override
    public void look(StatefulRedisConnection<String, byte[]> connection, boolean reading) {
        refresh();
    }

    @Override
    public void reset(StatefulRedisConnection<String, byte[]> connection) {
        SingleRoutes.disconnect(connection);
        refresh();
    }

    /** Asks for the map of slots, unless that was done a moment ago. */
    private void refresh() {
        if (refreshing.compareAndSet(false, true)) {
            asked().whenComplete((done, thrown) -> rest());
        }
    }

    /** What fails at once fails as what fails later does: the map is asked for again by the next one who misses it. */
    @SuppressWarnings("IllegalCatch")
    private CompletionStage<Void> asked() {
        try {
            return client.refreshPartitionsAsync();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it cannot fail
    private void rest() {
        timer.schedule(() -> refreshing.set(false), REFRESH_PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** A master and its replicas. */
    private record Shard(List<RedisNodeDescription> nodes) implements ReadFrom.Nodes {
        private Shard(StatefulRedisClusterConnection<String, byte[]> cluster, RedisClusterNode master) {
            this(cluster.getPartitions().stream()
                    .filter(node -> node.getNodeId().equals(master.getNodeId())
                            || master.getNodeId().equals(node.getSlaveOf()))
                    .map(node -> (RedisNodeDescription) node)
                    .toList());
        }

        @Override
        public List<RedisNodeDescription> getNodes() {
            return nodes;
        }

        @Override
        public Iterator<RedisNodeDescription> iterator() {
            return nodes.iterator();
        }
    }
}
