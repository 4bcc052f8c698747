package io.midplatform.redis.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A master with one replica, watched by three sentinels that are quick to fail over. */
public final class RedisSentinels implements AutoCloseable {
    /** The name that the sentinels know the master by. */
    public static final String MASTER = "mp";

    private static final int SENTINELS = 3;
    private final List<RedisServer> servers = new ArrayList<>();
    private final List<RedisServer> sentinels = new ArrayList<>();

    private RedisSentinels() {}

    /** Starts them; every sentinel knows the others and the replica. */
    public static RedisSentinels start() {
        RedisSentinels set = new RedisSentinels();
        RedisServer first = RedisServer.start();
        set.servers.add(first);
        set.servers.add(RedisServer.startReplicaOf(first));
        List<String> lines = List.of(
                "sentinel monitor " + MASTER + " 127.0.0.1 " + first.port() + " 2",
                "sentinel down-after-milliseconds " + MASTER + " 1500",
                "sentinel failover-timeout " + MASTER + " 4000");
        IntStream.range(0, SENTINELS)
                .forEach(i -> set.sentinels.add(RedisServer.start(RedisBinary.server(), lines, List.of("--sentinel"))));
        Eventually.until(
                "the sentinels know each other",
                () -> set.sentinels.stream()
                        .map(sentinel -> String.valueOf(sentinel.call("INFO", "sentinel")))
                        .allMatch(info ->
                                info.contains("status=ok") && info.contains("slaves=1,sentinels=" + SENTINELS)));
        return set;
    }

    /** The sentinels' ports. */
    public List<Integer> ports() {
        return sentinels.stream().map(RedisServer::port).toList();
    }

    /** The settings of the provider {@code redis} on these. */
    public Map<String, String> settings() {
        return Map.of(
                "midplatform.provider",
                "redis",
                "midplatform.providers.redis.topology",
                "sentinel",
                "midplatform.providers.redis.sentinel-master",
                MASTER,
                "midplatform.providers.redis.nodes",
                ports().stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(",")));
    }

    /** The sentinels. */
    public List<RedisServer> sentinels() {
        return sentinels;
    }

    /** The server that is the master as most sentinels see it. */
    public RedisServer master() {
        return servers.stream()
                .filter(server -> sentinels.stream()
                                .filter(each -> portOfMaster(each) == server.port())
                                .count()
                        > SENTINELS / 2)
                .findFirst()
                .orElseThrow();
    }

    private static int portOfMaster(RedisServer sentinel) {
        List<?> address = (List<?>) sentinel.call("SENTINEL", "GET-MASTER-ADDR-BY-NAME", MASTER);
        return Integer.parseInt(String.valueOf(address.get(1)));
    }

    /** The other server. */
    public RedisServer replica() {
        RedisServer master = master();
        return servers.stream().filter(server -> server != master).findFirst().orElseThrow();
    }

    /** Waits until another server than this is master, and takes writes. */
    public void awaitMasterOtherThan(RedisServer old) {
        Eventually.until("another master", () -> {
            RedisServer now = master();
            return now != old && String.valueOf(now.call("ROLE")).startsWith("[master");
        });
    }

    /** Both servers. */
    public List<RedisServer> servers() {
        return servers;
    }

    @Override
    public void close() {
        sentinels.forEach(RedisServer::close);
        servers.forEach(RedisServer::close);
    }
}
