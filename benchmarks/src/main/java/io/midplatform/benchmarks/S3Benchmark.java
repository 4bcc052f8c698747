package io.midplatform.benchmarks;

import io.midplatform.Platform;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.PutResult;
import java.io.IOException;
import java.util.Base64;
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
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/** 1 KiB put to and got from a {@link NullStore}: by the raw SDK, with the checksum that we send too, and through the contract. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class S3Benchmark {
    private static final String KEY = "1024";

    private final byte[] bytes = new byte[1024];
    private @Nullable NullStoreProcess server;
    private @Nullable S3Client raw;
    private @Nullable Platform platform;
    private @Nullable Bucket bucket;

    /** For JMH. */
    public S3Benchmark() {}

    /**
     * Starts the server and the clients.
     *
     * @throws IOException when the server does not start
     */
    @Setup
    public void open() throws IOException {
        server = NullStoreProcess.start("s3");
        raw = S3Clients.raw(server.endpoint());
        platform = S3Clients.platform(server.endpoint());
        bucket = platform.bucket(S3Clients.BUCKET);
    }

    /** Ends them. */
    @TearDown
    public void close() {
        Objects.requireNonNull(platform).close();
        Objects.requireNonNull(raw).close();
        Objects.requireNonNull(server).close();
    }

    /**
     * Puts by the SDK.
     *
     * @return the answer
     */
    @Benchmark
    public PutObjectResponse putRaw() {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length);
        int sum = (int) crc.getValue();
        byte[] big = {(byte) (sum >>> 24), (byte) (sum >>> 16), (byte) (sum >>> 8), (byte) sum};
        String checksum = Base64.getEncoder().encodeToString(big);
        return Objects.requireNonNull(raw)
                .putObject(
                        request -> request.bucket(S3Clients.BUCKET)
                                .key(KEY)
                                .contentType("application/octet-stream")
                                .checksumCRC32C(checksum),
                        RequestBody.fromBytes(bytes));
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
     * @throws IOException when it fails
     */
    @Benchmark
    public byte[] getRaw() throws IOException {
        try (var response = Objects.requireNonNull(raw)
                .getObject(request -> request.bucket(S3Clients.BUCKET).key(KEY))) {
            return response.readAllBytes();
        }
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
