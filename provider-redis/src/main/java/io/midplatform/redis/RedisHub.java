package io.midplatform.redis;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ReadFrom;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.StatefulRedisConnectionImpl;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.event.connection.ConnectionActivatedEvent;
import io.lettuce.core.event.connection.ReconnectFailedEvent;
import io.lettuce.core.masterreplica.MasterReplica;
import io.lettuce.core.masterreplica.StatefulRedisMasterReplicaConnection;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.midplatform.redis.RedisTarget.Topology;
import io.midplatform.spi.PlatformTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/** The client and the connections to one target, which the resources of a provider instance share. Thread-safe. */
final class RedisHub implements AutoCloseable {
    private static final int CLOSING_SECONDS = 5;
    /** As often as the map of a cluster is read. */
    private static final int LOOK_SECONDS = 15;

    private final RedisTarget target;
    private final ClientResources resources;
    private final AbstractRedisClient client;
    private final @Nullable TokenStream tokens;
    private final Link<? extends StatefulConnection<String, byte[]>> link;
    private final Routes routes;
    private final RedisCalls calls;
    private final Notices notices;
    private final NodeConnections nodes = new NodeConnections();
    private final @Nullable SentinelWatch sentinels;
    private final @Nullable Future<?> more;
    private final Disposable events;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile @Nullable Throwable trouble;

    private RedisHub(RedisTarget target, @Nullable TokenStream tokens) {
        this.target = target;
        this.tokens = tokens;
        RedisConnector connector = new RedisConnector(target, tokens);
        this.resources = connector.resources();
        this.events = resources.eventBus().get().subscribe(event -> {
            if (event instanceof ReconnectFailedEvent failed) {
                trouble = failed.getCause();
            } else if (event instanceof ConnectionActivatedEvent) {
                trouble = null;
            }
        });
        List<RedisURI> uris = connector.uris();
        if (target.topology() == Topology.CLUSTER) {
            RedisClusterClient cluster = RedisClusterClient.create(resources, uris);
            cluster.setOptions(connector.clusterOptions());
            Link<StatefulRedisClusterConnection<String, byte[]>> nodes = new Link<>(
                    () -> cluster.refreshPartitionsAsync()
                            .thenCompose(done -> cluster.connectAsync(CacheCodec.INSTANCE)),
                    resources.eventExecutorGroup(),
                    ClusterRoutes::warm);
            client = cluster;
            link = nodes;
            routes = new ClusterRoutes(nodes, cluster, resources.eventExecutorGroup(), connector.readFrom());
            notices = new Notices(
                    routes,
                    resources.eventExecutorGroup(),
                    () -> cluster.refreshPartitionsAsync()
                            .thenCompose(done -> cluster.connectPubSubAsync(CacheCodec.INSTANCE)));
            sentinels = null;
            more = null;
        } else {
            RedisClient single = RedisClient.create(resources);
            single.setOptions(connector.options());
            single.addListener(nodes);
            Link<StatefulRedisConnection<String, byte[]>> one =
                    new Link<>(maker(single, uris, connector.readFrom()), resources.eventExecutorGroup(), made -> {});
            client = single;
            link = one;
            SingleRoutes all = new SingleRoutes(one, nodes);
            // sentinels tell of servers that come back; without, nobody does
            more = target.topology() == Topology.REPLICAS && connector.readFrom() != null
                    ? resources
                            .eventExecutorGroup()
                            .scheduleWithFixedDelay(
                                    () -> all.lookForMore(target.nodes().size()),
                                    LOOK_SECONDS,
                                    LOOK_SECONDS,
                                    TimeUnit.SECONDS)
                    : null;
            routes = all;
            notices = new Notices(routes, resources.eventExecutorGroup(), listening(single, uris));
            sentinels = target.topology() == Topology.SENTINEL
                    ? new SentinelWatch(single, uris.get(0), resources.eventExecutorGroup(), this::switched)
                    : null;
        }
        calls = new RedisCalls(routes, new Silence(resources.eventExecutorGroup(), routes), () -> trouble);
    }

