package io.midplatform.redis.testing;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Three masters with a third of the slots each, and a replica each where wanted. */
public final class RedisCluster implements AutoCloseable {
    /** How many slots a cluster has. */
    public static final int SLOTS = 16_384;

    private static final int MASTERS = 3;
    private final List<RedisServer> masters = new ArrayList<>();
    private final List<RedisServer> replicas = new ArrayList<>();
    private final @Nullable TestCertificate certificate;

    private RedisCluster(@Nullable TestCertificate certificate) {
        this.certificate = certificate;
    }

    /** Three masters. */
    public static RedisCluster start() {
        return new RedisCluster(null).startAll(false);
    }

    /** Three masters and a replica of each, which takes over within seconds. */
    public static RedisCluster startWithReplicas() {
        return new RedisCluster(null).startAll(true);
    }

    /** Three masters with TLS, which announce themselves by address, as {@link RedisServer#startWithTls}; the fixture's own calls go without. */
    public static RedisCluster startWithTls(TestCertificate certificate) {
        return new RedisCluster(certificate).startAll(false);
    }

    private RedisCluster startAll(boolean withReplicas) {
        for (int i = 0; i < MASTERS; i++) {
            RedisServer master = startNode();
            // each its own, as they will not agree who owns a slot otherwise
            master.call("CLUSTER", "SET-CONFIG-EPOCH", String.valueOf(i + 1));
            master.call(
                    "CLUSTER",
                    "ADDSLOTSRANGE",
                    String.valueOf(SLOTS * i / MASTERS),
                    String.valueOf(SLOTS * (i + 1) / MASTERS - 1));
            masters.add(master);
        }
        if (withReplicas) {
            masters.forEach(master -> replicas.add(startNode()));
        }
        meet();
        awaitReady();
        for (int i = 0; i < replicas.size(); i++) {
            replicas.get(i).call("CLUSTER", "REPLICATE", id(masters.get(i)));
        }
        replicas.forEach(RedisServer::awaitReplication);
        Eventually.until(
                "every node knows the replicas",
                () -> nodes().stream()
                        .map(node -> String.valueOf(node.call("CLUSTER", "NODES")))
                        .allMatch(nodes -> nodes.lines()
                                        .filter(line -> line.contains("slave"))
                                        .count()
                                == replicas.size()));
        return this;
    }

    private RedisServer startNode() {
        List<String> lines = new ArrayList<>(List.of(
                "cluster-enabled yes",
                "cluster-port " + RedisServer.freePort(),
                "cluster-node-timeout 2000",
                "cluster-require-full-coverage no", // a master that dies is no reason for the others to refuse
                "cluster-replica-validity-factor 0"));
        if (certificate == null) {
            return RedisServer.start(lines.toArray(new String[0]));
        }
        lines.add("tls-cluster yes"); // else clients with TLS are told the ports without
        return RedisServer.startWithTls(
                certificate, "~midplatform:* &midplatform:* +@all", lines.toArray(new String[0]));
    }

    private void meet() {
        nodes().stream().skip(1).forEach(this::meet);
    }

    private void meet(RedisServer node) {
        String bus = String.valueOf(((List<?>) node.call("CONFIG", "GET", "cluster-port")).get(1));
        int port = certificate == null ? node.port() : node.tlsPort();
        masters.get(0).call("CLUSTER", "MEET", node.host(), String.valueOf(port), bus);
    }

    /** A further master, without slots yet. */
    public RedisServer join() {
        RedisServer node = startNode();
        meet(node);
        masters.add(node);
        awaitReady();
        return node;
    }

    /** Waits until every node that runs knows all others, and that all slots are served. */
    public void awaitReady() {
        Eventually.until(
                "cluster is ready",
                () -> nodes().stream()
                        .filter(RedisServer::isRunning)
                        .map(node -> String.valueOf(node.call("CLUSTER", "INFO")))
                        .allMatch(info -> info.contains("cluster_state:ok")
                                && info.contains("cluster_known_nodes:" + nodes().size())
                                && info.contains("cluster_slots_ok:" + SLOTS)));
    }

    /** All nodes. */
    public List<RedisServer> nodes() {
        List<RedisServer> all = new ArrayList<>(masters);
        all.addAll(replicas);
        return all;
    }

    /** The nodes that started as masters. */
    public List<RedisServer> masters() {
        return masters;
    }

    /** The replica that a node started with. */
    public RedisServer replicaOf(RedisServer master) {
        return replicas.get(masters.indexOf(master));
    }

    /** The ports of the nodes that started as masters. */
    public List<Integer> ports() {
        return masters.stream().map(RedisServer::port).toList();
    }

