package io.midplatform.benchmarks;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.models.BlockBlobItem;
import com.azure.storage.blob.specialized.BlockBlobClient;
import io.midplatform.Platform;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.PutResult;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * 1 KiB put to and got from a {@link NullStore}: by the raw SDK, and through the contract. The raw side is the SDK's shortest way, one request by
 * {@code BlockBlobClient.upload} and {@code BlobClient.downloadContent}, on clients of the blob that are made once.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class BlobBenchmark {
    private static final String KEY = "1024";

    private final byte[] bytes = new byte[1024];
    private @Nullable NullStoreProcess server;
    private @Nullable BlobClient raw;
    private @Nullable BlockBlobClient rawBlock;
    private @Nullable Platform platform;
    private @Nullable Bucket bucket;

    /** For JMH. */
    public BlobBenchmark() {}

    /**
     * Starts the server and the clients.
     *
     * @throws IOException when the server does not start
     */
    @Setup
    public void open() throws IOException {
        server = NullStoreProcess.start("blob");
        raw = BlobClients.raw(server.endpoint()).getBlobClient(KEY);
        rawBlock = raw.getBlockBlobClient();
        platform = BlobClients.platform(server.endpoint());
        bucket = platform.bucket(BlobClients.CONTAINER);
    }

    /** Ends them. */
    @TearDown
    public void close() {
        Objects.requireNonNull(platform).close();
        Objects.requireNonNull(server).close();
    }

    /**
     * Puts by the SDK.
     *
     * @return the answer
     */
    @Benchmark
    public BlockBlobItem putRaw() {
        return Objects.requireNonNull(rawBlock).upload(BinaryData.fromBytes(bytes), true);
    }

    /**
     * Puts by the contract.
     *
     * @return the result
     */
    @Benchmark
    public PutResult putPortable() {
        return Objects.requireNonNull(bucket).put(KEY, bytes);
    }

    /**
     * Gets by the SDK.
     *
     * @return the bytes
     */
    @Benchmark
    public byte[] getRaw() {
        return Objects.requireNonNull(raw).downloadContent().toBytes();
    }

    /**
     * Gets by the contract.
     *
     * @return the bytes
     */
    @Benchmark
    public byte[] getPortable() {
        return Objects.requireNonNull(bucket).getBytes(KEY);
    }
}
