package io.midplatform.redis;

import io.midplatform.Secret;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which Redis to use, and how: what a provider makes of its settings. Immutable; resources with equal targets share their connections.
 *
 * @param topology how its servers stand together
 * @param nodes the server; of a cluster some nodes to learn the others from, of replicas all of them, with Sentinel the sentinels
 * @param sentinel what Sentinel needs, with {@link Topology#SENTINEL} only
 * @param database the number of the database, 0 in a cluster
 * @param username the user, the default one if absent
 * @param password its password; with tokens their source gives both
 * @param tls how connections are encrypted
 * @param readFrom who is read from
 * @param tuning how connections behave
 */
public record RedisTarget(
        Topology topology,
        List<Node> nodes,
        Optional<Sentinel> sentinel,
        int database,
        Optional<String> username,
        Optional<Secret> password,
        RedisTls tls,
        ReadFrom readFrom,
        RedisTuning tuning) {
    /** How servers stand together. */
    public enum Topology {
        /** One address, whatever stands behind it. */
        STANDALONE,
        /** A master and replicas, each at an address of its own; who is master is asked. */
        REPLICAS,
        /** A master that sentinels name. */
        SENTINEL,
        /** A cluster: keys are spread over nodes. */
        CLUSTER
    }

    /** Who is read from; replicas lag, so that what was just written or removed may still be read otherwise. */
    public enum ReadFrom {
        /** The master. */
        MASTER,
        /** The master, a replica while it is away. */
        MASTER_PREFERRED,
        /** Replicas. */
        REPLICA,
        /** A replica, the master while none is there. */
        REPLICA_PREFERRED,
        /** Any of them. */
        ANY
    }

    /**
     * The address of a server.
     *
     * @param host its name or address
     * @param port its port
     */
    public record Node(String host, int port) {
        /**
         * Reads an address.
         *
         * @param text {@code host}, {@code host:port} or {@code [address]:port}
         * @param defaultPort the port of one that names none
         * @return the address
         * @throws IllegalArgumentException when the text is no address
         */
        public static Node parse(String text, int defaultPort) {
            int end = text.lastIndexOf(':');
            boolean bare = end < 0 || text.endsWith("]");
            String host = bare ? text : text.substring(0, end);
            if (host.startsWith("[") && host.endsWith("]")) {
                host = host.substring(1, host.length() - 1);
            } else if (host.indexOf(':') >= 0) {
                throw new IllegalArgumentException("an IPv6 address stands in brackets: [" + text + "]:" + defaultPort);
            }
            try {
                int port = bare ? defaultPort : Integer.parseInt(text.substring(end + 1));
                if (!host.isBlank() && port >= 1 && port <= 65_535) {
                    return new Node(host, port);
                }
            } catch (NumberFormatException e) {
                // told below
            }
            throw new IllegalArgumentException("'" + text + "' is no host:port");
        }

        @Override
        public String toString() {
            return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
        }
    }

    /**
     * What Sentinel needs.
     *
     * @param master what sentinels call the master
     * @param username the user at the sentinels
     * @param password its password there
     */
    public record Sentinel(String master, Optional<String> username, Optional<Secret> password) {}

    /**
     * Checks that what belongs together is there.
     *
     * @param topology how its servers stand together
     * @param nodes the addresses
     * @param sentinel what Sentinel needs
     * @param database the number of the database
     * @param username the user
     * @param password its password
     * @param tls how connections are encrypted
     * @param readFrom who is read from
     * @param tuning how connections behave
     */
    public RedisTarget {
        nodes = List.copyOf(nodes);
        if (nodes.isEmpty()) {
            throw new IllegalArgumentException("no server is named: set host, or nodes");
        }
        if (topology == Topology.STANDALONE && nodes.size() > 1) {
            throw new IllegalArgumentException("several nodes need topology: replicas, sentinel or cluster");
        }
        if ((topology == Topology.SENTINEL) != sentinel.isPresent()) {
            throw new IllegalArgumentException("topology: sentinel and sentinel-master go together; set both or none");
        }
        if (topology == Topology.CLUSTER && database != 0) {
            throw new IllegalArgumentException("a cluster has no databases: remove 'database'");
        }
        if (database < 0) {
            throw new IllegalArgumentException("database is at least 0, not " + database);
        }
        if (topology == Topology.STANDALONE && readFrom != ReadFrom.MASTER) {
            throw new IllegalArgumentException("read-from needs topology: replicas, sentinel or cluster");
        }
        if (tls.verify() == RedisTls.Verify.HOST && nodes.size() > 1) {
            throw new IllegalArgumentException("tls-verify: host needs one host, whose name all nodes share");
        }
        if (username.isPresent() && password.isEmpty()) {
            throw new IllegalArgumentException("username needs password");
        }
    }

    /** The target for people, without secrets. */
    String physicalName() {
        StringBuilder name = new StringBuilder(tls.enabled() ? "rediss" : "redis");
        if (topology != Topology.STANDALONE) {
            name.append('-').append(topology.name().toLowerCase(Locale.ROOT));
        }
        name.append("://")
                .append(String.join(",", nodes.stream().map(Node::toString).toList()));
        sentinel.ifPresent(known -> name.append('/').append(known.master()));
        if (topology != Topology.CLUSTER) {
            name.append('/').append(database);
        }
        return name.toString();
    }
}
