package io.midplatform.benchmarks;

import com.alicp.jetcache.CacheBuilder;
import com.alicp.jetcache.CacheValueHolder;
import com.alicp.jetcache.SimpleCacheManager;
import com.alicp.jetcache.anno.CacheType;
import com.alicp.jetcache.embedded.CaffeineCacheBuilder;
import com.alicp.jetcache.redis.lettuce.JetCacheCodec;
import com.alicp.jetcache.redis.lettuce.RedisLettuceCacheBuilder;
import com.alicp.jetcache.support.JavaValueDecoder;
import com.alicp.jetcache.support.JavaValueEncoder;
import com.alicp.jetcache.template.CacheBuilderTemplate;
import com.alicp.jetcache.template.NotifyMonitorInstaller;
import com.alicp.jetcache.template.QuickConfig;
import io.lettuce.core.RedisClient;
import io.midplatform.Platform;
import io.midplatform.cache.Cache;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.redisson.Redisson;
import org.redisson.api.RLocalCachedMap;
import org.redisson.api.RedissonClient;
import org.redisson.api.options.LocalCachedMapOptions;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;

/**
 * Near caches on one Redis, in turns: ours, Redisson's local cached map, JetCache's two levels with {@code syncLocal}. All tell other
 * processes of writes, and wait for the store. Two threads read and
 * write {@value #KEYS} keys, low ones more often; all of them have room near.
 */
public final class NearPeers {
    private static final int KEYS = 10_000;
    private static final int THREADS = 2;
    private static final long BLOCK = TimeUnit.MILLISECONDS.toNanos(500);
    private static final Duration NEAR_TTL = Duration.ofSeconds(30);
    private static final String VALUE = "v".repeat(100);
    private static final int[] WRITES = {0, 1, 5, 20};

    private interface Peer {
        @Nullable
        Object get(String key);

        void put(String key, String value);
    }

    private record Ours(Cache<String> cache) implements Peer {
        @Override
        public @Nullable Object get(String key) {
            return cache.find(key).orElse(null);
        }

        @Override
        public void put(String key, String value) {
            cache.put(key, value);
        }
    }

    private record OfRedisson(RLocalCachedMap<String, String> map) implements Peer {
        @Override
        public @Nullable Object get(String key) {
            return map.get(key);
        }

        @Override
        public void put(String key, String value) {
            map.fastPut(key, value);
        }
    }

    private record OfJetCache(com.alicp.jetcache.Cache<String, String> cache) implements Peer {
        @Override
        public @Nullable Object get(String key) {
            return cache.get(key);
        }

        @Override
        public void put(String key, String value) {
            // its put does not wait for the store, ours and Redisson's do
            if (!cache.PUT(key, value).isSuccess()) {
                throw new IllegalStateException("not written");
            }
        }
    }

    private NearPeers() {}

