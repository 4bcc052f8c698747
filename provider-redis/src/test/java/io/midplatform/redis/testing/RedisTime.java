package io.midplatform.redis.testing;

import io.midplatform.cache.spi.CacheDriver;
import io.midplatform.cache.spi.CacheWrite;
import io.midplatform.cache.spi.CacheWritten;
import io.midplatform.cache.spi.ForwardingCacheDriver;
import io.midplatform.spi.Deadline;
import io.midplatform.testkit.TestTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

/**
 * Makes the ends of a server's keys follow the time of a test. A server's clock cannot be set, so that keys are made to end sooner when the test
 * moves its time; and it never stands still, so that a driver under test is told lives that are so much longer that what passes really does not
 * count: a millisecond of the test is ten seconds of the server.
 */
public final class RedisTime {
    private static final long FACTOR = 10_000;

    /** Ends a key sooner. Ends are beyond what Lua's numbers print as integers. */
    private static final String SOONER = "local left = redis.call('PTTL', KEYS[1]) local by = tonumber(ARGV[1])"
            + " if left >= 0 and left <= by then return redis.call('DEL', KEYS[1]) end"
            + " if left >= 0 then return redis.call('PEXPIRE', KEYS[1], string.format('%.0f', left - by)) end"
            + " return 0";

    private RedisTime() {}

    /**
     * Ends keys sooner by what the test moves its time.
     *
     * @param time the test's time
     * @param masters a connection to each node that takes writes, made anew each time
     */
    public static void follow(TestTime time, Supplier<? extends Collection<Resp>> masters) {
        time.onAdvance(new java.util.function.Consumer<>() {
            private long nanos; // what is left beyond whole milliseconds

            @Override
            public synchronized void accept(Duration by) {
                nanos += by.toNanos();
                long millis = nanos / 1_000_000;
                nanos -= millis * 1_000_000;
                if (millis > 0) {
                    masters.get().forEach(master -> sooner(master, millis));
                }
            }
        });
    }

    private static void sooner(Resp server, long millis) {
        try (server) {
            List<String> keys = keys(server, "*");
            List<List<String>> commands = new ArrayList<>();
            keys.forEach(key -> commands.add(List.of("EVAL", SOONER, "1", key, String.valueOf(millis * FACTOR))));
            for (Object answer : server.callAll(commands)) {
                if (answer instanceof IllegalStateException error) {
                    throw error;
                }
            }
        }
    }

    static List<String> keys(Resp server, String pattern) {
        List<String> keys = new ArrayList<>();
        String cursor = "0";
        do {
            List<?> page = (List<?>) server.call("SCAN", cursor, "MATCH", pattern, "COUNT", "1000");
            cursor = String.valueOf(page.get(0));
            ((List<?>) page.get(1)).forEach(key -> keys.add(String.valueOf(key)));
        } while (!cursor.equals("0"));
        return keys;
    }

    /** The driver as suites on a time of their own use it, see {@code CacheSuite.wrap}. */
    public static CacheDriver longLived(CacheDriver driver) {
        return new LongLived(driver);
    }

    /** Longer by the factor; what is too long for that has no end that a test could see. */
    static long longer(long ttlMillis) {
        return ttlMillis > Long.MAX_VALUE / 10 / FACTOR ? ttlMillis : ttlMillis * FACTOR;
    }

    private static final class LongLived extends ForwardingCacheDriver {
        private LongLived(CacheDriver driver) {
            super(driver);
        }

        private static CacheWrite longer(CacheWrite write) {
            long ttl = RedisTime.longer(write.ttlMillis());
            return switch (write.condition()) {
                case ALWAYS -> CacheWrite.always(write.key(), write.value(), ttl);
                case ABSENT -> CacheWrite.ifAbsent(write.key(), write.value(), ttl);
                case MATCHES -> CacheWrite.ifMatches(write.key(), write.value(), ttl, write.head());
            };
        }

        @Override
        public CacheWritten put(List<CacheWrite> writes, List<String> alongside, Deadline deadline) throws Exception {
            return below().put(writes.stream().map(LongLived::longer).toList(), alongside, deadline);
        }

        @Override
        public long increment(String key, long by, long ttlMillis, Deadline deadline) throws Exception {
            return below().increment(key, by, RedisTime.longer(ttlMillis), deadline);
        }
    }
}
