package io.midplatform.benchmarks;

import io.midplatform.Platform;
import io.midplatform.queue.MessageQueue;
import io.midplatform.queue.SendReceipt;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.PutResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;

/**
 * What a confirmed write costs on disk, with and without a sync of the disk, beside the least that a careful program does by hand: a temporary
 * file, a sync of it where asked for, a rename.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class DiskBenchmark {
    private static final byte[] BODY = new byte[1024];
    private static final int KEYS = 10_000;
    private static final int EIGHT = 8;

    /** What a confirmed write survives: a power cut, or the end of the process. */
    @Param({"full", "process"})
    public String durability;

    private final AtomicLong number = new AtomicLong();
    private Path folder;
    private Platform platform;
    private Bucket bucket;
    private MessageQueue<byte[]> queue;

    /** For JMH. */
    public DiskBenchmark() {
        durability = "";
    }

    /** Loads a platform on a new folder. */
    @Setup
    public void load() throws IOException {
        folder = Files.createTempDirectory("midplatform-benchmark");
        Files.createDirectory(folder.resolve("raw"));
        platform = Platform.builder()
                .isolated()
                .settings(Map.of(
                        "midplatform.providers.local.mode",
                        "disk",
                        "midplatform.providers.local.durability",
                        durability,
                        "midplatform.providers.local.path",
                        folder.resolve("store").toString()))
                .build();
        bucket = platform.bucket("bench");
        queue = platform.queue("bench", byte[].class);
    }

    /** Closes the platform and removes the folder. */
    @TearDown
    public void close() throws IOException {
        platform.close();
        List<Path> all;
        try (Stream<Path> walk = Files.walk(folder)) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.delete(path);
        }
    }

    /** An object of 1 KiB. */
    @Benchmark
    public PutResult put() {
        return bucket.put("key-" + number.incrementAndGet() % KEYS, BODY);
    }

    /** Objects of 1 KiB from eight threads. */
    @Benchmark
    @Threads(EIGHT)
    public PutResult putEightThreads() {
        return put();
    }

    /** The same by hand. */
    @Benchmark
    public Path putRaw() throws IOException {
        long n = number.incrementAndGet();
        Path temporary = folder.resolve("raw").resolve("tmp-" + n);
        try (FileChannel channel =
                FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(BODY));
            if ("full".equals(durability)) {
                channel.force(true);
            }
        }
        return Files.move(temporary, folder.resolve("raw").resolve("key-" + n % KEYS), StandardCopyOption.ATOMIC_MOVE);
    }

    /** A message of 1 KiB. */
    @Benchmark
    public SendReceipt send() {
        return queue.send(BODY);
    }

    /** Messages of 1 KiB from eight threads, which share commits. */
    @Benchmark
    @Threads(EIGHT)
    public SendReceipt sendEightThreads() {
        return queue.send(BODY);
    }
}
