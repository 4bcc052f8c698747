package io.midplatform.benchmarks;

import io.midplatform.Platform;
import io.midplatform.storage.Bucket;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.transfer.s3.S3TransferManager;

/** A file of 256 MiB to a {@link NullStore} and back: by the raw SDK, by its TransferManager, by ours, in turns. */
public final class S3Transfers {
    /** What ours is called among the transfers. */
    static final String OURS = "midplatform";

    private static final int WARM_UPS = 3;

    private S3Transfers() {}

    /** One way to move the file. */
    interface Transfer {
        void run() throws Exception;
    }

    /**
     * Runs it.
     *
     * @param arguments how many rounds, ten if absent; how many MiB, 256 if absent; {@code --check} to fail beyond a limit
     * @throws Exception when a transfer fails
     */
    public static void main(String[] arguments) throws Exception {
        Limits limits = Limits.of(arguments);
        int rounds = limits.argument(0, 10);
        long size = (long) limits.argument(1, 256) << 20;
        Path folder = Files.createTempDirectory("s3-transfers");
        Path source = source(folder, size);
        try (NullStoreProcess server = NullStoreProcess.start("s3");
                S3Client raw = S3Clients.raw(server.endpoint());
                S3AsyncClient async = S3Clients.multipart(server.endpoint());
                S3TransferManager manager =
                        S3TransferManager.builder().s3Client(async).build();
                Platform platform = S3Clients.platform(server.endpoint())) {
            Bucket bucket = platform.bucket(S3Clients.BUCKET);
            String key = Long.toString(size);
            Path target = folder.resolve("target");
            Map<String, Transfer> up = new LinkedHashMap<>();
            up.put(
                    "raw",
                    () -> raw.putObject(
                            put -> put.bucket(S3Clients.BUCKET).key(key).checksumAlgorithm(ChecksumAlgorithm.CRC32_C),
                            RequestBody.fromFile(source)));
            up.put(
                    "TransferManager",
                    () -> manager.uploadFile(upload -> upload.source(source)
                                    .putObjectRequest(put -> put.bucket(S3Clients.BUCKET)
                                            .key(key)
                                            .checksumAlgorithm(ChecksumAlgorithm.CRC32_C)))
                            .completionFuture()
                            .join());
            up.put(OURS, () -> bucket.upload(key, source));
            Map<String, Transfer> down = new LinkedHashMap<>();
            down.put("raw", () -> {
                Files.deleteIfExists(target);
                raw.getObject(get -> get.bucket(S3Clients.BUCKET).key(key), ResponseTransformer.toFile(target));
            });
            down.put("TransferManager", () -> {
                Files.deleteIfExists(target);
                manager.downloadFile(download -> download.destination(target)
                                .getObjectRequest(
                                        get -> get.bucket(S3Clients.BUCKET).key(key)))
                        .completionFuture()
                        .join();
            });
            down.put(OURS, () -> {
                Files.deleteIfExists(target);
                bucket.download(key, target);
            });
            compare("up", up, rounds, size, server, limits);
            compare("down", down, rounds, size, server, limits);
            Files.deleteIfExists(target);
        } finally {
            Files.deleteIfExists(source);
            Files.deleteIfExists(folder);
        }
        limits.end();
    }

    static Path source(Path folder, long size) throws IOException {
        Path source = folder.resolve("source");
        try (RandomAccessFile file = new RandomAccessFile(source.toFile(), "rw")) {
            byte[] mebi = new byte[1 << 20];
            for (long done = 0; done < size; done += mebi.length) {
                Arrays.fill(mebi, (byte) (done >>> 20));
                file.write(mebi);
            }
        }
        return source;
    }

    static void compare(
            String direction,
            Map<String, Transfer> transfers,
            int rounds,
            long size,
            NullStoreProcess server,
            Limits limits)
            throws Exception {
        Map<String, List<Double>> times = new LinkedHashMap<>();
        Map<String, Long> requests = new LinkedHashMap<>();
        for (int round = -WARM_UPS; round < rounds; round++) {
            for (Map.Entry<String, Transfer> transfer : transfers.entrySet()) {
                server.requests();
                long start = System.nanoTime();
                transfer.getValue().run();
                double millis = (System.nanoTime() - start) / 1e6;
                requests.put(transfer.getKey(), server.requests());
                if (round >= 0) {
                    times.computeIfAbsent(transfer.getKey(), name -> new ArrayList<>())
                            .add(millis);
                }
            }
        }
        double ours = median(times.get(OURS));
        System.out.printf(
                "%n%-5s %-16s %8s %9s %9s %14s  %s%n",
                direction, size / (1 << 20) + " MiB", "ms", "MiB/s", "requests", "ours is faster", "limit");
        times.forEach((name, list) -> System.out.printf(
                "%-5s %-16s %8.0f %9.0f %9d %13.2fx  %s%n",
                direction,
                name,
                median(list),
                size / 1048.576 / median(list),
                requests.get(name),
                median(list) / ours,
                name.equals(OURS) ? "" : limits.atLeast(median(list) / ours, 1)));
    }

    private static double median(@org.jspecify.annotations.Nullable List<Double> values) {
        List<Double> sorted =
                values == null ? List.of() : values.stream().sorted().toList();
        return sorted.isEmpty() ? Double.NaN : sorted.get(sorted.size() / 2);
    }
}