    /** Makes the hub and starts connecting. */
    static RedisHub open(RedisTarget target, @Nullable RedisTokens tokens, PlatformTime time, Executor executor) {
        TokenStream stream = tokens == null ? null : new TokenStream(tokens, time, executor);
        RedisHub hub = new RedisHub(target, stream);
        if (stream == null) {
            hub.link.open();
        } else {
            stream.begun().whenComplete((token, thrown) -> hub.link.open());
            stream.open();
        }
        if (hub.sentinels != null) {
            hub.sentinels.open();
        }
        return hub;
    }

    /** One server; between a master and replicas Lettuce chooses. */
    private Supplier<CompletionStage<? extends StatefulRedisConnection<String, byte[]>>> maker(
            RedisClient single, List<RedisURI> uris, @Nullable ReadFrom readFrom) {
        if (target.topology() != Topology.REPLICAS && readFrom == null) {
            return () -> single.connectAsync(CacheCodec.INSTANCE, uris.get(0));
        }
        return () -> MasterReplica.connectAsync(single, CacheCodec.INSTANCE, uris)
                .thenApply(made -> readingFrom(made, readFrom));
    }

    private static StatefulRedisConnection<String, byte[]> readingFrom(
            StatefulRedisMasterReplicaConnection<String, byte[]> connection, @Nullable ReadFrom readFrom) {
        if (readFrom == null) {
            connection.setReadFrom(ReadFrom.UPSTREAM);
            return connection;
        }
        connection.setReadFrom(new Readers(readFrom));
        try {
            // connects to all who are read from, so that one which hangs later is a connection that is silent, not one
            // that is never made
            connection.dispatch(RedisCommands.readingPing());
        } catch (RedisException e) {
            // there is none to read from
        }
        return connection;
    }

    /** A master's notices reach its replicas too, so that any of several servers will do. */
    private static Supplier<CompletionStage<StatefulRedisPubSubConnection<String, byte[]>>> listening(
            RedisClient single, List<RedisURI> uris) {
        AtomicInteger attempts = new AtomicInteger();
        return () -> single.connectPubSubAsync(
                CacheCodec.INSTANCE, uris.get(Math.floorMod(attempts.getAndIncrement(), uris.size())));
    }

    /**
     * A sentinel named another master. Connections that lead elsewhere are made anew, once for all sentinels: those that are made ask one of them,
     * which may be the last to know, and then are made anew when that one tells. One over several servers follows the sentinels by itself.
     */
    private void switched(SentinelWatch.Switch to) {
        StatefulConnection<String, byte[]> data = link.current();
        boolean several = data instanceof StatefulRedisMasterReplicaConnection<?, ?>;
        if (data instanceof StatefulRedisConnection<String, byte[]> connection
                && (several ? !to.repeated() : nodes.isElsewhere(data, to.host(), to.port()))) {
            routes.reset(connection);
        }
        if (nodes.isElsewhere(notices.connection(), to.host(), to.port())) {
            notices.reset();
        }
    }

    Routes routes() {
        return routes;
    }

    RedisCalls calls() {
        return calls;
    }

    Notices notices() {
        return notices;
    }

    RedisTarget target() {
        return target;
    }

    /** The target, and the server's version once it is known. */
    String physicalName() {
        String version = link.current() instanceof StatefulRedisConnectionImpl<?, ?> connection
                ? connection.getConnectionState().getRedisVersion()
                : null;
        return version == null ? target.physicalName() : target.physicalName() + " (version " + version + ")";
    }

    <T> Optional<T> unwrap(Class<T> type) {
        StatefulConnection<String, byte[]> connection = link.current();
        if (type.isInstance(connection)) {
            return Optional.of(type.cast(connection));
        }
        return type.isInstance(client) ? Optional.of(type.cast(client)) : Optional.empty();
    }

    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        if (tokens != null) {
            tokens.close();
        }
        if (sentinels != null) {
            sentinels.close();
        }
        if (more != null) {
            more.cancel(false);
        }
        notices.close();
        link.close();
        events.dispose();
        // else handshakes that time out while the threads end are logged as errors
        resources.timer().stop();
        client.shutdown(0, CLOSING_SECONDS, TimeUnit.SECONDS);
        resources
                .shutdown(0, CLOSING_SECONDS, TimeUnit.SECONDS)
                .awaitUninterruptibly(CLOSING_SECONDS, TimeUnit.SECONDS);
    }
}
