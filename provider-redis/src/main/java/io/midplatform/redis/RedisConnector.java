package io.midplatform.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.ClientOptions.ReauthenticateBehavior;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.ReadFrom;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.StaticCredentialsProvider;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.resource.DnsResolver;
import io.lettuce.core.resource.EpollProvider;
import io.lettuce.core.resource.IOUringProvider;
import io.lettuce.core.resource.SocketAddressResolver;
import io.midplatform.Secret;
import io.midplatform.redis.RedisTarget.Node;
import io.midplatform.redis.RedisTarget.Sentinel;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A target in Lettuce's words. */
final class RedisConnector {
    /** Pauses between attempts to connect again: a server that restarts is used again after about a second. */
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private static final Duration CLUSTER_REFRESH = Duration.ofSeconds(15);
    private static final int KEEP_ALIVE_PROBES = 3;

    private final RedisTarget target;
    private final @Nullable TokenStream tokens;

    RedisConnector(RedisTarget target, @Nullable TokenStream tokens) {
        this.target = target;
        this.tokens = tokens;
    }

    ClientResources resources() {
        return DefaultClientResources.builder()
                .socketAddressResolver(
                        target.tls().verify() == RedisTls.Verify.HOST
                                ? new SharedName(target.nodes().get(0).host())
                                : SocketAddressResolver.create(DnsResolver.unresolved()))
                .reconnectDelay(
                        Delay.exponential(FIRST_PAUSE, LONGEST_PAUSE, 2, java.util.concurrent.TimeUnit.MILLISECONDS))
                .commandLatencyRecorder(CommandLatencyRecorder.disabled()) // the engine observes the calls
                .build();
    }

    ClientOptions options() {
        RedisTuning tuning = target.tuning();
        return ClientOptions.builder()
                // with these two, what is under way when a connection breaks fails at once and is never sent again
                .autoReconnect(true)
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .readOnlyCommands(RedisCommands::isRead)
                .requestQueueSize(tuning.requestQueue())
                .protocolVersion(
                        tuning.protocol() == RedisTuning.Protocol.RESP2 ? ProtocolVersion.RESP2 : ProtocolVersion.RESP3)
                .reauthenticateBehavior(
                        tokens == null ? ReauthenticateBehavior.DEFAULT : ReauthenticateBehavior.ON_NEW_CREDENTIALS)
                // the calls end by themselves, without a timer for each command
                .timeoutOptions(TimeoutOptions.builder().timeoutCommands(false).build())
                // a connection that moves refuses commands meanwhile, as one that breaks does
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                .socketOptions(socket(tuning))
                .sslOptions(ssl(target))
                .build();
    }

    ClusterClientOptions clusterOptions() {
        return ClusterClientOptions.builder(options())
                .validateClusterNodeMembership(false) // a redirection may name a node before the map of slots does
                .topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()
                        .enablePeriodicRefresh(CLUSTER_REFRESH)
                        .adaptiveRefreshTriggersTimeout(Duration.ofSeconds(1))
                        .refreshTriggersReconnectAttempts(2)
                        .build())
                .build();
    }

    private static SocketOptions socket(RedisTuning tuning) {
        SocketOptions.Builder socket = SocketOptions.builder()
                .connectTimeout(tuning.connectTimeout())
                .tcpNoDelay(true)
                .keepAlive(SocketOptions.KeepAliveOptions.builder()
                        .enable()
                        .idle(atLeastASecond(tuning.keepAlive()))
                        .interval(atLeastASecond(tuning.keepAlive().dividedBy(KEEP_ALIVE_PROBES)))
                        .count(KEEP_ALIVE_PROBES)
                        .build());
        if (EpollProvider.isAvailable() || IOUringProvider.isAvailable()) {
            // the JDK's sockets have no such option; there, pings find a connection that is dead
            socket.tcpUserTimeout(SocketOptions.TcpUserTimeoutOptions.builder()
                    .enable()
                    .tcpUserTimeout(tuning.tcpUserTimeout())
                    .build());
        }
        return socket.build();
    }

    private static Duration atLeastASecond(Duration duration) {
        return duration.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : duration;
    }

    private static SslOptions ssl(RedisTarget target) {
        RedisTls tls = target.tls();
        SslOptions.Builder ssl = SslOptions.builder()
                .jdkSslProvider()
                .handshakeTimeout(target.tuning().connectTimeout());
        tls.ca().ifPresent(file -> ssl.trustManager(file.toFile()));
        tls.certificate()
                .ifPresent(certificate ->
                        tls.key().ifPresent(key -> ssl.keyManager(certificate.toFile(), key.toFile(), new char[0])));
        return ssl.build();
    }

    /** The servers' addresses; one for Sentinel, which names all sentinels. */
    List<RedisURI> uris() {
        return target.sentinel()
                .map(sentinel -> List.of(sentinels(sentinel)))
                .orElseGet(() -> target.nodes().stream().map(this::server).toList());
    }

    private RedisURI server(Node node) {
        RedisURI uri = address(node);
        authenticate(uri);
        return uri;
    }

    private RedisURI sentinels(Sentinel sentinel) {
        RedisURI uri = address(target.nodes().get(0));
        uri.setHost(null);
        uri.setSentinelMasterId(sentinel.master());
        target.nodes().forEach(node -> uri.getSentinels().add(sentinel(node, sentinel)));
        authenticate(uri);
        return uri;
    }

    private RedisURI sentinel(Node node, Sentinel sentinel) {
        RedisURI uri = address(node);
        uri.setDatabase(0);
        sentinel.password()
                .ifPresent(password -> authenticate(uri, sentinel.username().orElse(null), password));
        return uri;
    }

    private RedisURI address(Node node) {
        RedisURI uri = RedisURI.create(node.host(), node.port());
        uri.setDatabase(target.database());
        uri.setClientName(target.tuning().clientName());
        uri.setTimeout(target.tuning().connectTimeout()); // of the handshake
        uri.setSsl(target.tls().enabled());
        uri.setVerifyPeer(
                switch (target.tls().verify()) {
                    case FULL, HOST -> SslVerifyMode.FULL;
                    case CA -> SslVerifyMode.CA;
                    case NONE -> SslVerifyMode.NONE;
                });
        return uri;
    }

    private void authenticate(RedisURI uri) {
        if (tokens != null) {
            uri.setCredentialsProvider(tokens);
            return;
        }
        target.password()
                .ifPresent(password -> authenticate(uri, target.username().orElse(null), password));
    }

    /**
     * By a provider that answers at once, unlike that of {@link RedisURI#setAuthentication}: what comes later Lettuce takes on another thread, and
     * then gives connections out a moment before they are usable.
     */
    private static void authenticate(RedisURI uri, @Nullable String user, Secret password) {
        uri.setCredentialsProvider(
                new StaticCredentialsProvider(user, password.reveal().toCharArray()));
    }

    /** Who is read from, null for the master. */
    @Nullable
    ReadFrom readFrom() {
        return switch (target.readFrom()) {
            case MASTER -> null;
            case MASTER_PREFERRED -> ReadFrom.UPSTREAM_PREFERRED;
            case REPLICA -> ReadFrom.REPLICA;
            case REPLICA_PREFERRED -> ReadFrom.REPLICA_PREFERRED;
            case ANY -> ReadFrom.ANY;
        };
    }
}
