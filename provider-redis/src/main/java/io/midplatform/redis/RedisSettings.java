package io.midplatform.redis;

import io.midplatform.Secret;
import io.midplatform.config.Default;
import io.midplatform.config.Max;
import io.midplatform.config.Min;
import io.midplatform.redis.RedisTarget.Node;
import io.midplatform.redis.RedisTarget.Sentinel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The settings of a cache or of counters on Redis or Valkey. Resources with the same settings share their connections.
 *
 * @param host the server's name or address; this or {@code nodes} is needed
 * @param port its port, and that of nodes that name none
 * @param nodes several addresses as {@code host:port}: of a cluster some nodes, of replicas all, with Sentinel the sentinels
 * @param topology how the servers stand together
 * @param sentinelMaster what sentinels call the master
 * @param sentinelUsername the user at the sentinels
 * @param sentinelPassword its password there
 * @param database the number of the database
 * @param username the user
 * @param password its password
 * @param tls whether connections are encrypted
 * @param tlsVerify how much of the server's certificate is checked
 * @param tlsCa a PEM file with the authorities to trust
 * @param tlsCertificate a PEM file with the certificate that the client shows
 * @param tlsKey a PEM file with its key
 * @param readFrom who is read from; replicas lag
 * @param protocol the protocol spoken
 * @param connectTimeout how long connecting may take
 * @param keepAlive after how long a silent connection is probed by the operating system
 * @param tcpUserTimeout after how long unacknowledged data ends a connection, where Netty's native transport is on the class path
 * @param requestQueue how many commands may be under way on one connection
 * @param clientName what connections are called on the server
 * @param prefix the namespace of the keys, which the channel of notices shares
 */
public record RedisSettings(
        Optional<String> host,
        @Default("6379") @Min("1") @Max("65535") int port,
        List<String> nodes,
        @Default("standalone") RedisTarget.Topology topology,
        Optional<String> sentinelMaster,
        Optional<String> sentinelUsername,
        Optional<Secret> sentinelPassword,
        @Default("0") @Min("0") int database,
        Optional<String> username,
        Optional<Secret> password,
        @Default("false") boolean tls,
        @Default("full") RedisTls.Verify tlsVerify,
        Optional<Path> tlsCa,
        Optional<Path> tlsCertificate,
        Optional<Path> tlsKey,
        @Default("master") RedisTarget.ReadFrom readFrom,
        @Default("resp3") RedisTuning.Protocol protocol,
        @Default("2s") @Min("1ms") Duration connectTimeout,
        @Default("30s") @Min("1s") Duration keepAlive,
        @Default("10s") @Min("1s") Duration tcpUserTimeout,
        @Default("10000") @Min("16") int requestQueue,
        @Default("midplatform") String clientName,
        Optional<String> prefix) {
    /** Checks that what belongs together is there. Not a compact constructor: what the settings name can be built, and so checked, only of their fields. */
    public RedisSettings(
            Optional<String> host,
            int port,
            List<String> nodes,
            RedisTarget.Topology topology,
            Optional<String> sentinelMaster,
            Optional<String> sentinelUsername,
            Optional<Secret> sentinelPassword,
            int database,
            Optional<String> username,
            Optional<Secret> password,
            boolean tls,
            RedisTls.Verify tlsVerify,
            Optional<Path> tlsCa,
            Optional<Path> tlsCertificate,
            Optional<Path> tlsKey,
            RedisTarget.ReadFrom readFrom,
            RedisTuning.Protocol protocol,
            Duration connectTimeout,
            Duration keepAlive,
            Duration tcpUserTimeout,
            int requestQueue,
            String clientName,
            Optional<String> prefix) {
        if (host.isPresent() && !nodes.isEmpty()) {
            throw new IllegalArgumentException("host and nodes exclude each other; keep one");
        }
        if (sentinelMaster.isEmpty() && (sentinelUsername.isPresent() || sentinelPassword.isPresent())) {
            throw new IllegalArgumentException("sentinel-username and sentinel-password need sentinel-master");
        }
        this.host = host;
        this.port = port;
        this.nodes = nodes;
        this.topology = topology;
        this.sentinelMaster = sentinelMaster;
        this.sentinelUsername = sentinelUsername;
        this.sentinelPassword = sentinelPassword;
        this.database = database;
        this.username = username;
        this.password = password;
        this.tls = tls;
        this.tlsVerify = tlsVerify;
        this.tlsCa = tlsCa;
        this.tlsCertificate = tlsCertificate;
        this.tlsKey = tlsKey;
        this.readFrom = readFrom;
        this.protocol = protocol;
        this.connectTimeout = connectTimeout;
        this.keepAlive = keepAlive;
        this.tcpUserTimeout = tcpUserTimeout;
        this.requestQueue = requestQueue;
        this.clientName = clientName;
        this.prefix = prefix;
        target();
    }

    /**
     * What these settings name.
     *
     * @return the target
     */
    public RedisTarget target() {
        return new RedisTarget(
                topology,
                addresses(host, port, nodes),
                sentinel(sentinelMaster, sentinelUsername, sentinelPassword),
                database,
                username,
                password,
                new RedisTls(tls, tlsVerify, tlsCa, tlsCertificate, tlsKey),
                readFrom,
                new RedisTuning(protocol, connectTimeout, keepAlive, tcpUserTimeout, requestQueue, clientName));
    }

    private static List<Node> addresses(Optional<String> host, int port, List<String> nodes) {
        return host.map(name -> List.of(new Node(name, port)))
                .orElseGet(
                        () -> nodes.stream().map(text -> Node.parse(text, port)).toList());
    }

    private static Optional<Sentinel> sentinel(
            Optional<String> master, Optional<String> username, Optional<Secret> password) {
        return master.map(name -> new Sentinel(name, username, password));
    }
}