    /**
     * Runs it.
     *
     * @param arguments how many rounds, 15 if absent
     * @throws Exception when a call fails
     */
    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 15;
        try (RedisProcess server = new RedisProcess()) {
            run(rounds, server.port());
            System.exit(0); // JetCache leaves threads
        }
    }

    private static void run(int rounds, int port) throws Exception {
        Config config = new Config();
        config.setCodec(StringCodec.INSTANCE);
        config.useSingleServer().setAddress("redis://127.0.0.1:" + port);
        RedissonClient redisson = Redisson.create(config);
        RedisClient lettuce = RedisClient.create("redis://127.0.0.1:" + port);
        try (Platform platform = Platform.builder()
                .isolated()
                .settings(Map.of(
                        "midplatform.provider",
                        "redis",
                        "midplatform.providers.redis.host",
                        "127.0.0.1",
                        "midplatform.providers.redis.port",
                        Integer.toString(port),
                        "midplatform.cache.peers.near.max-entries",
                        Integer.toString(2 * KEYS),
                        "midplatform.cache.peers.near.ttl",
                        NEAR_TTL.toSeconds() + "s"))
                .build()) {
            Map<String, Peer> peers = new LinkedHashMap<>();
            peers.put("ours", new Ours(platform.cache("peers", String.class)));
            peers.put("Redisson", new OfRedisson(redisson(redisson)));
            peers.put("JetCache", new OfJetCache(jetCache(lettuce)));
            compare(rounds, peers);
        } finally {
            redisson.shutdown();
            lettuce.shutdown();
        }
    }

    private static RLocalCachedMap<String, String> redisson(RedissonClient client) {
        return client.getLocalCachedMap(LocalCachedMapOptions.<String, String>name("peers")
                .cacheSize(2 * KEYS)
                .evictionPolicy(LocalCachedMapOptions.EvictionPolicy.LRU)
                .timeToLive(NEAR_TTL)
                .syncStrategy(LocalCachedMapOptions.SyncStrategy.INVALIDATE)
                .reconnectionStrategy(LocalCachedMapOptions.ReconnectionStrategy.CLEAR));
    }

    @SuppressWarnings({"rawtypes", "unchecked"}) // as its builders are
    private static com.alicp.jetcache.Cache<String, String> jetCache(RedisClient client) {
        String area = "default";
        CacheBuilder near = CaffeineCacheBuilder.createCaffeineCacheBuilder()
                .limit(2 * KEYS)
                .keyConvertor(key -> key)
                .expireAfterWrite(NEAR_TTL.toSeconds(), TimeUnit.SECONDS);
        CacheBuilder far = RedisLettuceCacheBuilder.createRedisLettuceCacheBuilder()
                .redisClient(client)
                .pubSubConnection(client.connectPubSub(new JetCacheCodec()))
                .broadcastChannel("jetcache-peers")
                .keyPrefix("jetcache:")
                .keyConvertor(key -> key)
                .valueEncoder(NearPeers::encoded)
                .valueDecoder(NearPeers::decoded)
                .expireAfterWrite(1, TimeUnit.HOURS);
        CacheBuilderTemplate template = new CacheBuilderTemplate(false, Map.of(area, near), Map.of(area, far));
        template.getCacheMonitorInstallers().add(new NotifyMonitorInstaller(name -> far));
        SimpleCacheManager manager = new SimpleCacheManager();
        manager.setCacheBuilderTemplate(template);
        return manager.getOrCreateCache(QuickConfig.newBuilder("peers")
                .cacheType(CacheType.BOTH)
                .expire(Duration.ofHours(1))
                .localExpire(NEAR_TTL)
                .localLimit(2 * KEYS)
                .syncLocal(true)
                .build());
    }

    /** Values as plain text behind their times; the messages to other processes as JetCache's own encoder has them. */
    private static byte[] encoded(Object what) {
        if (!(what instanceof CacheValueHolder<?> holder)) {
            byte[] message = JavaValueEncoder.INSTANCE.apply(what);
            return ByteBuffer.allocate(1 + message.length)
                    .put((byte) 1)
                    .put(message)
                    .array();
        }
        byte[] value = holder.getValue().toString().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(1 + 2 * Long.BYTES + value.length)
                .put((byte) 0)
                .putLong(holder.getExpireTime())
                .putLong(holder.getAccessTime())
                .put(value)
                .array();
    }

    private static Object decoded(byte[] bytes) {
        if (bytes[0] == 1) {
            return JavaValueDecoder.INSTANCE.apply(Arrays.copyOfRange(bytes, 1, bytes.length));
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        in.get();
        CacheValueHolder<String> holder = new CacheValueHolder<>();
        holder.setExpireTime(in.getLong());
        holder.setAccessTime(in.getLong());
        holder.setValue(StandardCharsets.UTF_8.decode(in).toString());
        return holder;
    }

    private static void compare(int rounds, Map<String, Peer> peers) throws Exception {
        for (Peer peer : peers.values()) {
            for (int i = 0; i < KEYS; i++) {
                peer.put("key-" + i, VALUE);
            }
        }
        System.out.printf("%-8s", "writes");
        peers.keySet().forEach(name -> System.out.printf(" %14s", name + " /s"));
        System.out.printf(" %14s %14s%n", "over Redisson", "over JetCache");
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        for (int writes : WRITES) {
            Map<String, double[]> rates = new LinkedHashMap<>();
            peers.keySet().forEach(name -> rates.put(name, new double[rounds]));
            for (int round = -2; round < rounds; round++) {
                for (Map.Entry<String, Peer> peer : peers.entrySet()) {
                    double rate = block(threads, peer.getValue(), writes);
                    if (round >= 0) {
                        of(rates, peer.getKey())[round] = rate;
                    }
                }
            }
            print(writes, rates);
        }
        threads.shutdownNow();
    }

    private static void print(int writes, Map<String, double[]> rates) {
        System.out.printf("%6d %%", writes);
        rates.values().forEach(of -> System.out.printf(" %14.0f", median(of)));
        double ours = median(of(rates, "ours"));
        System.out.printf(
                " %14.2f %14.2f%n", ours / median(of(rates, "Redisson")), ours / median(of(rates, "JetCache")));
    }

    private static double[] of(Map<String, double[]> rates, String peer) {
        return Objects.requireNonNull(rates.get(peer), peer);
    }

    /** Calls a second. */
    private static double block(ExecutorService threads, Peer peer, int writes) throws Exception {
        long end = System.nanoTime() + BLOCK;
        List<Future<Long>> running = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            long seed = i;
            running.add(threads.submit(() -> work(peer, writes, end, new SplittableRandom(seed))));
        }
        long calls = 0;
        for (Future<Long> each : running) {
            calls += each.get();
        }
        return calls * 1e9 / BLOCK;
    }

    private static long work(Peer peer, int writes, long end, SplittableRandom random) {
        long calls = 0;
        while (System.nanoTime() < end) {
            for (int i = 0; i < 20; i++, calls++) {
                double chance = random.nextDouble();
                String key = "key-" + (int) (KEYS * chance * chance);
                if (random.nextInt(100) < writes) {
                    peer.put(key, VALUE);
                } else if (peer.get(key) == null) {
                    throw new IllegalStateException("nothing found");
                }
            }
        }
        return calls;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