    /** The settings of the provider {@code redis} on this cluster. */
    public Map<String, String> settings() {
        return Map.of(
                "midplatform.provider",
                "redis",
                "midplatform.providers.redis.topology",
                "cluster",
                "midplatform.providers.redis.nodes",
                ports().stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(",")));
    }

    /** A connection to each node that takes writes, for {@link RedisTime}. */
    public List<Resp> connectToMasters() {
        return running().stream()
                .filter(RedisCluster::isMaster)
                .map(RedisServer::connect)
                .toList();
    }

    /** The node's name in the cluster. */
    static String id(RedisServer node) {
        return String.valueOf(node.call("CLUSTER", "MYID"));
    }

    /** The slot of a key. */
    public int slot(String key) {
        String bytes = new String(key.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        return Math.toIntExact((long) running().get(0).call("CLUSTER", "KEYSLOT", bytes));
    }

    private List<RedisServer> running() {
        return nodes().stream().filter(RedisServer::isRunning).toList();
    }

    /** The node that a slot is served by. */
    public RedisServer ownerOf(int slot) {
        String id = running()
                .get(0)
                .call("CLUSTER", "NODES")
                .toString()
                .lines()
                .filter(line -> serves(line, slot))
                .map(line -> line.split(" ", 2)[0])
                .findFirst()
                .orElseThrow();
        return running().stream()
                .filter(node -> id(node).equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** Whether a line of CLUSTER NODES, whose words from the ninth on are slots, has this one. */
    private static boolean serves(String line, int slot) {
        String[] words = line.split(" ", -1);
        return IntStream.range(8, words.length)
                .mapToObj(i -> words[i])
                .filter(word -> !word.startsWith("["))
                .map(word -> word.split("-", -1))
                .anyMatch(range ->
                        Integer.parseInt(range[0]) <= slot && slot <= Integer.parseInt(range[range.length - 1]));
    }

    /**
     * Moves a slot with its keys to another node, as resharding does: while it runs, keys are here or there.
     *
     * @param slot the slot
     * @param to its new node
     * @param halfWay what to do when the first half of the keys has moved
     */
    public void move(int slot, RedisServer to, Runnable halfWay) {
        RedisServer from = ownerOf(slot);
        if (from == to) {
            throw new IllegalArgumentException(slot + " is there already");
        }
        String number = String.valueOf(slot);
        to.call("CLUSTER", "SETSLOT", number, "IMPORTING", id(from));
        from.call("CLUSTER", "SETSLOT", number, "MIGRATING", id(to));
        int half = keysIn(from, slot, Integer.MAX_VALUE).size() / 2;
        migrate(from, to, keysIn(from, slot, half));
        halfWay.run();
        for (List<?> keys = keysIn(from, slot, 100); !keys.isEmpty(); keys = keysIn(from, slot, 100)) {
            migrate(from, to, keys);
        }
        // the new owner first: else it may not know that it is one when clients are sent there
        to.call("CLUSTER", "SETSLOT", number, "NODE", id(to));
        masters.stream()
                .filter(node -> node != to && node.isRunning())
                .forEach(node -> node.call("CLUSTER", "SETSLOT", number, "NODE", id(to)));
    }

    private static List<?> keysIn(RedisServer node, int slot, int most) {
        return (List<?>) node.call("CLUSTER", "GETKEYSINSLOT", String.valueOf(slot), String.valueOf(most));
    }

    private static void migrate(RedisServer from, RedisServer to, List<?> keys) {
        for (Object key : keys) {
            from.call("MIGRATE", "127.0.0.1", String.valueOf(to.port()), String.valueOf(key), "0", "5000");
        }
    }

    /** Makes a replica the master, without loss: the old master takes no more writes until the new one has them all. */
    public void handOver(RedisServer replica) {
        Eventually.until("hand-over", () -> {
            // nobody votes twice about one master within a while, so that the first attempt may fail, or succeed late
            if (isMaster(replica)) {
                return true;
            }
            replica.call("CLUSTER", "FAILOVER");
            Eventually.until("it is master", Duration.ofSeconds(6), () -> isMaster(replica));
            return true;
        });
    }

    private static boolean isMaster(RedisServer node) {
        return String.valueOf(node.call("ROLE")).startsWith("[master");
    }

    /** Waits until the replica of a node that was killed serves in its place. */
    public void awaitTakeoverOf(RedisServer killed) {
        RedisServer replica = replicaOf(killed);
        Eventually.until("takeover", () -> isMaster(replica));
        awaitReady();
    }

    @Override
    public void close() {
        nodes().forEach(RedisServer::close);
    }
}
