package io.midplatform.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.Platform;
import io.midplatform.cache.Cache;
import io.midplatform.redis.testing.Eventually;
import io.midplatform.redis.testing.Platforms;
import io.midplatform.redis.testing.RedisBackend;
import io.midplatform.redis.testing.RedisServer;
import io.midplatform.redis.testing.TcpProxy;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Processes that end without a goodbye. The last that one of them told may be lost, and no number after it shows that: the others empty what they
 * keep near once they have not heard of it for three beats.
 */
@Execution(ExecutionMode.CONCURRENT)
class RedisNearSilenceTest {
    private static final Duration BEAT = Duration.ofSeconds(5);
    /** Silence is looked for with each beat. */
    private static final Duration BOUND = BEAT.multipliedBy(3 + 1);
    /** Of timers on a machine with other things to do. */
    private static final Duration SLACK = Duration.ofSeconds(10);
    /** The last beat may have been heard one beat before. */
    private static final Duration AT_LEAST = BEAT.multipliedBy(3 - 1).minusSeconds(1);

    @RegisterExtension
    final Platforms platforms = new Platforms();

    private final RedisServer server = platforms.with(RedisServer.start());

    private Cache<String> near(Platform platform, String name) {
        Cache<String> cache = platform.cache(name, String.class);
        Eventually.until("it listens", () -> cache.stats().staleWindow().isZero());
        return cache;
    }

    private Platform platform(int port) {
        return platforms.openWatched(
                RedisBackend.settings("127.0.0.1", port),
                "cache.hung.near.max-entries",
                "1000",
                "cache.hung.near.ttl",
                "1h",
                "cache.dead.near.max-entries",
                "1000",
                "cache.dead.near.ttl",
                "1h");
    }

    /** As the process that is silent: its writes are made, and nobody is told. */
    private static void writeUntold(Platform teller, String name, String value) {
        teller.cache(name, String.class).put("a", value);
    }

    private static void keep(Cache<String> cache, String value) {
        Eventually.until("it is kept near", () -> {
            long before = cache.stats().nearHits();
            return cache.find("a").filter(value::equals).isPresent()
                    && cache.stats().nearHits() > before;
        });
    }

    @Test
    void sendersThatHang_orAreGone_emptyTheOthers_afterTheBound() {
        TcpProxy ofTheHung = platforms.with(TcpProxy.to(server.port()));
        TcpProxy ofTheDead = platforms.with(TcpProxy.to(server.port()));
        Platform reader = platform(server.port());
        Map<Cache<String>, Cache<String>> writers = Map.of(
                near(reader, "hung"), near(platform(ofTheHung.port()), "hung"),
                near(reader, "dead"), near(platform(ofTheDead.port()), "dead"));
        writers.forEach((read, written) -> {
            written.put("a", "old"); // so that the reader has heard of its sender
            platforms.awaitNotices();
            keep(read, "old");
        });
        Platform untold = platforms.open(server.settings()); // without near: it tells nobody
        writeUntold(untold, "hung", "new");
        writeUntold(untold, "dead", "new");
        ofTheHung.hold();
        ofTheDead.refuse();
        long silent = System.nanoTime();
        for (Cache<String> read : writers.keySet()) {
            assertThat(read.find("a")).as("nobody told it").contains("old");
        }
        for (Cache<String> read : writers.keySet()) {
            Eventually.until("it is emptied", BOUND.plus(SLACK), () -> {
                assertThat(read.stats().staleWindow())
                        .as("it hears itself all the time")
                        .isZero();
                return read.find("a").filter("new"::equals).isPresent();
            });
            assertThat(Duration.ofNanos(System.nanoTime() - silent)).isBetween(AT_LEAST, BOUND.plus(SLACK));
        }
    }
}
