package io.midplatform.benchmarks;

import io.lettuce.core.RedisClient;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.midplatform.Platform;
import io.midplatform.cache.Cache;
import io.midplatform.spi.Codec;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/**
 * A cache on Redis beside Lettuce's synchronous commands with the same codec of values, in turns: one block of ours, one of Lettuce's, the order
 * changing. The ratio is the median of the ratios of neighbouring blocks. Bytes are those of the calling thread.
 */
public final class RedisOverhead {
    private static final int BULK = 1_000;
    private static final String PREFIX = "rawplatform:bench:";
    private static final int TTL_MILLIS = 3_600_000;

    /**
     * A customer.
     *
     * @param id the number
     * @param name the name
     * @param city the city
     * @param orders the last orders
     */
    public record Customer(int id, String name, String city, List<String> orders) {}

    private interface Call {
        Object run(int i) throws Exception;
    }

    private RedisOverhead() {}

    /**
     * Runs it.
     *
     * @param arguments how many pairs of blocks, 40 if absent; then the port of a server that runs already; {@code --check} to fail beyond a limit
     * @throws Exception when a call fails
     */
    public static void main(String[] arguments) throws Exception {
        Limits limits = Limits.of(arguments);
        int pairs = limits.argument(0, 40);
        if (limits.has(1)) {
            run(pairs, limits.argument(1, 0), limits);
        } else {
            try (RedisProcess server = new RedisProcess()) {
                run(pairs, server.port(), limits);
            }
        }
        limits.end();
    }

    private static void run(int pairs, int port, Limits limits) throws Exception {
        RedisClient client = RedisClient.create("redis://127.0.0.1:" + port);
        try (Platform platform = Platform.builder()
                        .isolated()
                        .settings(Map.of(
                                "midplatform.provider", "redis",
                                "midplatform.providers.redis.host", "127.0.0.1",
                                "midplatform.providers.redis.port", Integer.toString(port)))
                        .build();
                StatefulRedisConnection<String, byte[]> connection =
                        client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE))) {
            compare(pairs, platform.cache("bench", Customer.class), connection.sync(), limits);
        } finally {
            client.shutdown();
        }
    }

    private static void compare(int pairs, Cache<Customer> cache, RedisCommands<String, byte[]> redis, Limits limits)
            throws Exception {
        Codec codec = ServiceLoader.load(Codec.class).findFirst().orElseThrow();
        Customer customer = new Customer(7, "Ada Lovelace", "London", List.of("2026/o-1", "2026/o-2", "2026/o-3"));
        List<String> keys = new ArrayList<>();
        List<String> rawKeys = new ArrayList<>();
        SetArgs ttl = SetArgs.Builder.px(TTL_MILLIS);
        for (int i = 0; i < BULK; i++) {
            keys.add("customer-" + i);
            rawKeys.add(PREFIX + keys.get(i)); // as long as ours
            cache.put(keys.get(i), customer);
            redis.set(rawKeys.get(i), codec.encode(customer, Customer.class), ttl);
        }
        String[] bulk = rawKeys.toArray(String[]::new);
        System.out.printf(
                "%-14s %12s %12s %7s %17s %12s  %s%n",
                "operation", "Lettuce us", "ours us", "ratio", "middle half", "more B", "ratio's limit");
        measure(
                "find",
                limits,
                pairs,
                1_000,
                i -> codec.decode(redis.get(rawKeys.get(i % BULK)), Customer.class),
                i -> cache.find(keys.get(i % BULK)).orElseThrow());
        measure(
                "put",
                limits,
                pairs,
                1_000,
                i -> redis.set(rawKeys.get(i % BULK), codec.encode(customer, Customer.class), ttl),
                i -> {
                    cache.put(keys.get(i % BULK), customer);
                    return i;
                });
        Call ours = i -> cache.getAll(keys, missing -> Map.of());
        measure("getAll, a list", limits, pairs, 20, i -> list(redis, codec, bulk), ours);
        measure("getAll, a map", limits, pairs, 20, i -> map(redis, codec, keys), ours);
    }

    private static List<Object> list(RedisCommands<String, byte[]> redis, Codec codec, String[] bulk) throws Exception {
        List<Object> values = new ArrayList<>(BULK);
        for (var entry : redis.mget(bulk)) {
            values.add(codec.decode(entry.getValue(), Customer.class));
        }
        return values;
    }

    /** The same answer as ours, for callers who do not know the prefix of the keys. */
    private static Map<String, Object> map(RedisCommands<String, byte[]> redis, Codec codec, List<String> keys)
            throws Exception {
        String[] asked = new String[BULK];
        for (int i = 0; i < BULK; i++) {
            asked[i] = PREFIX.concat(keys.get(i));
        }
        Map<String, Object> values = new LinkedHashMap<>(BULK * 4 / 3 + 1);
        int i = 0;
        for (var entry : redis.mget(asked)) {
            values.put(keys.get(i++), codec.decode(entry.getValue(), Customer.class));
        }
        return values;
    }

    private static void measure(String operation, Limits limits, int pairs, int calls, Call raw, Call ours)
            throws Exception {
        for (int i = 0; i < 10; i++) {
            block(calls, raw);
            block(calls, ours);
        }
        double[] raws = new double[pairs];
        double[] own = new double[pairs];
        double[] ratios = new double[pairs];
        double[] bytes = new double[pairs];
        for (int i = 0; i < pairs; i++) {
            boolean rawFirst = i % 2 == 0;
            double[] first = block(calls, rawFirst ? raw : ours);
            double[] second = block(calls, rawFirst ? ours : raw);
            double[] of = rawFirst ? first : second;
            double[] our = rawFirst ? second : first;
            raws[i] = of[0];
            own[i] = our[0];
            ratios[i] = our[0] / of[0];
            bytes[i] = our[1] - of[1];
        }
        Arrays.sort(ratios);
        System.out.printf(
                "%-14s %12.1f %12.1f %7.3f %8.3f..%7.3f %12.0f  %s%n",
                operation,
                median(raws) / 1e3,
                median(own) / 1e3,
                median(ratios),
                ratios[pairs / 4],
                ratios[pairs * 3 / 4],
                median(bytes),
                limits.atMost(median(ratios), Limits.TIME));
    }

    /** Nanoseconds and bytes a call. */
    private static double[] block(int calls, Call call) throws Exception {
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long bytes = threads.getCurrentThreadAllocatedBytes();
        long start = System.nanoTime();
        Object last = null;
        for (int i = 0; i < calls; i++) {
            last = call.run(i);
        }
        long nanos = System.nanoTime() - start;
        if (last == null) {
            throw new IllegalStateException("a call brought nothing");
        }
        return new double[] {(double) nanos / calls, (double) (threads.getCurrentThreadAllocatedBytes() - bytes) / calls
        };
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
