package io.midplatform.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.Platform;
import io.midplatform.redis.testing.Eventually;
import io.midplatform.redis.testing.Platforms;
import io.midplatform.redis.testing.RedisCluster;
import io.midplatform.redis.testing.RedisSentinels;
import io.midplatform.redis.testing.RedisServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;

/** What is opened is closed: connections and threads, also those of a server that was never there. */
@Isolated("it looks at threads of the whole process")
class RedisClosingTest {
    @RegisterExtension
    final Platforms platforms = new Platforms();

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("lettuce"))
                .collect(Collectors.toSet());
    }

    /** As an application's main thread: what a daemon starts is a daemon anyway. */
    private static void openAndClose(Map<String, String> settings, boolean there) throws Exception {
        FutureTask<?> main = new FutureTask<>(() -> openUseAndClose(settings, there), null);
        Thread thread = new Thread(main, "main of an application");
        thread.setDaemon(false);
        thread.start();
        main.get();
    }

    private static void openUseAndClose(Map<String, String> settings, boolean there) {
        Set<Thread> before = threads();
        Platform platform = Platform.builder().isolated().settings(settings).build();
        if (there) {
            Eventually.succeeds(
                    "the store is there", () -> platform.counters("n").increment("a"));
            platform.cache("c", String.class).put("a", "1");
        } else {
            platform.cache("c", String.class).find("a");
        }
        Set<Thread> open = threads();
        open.removeAll(before);
        assertThat(open).isNotEmpty().allMatch(Thread::isDaemon);
        platform.close(Duration.ofSeconds(5));
        platform.close(Duration.ofSeconds(5));
        Eventually.until("the threads end", () -> open.stream().noneMatch(Thread::isAlive));
    }

    private static long connections(RedisServer server) {
        return String.valueOf(server.call("CLIENT", "LIST"))
                .lines()
                .filter(line -> line.contains("name=midplatform"))
                .count();
    }

    @Test
    void standalone_leavesNothing() throws Exception {
        RedisServer server = platforms.with(RedisServer.start());
        openAndClose(server.settings(), true);
        Eventually.until("the connections end", () -> connections(server) == 0);
        server.kill();
        openAndClose(server.settings(), false);
    }

    @Test
    void cluster_leavesNothing() throws Exception {
        RedisCluster cluster = platforms.with(RedisCluster.start());
        openAndClose(cluster.settings(), true);
        for (RedisServer node : cluster.nodes()) {
            Eventually.until("the connections end", () -> connections(node) == 0);
        }
        cluster.nodes().forEach(RedisServer::kill);
        openAndClose(cluster.settings(), false);
    }

    @Test
    void sentinels_leaveNothing() throws Exception {
        RedisSentinels set = platforms.with(RedisSentinels.start());
        openAndClose(set.settings(), true);
        for (RedisServer server : List.of(set.master(), set.sentinels().get(0))) {
            Eventually.until("the connections end", () -> connections(server) == 0);
        }
        set.servers().forEach(RedisServer::kill);
        set.sentinels().forEach(RedisServer::kill);
        openAndClose(set.settings(), false);
    }

    /** Resources of one instance with the same settings share their connections; drivers that close leave them to the others. */
    @Test
    void resources_shareConnections() {
        RedisServer server = platforms.with(RedisServer.start());
        Platform platform = platforms.open(server.settings());
        for (int i = 0; i < 5; i++) {
            platform.cache("c" + i, String.class).put("a", "1");
            platform.counters("n" + i).increment("a");
        }
        assertThat(connections(server)).isEqualTo(1);
    }
}
