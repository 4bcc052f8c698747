package io.midplatform.benchmarks;

import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.azure.storage.blob.models.BlobHttpHeaders;
import com.azure.storage.blob.models.BlockBlobItem;
import com.azure.storage.blob.options.BlockBlobSimpleUploadOptions;
import com.azure.storage.blob.specialized.BlockBlobClient;
import io.midplatform.Platform;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.PutResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** 1 KiB put to and got from a {@link NullS3}: by the SDK's client of that blob, with the checksum that we send too, and through the contract. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class BlobBenchmark {
    private static final String KEY = "1024";

    private final byte[] bytes = new byte[1024];
    private @Nullable NullS3Process server;
    private @Nullable BlockBlobClient raw;
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
        server = NullS3Process.start();
        raw = BlobClients.raw(server.endpoint()).getBlobClient(KEY).getBlockBlobClient();
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
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length);
        return Objects.requireNonNull(raw)
                .uploadWithResponse(
                        new BlockBlobSimpleUploadOptions(BinaryData.fromBytes(bytes))
                                .setHeaders(new BlobHttpHeaders().setContentType("application/octet-stream"))
                                .setMetadata(Map.of("mp_crc32c", Long.toHexString(crc.getValue()) + "-1024")),
                        null,
                        Context.NONE)
                .getValue();
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
     * Gets by the SDK, in its fastest way.
     *
     * @return the bytes
     */
    @Benchmark
    public byte[] getRaw() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
        Objects.requireNonNull(raw).downloadStream(out);
        return out.toByteArray();
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
