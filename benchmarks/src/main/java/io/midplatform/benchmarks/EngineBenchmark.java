package io.midplatform.benchmarks;

import io.midplatform.Platform;
import io.midplatform.cache.Cache;
import io.midplatform.cache.spi.CacheDriver;
import io.midplatform.cache.spi.CacheWrite;
import io.midplatform.cache.spi.CacheWritten;
import io.midplatform.queue.Delivery;
import io.midplatform.queue.MessageQueue;
import io.midplatform.queue.SendReceipt;
import io.midplatform.queue.spi.OutgoingMessage;
import io.midplatform.queue.spi.QueueDriver;
import io.midplatform.queue.spi.ReceivedMessage;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.ItemOutcome;
import io.midplatform.spi.PlatformTime;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.Content;
import io.midplatform.storage.ObjectAttributes;
import io.midplatform.storage.PutResult;
import io.midplatform.storage.spi.BucketDriver;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Small calls on the memory driver: through the contract, and straight to the same driver with the request that the engine would make. The
 * difference is the engine. Both sides make the deadline that every call to a driver needs.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EngineBenchmark {
    private static final String KEY = "2026/o-1.json";
    private static final byte[] BODY = new byte[100];
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final long LEASE_SECONDS = 30;
    private static final ObjectAttributes ATTRIBUTES = new ObjectAttributes(
            "application/json", Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Map.of());

    private final RealTime time = new RealTime();
    private Platform platform;
    private Bucket bucket;
    private Cache<byte[]> cache;
    private MessageQueue<byte[]> queue;
    private BucketDriver bucketDriver;
    private CacheDriver cacheDriver;
    private QueueDriver queueDriver;
    private String physicalKey;
    private String marker;
    private byte[] entry;

    /** For JMH. */
    public EngineBenchmark() {}

    /** Loads a platform in memory and writes what is read. */
    @Setup
    public void load() throws Exception {
        Drivers drivers = new Drivers();
        platform = Platform.builder().isolated().layer(drivers).build();
        bucket = platform.bucket("bench");
        cache = platform.cache("bench", byte[].class);
        queue = platform.queue("bench", byte[].class);
        bucket.put(KEY, BODY);
        cache.put(KEY, BODY);
        bucketDriver = drivers.get(BucketDriver.class);
        cacheDriver = drivers.get(CacheDriver.class);
        queueDriver = drivers.get(QueueDriver.class);
        physicalKey = "midplatform:bench:" + KEY;
        marker = "midplatform:bench#";
        List<ItemOutcome<byte[]>> there = cacheDriver.get(List.of(physicalKey, marker), deadline());
        entry = Objects.requireNonNull(there.get(0).result(), "the entry has another physical key");
        Objects.requireNonNull(there.get(1).result(), "the marker has another physical key");
    }

    /** Closes the platform. */
    @TearDown
    public void close() {
        platform.close();
    }

    private Deadline deadline() {
        return Deadline.after(time, TIMEOUT);
    }

    /** The engine's. */
    @Benchmark
    public PutResult putEngine() {
        return bucket.put(KEY, Content.bytes(BODY));
    }

    /** The driver's. */
    @Benchmark
    public PutResult putDriver() throws Exception {
        return bucketDriver.put(
                new BucketDriver.Put(KEY, Content.bytes(BODY), ATTRIBUTES, Map.of(), BucketDriver.Condition.NONE),
                deadline());
    }

    /** The engine's. */
    @Benchmark
    public byte[] getEngine() {
        return bucket.getBytes(KEY);
    }

    /** The driver's. */
    @Benchmark
    public byte[] getDriver() throws Exception {
        BucketDriver.OpenObject opened = bucketDriver.read(BucketDriver.Read.all(KEY, null, null), deadline());
        try (InputStream in = Objects.requireNonNull(opened).stream()) {
            return in.readNBytes((int) opened.info().size());
        }
    }

    /** The engine's. */
    @Benchmark
    public Optional<byte[]> findEngine() {
        return cache.find(KEY);
    }

    /** The driver's: the entry and the cache's marker, as the engine asks. */
    @Benchmark
    public List<ItemOutcome<byte[]>> findDriver() throws Exception {
        return cacheDriver.get(List.of(physicalKey, marker), deadline());
    }

    /** The engine's. */
    @Benchmark
    public void cachePutEngine() {
        cache.put(KEY, BODY);
    }

    /** The driver's: the cache's marker, then the entry, as the engine does. */
    @Benchmark
    public CacheWritten cachePutDriver() throws Exception {
        Deadline deadline = deadline();
        return cacheDriver.put(
                List.of(CacheWrite.always(physicalKey, entry.clone(), TIMEOUT.toMillis())), List.of(marker), deadline);
    }

    /** The engine's. */
    @Benchmark
    public SendReceipt sendReceiveAckEngine() {
        SendReceipt receipt = queue.send(BODY);
        for (Delivery<byte[]> delivery : queue.receive()) {
            delivery.ack();
        }
        return receipt;
    }

    /** The driver's. */
    @Benchmark
    public List<ItemOutcome<String>> sendReceiveAckDriver() throws Exception {
        OutgoingMessage message =
                new OutgoingMessage(BODY.clone(), Map.of(), Map.of(), Duration.ZERO, null, null, null, null);
        queueDriver.size(message);
        List<ItemOutcome<String>> sent = queueDriver.send(List.of(message), deadline());
        for (ReceivedMessage received :
                queueDriver.receive(10, Duration.ZERO, Duration.ofSeconds(LEASE_SECONDS), deadline())) {
            queueDriver.ack(List.of(received.lease()), deadline());
        }
        return sent;
    }

    /** What a deadline reads. */
    private static final class RealTime implements PlatformTime {
        @Override
        public java.time.Instant instant() {
            return java.time.Instant.now();
        }

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public io.midplatform.Registration schedule(Runnable task, Duration delay) {
            throw new UnsupportedOperationException("a deadline schedules nothing");
        }

        @Override
        public void close() {
            // holds nothing
        }
    }
}
