package io.midplatform.benchmarks;

import com.azure.core.util.Context;
import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.models.ParallelTransferOptions;
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

/** A file of 256 MiB to a {@link NullS3} and back: by the SDK's parallel transfers, as they are and with our parts, and by ours, in turns. */
public final class BlobTransfers {
    private static final int WARM_UPS = 3;

    private BlobTransfers() {}

    private interface Transfer {
        void run() throws Exception;
    }

    /**
     * Runs it.
     *
     * @param arguments how many rounds, ten if absent; how many MiB, 256 if absent
     * @throws Exception when a transfer fails
     */
    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10;
        long size = (arguments.length > 1 ? Long.parseLong(arguments[1]) : 256) << 20;
        Path folder = Files.createTempDirectory("blob-transfers");
        Path source = source(folder, size);
        try (NullS3Process server = NullS3Process.start();
                Platform platform = BlobClients.platform(server.endpoint())) {
            Bucket bucket = platform.bucket(BlobClients.CONTAINER);
            String key = Long.toString(size);
            BlobClient raw = BlobClients.raw(server.endpoint()).getBlobClient(key);
            Path target = folder.resolve("target");
            // as ours: parts of 8 MiB, eight at once, also where one request would do
            ParallelTransferOptions parallel = new ParallelTransferOptions()
                    .setBlockSizeLong(8L << 20)
                    .setMaxSingleUploadSizeLong(8L << 20)
                    .setMaxConcurrency(8);
            Map<String, Transfer> up = new LinkedHashMap<>();
            up.put("SDK default", () -> raw.uploadFromFile(source.toString(), true));
            up.put("SDK as ours", () -> raw.uploadFromFile(source.toString(), parallel, null, null, null, null, null));
            up.put("midplatform", () -> bucket.upload(key, source));
            Map<String, Transfer> down = new LinkedHashMap<>();
            down.put("SDK default", () -> {
                Files.deleteIfExists(target);
                raw.downloadToFile(target.toString());
            });
            down.put("SDK as ours", () -> {
                Files.deleteIfExists(target);
                raw.downloadToFileWithResponse(
                        target.toString(), null, parallel, null, null, false, null, Context.NONE);
            });
            down.put("midplatform", () -> {
                Files.deleteIfExists(target);
                bucket.download(key, target);
            });
            compare("up", up, rounds, size, server);
            compare("down", down, rounds, size, server);
            Files.deleteIfExists(target);
        } finally {
            Files.deleteIfExists(source);
            Files.deleteIfExists(folder);
        }
    }

    private static Path source(Path folder, long size) throws IOException {
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

    private static void compare(
            String direction, Map<String, Transfer> transfers, int rounds, long size, NullS3Process server)
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
        double ours = median(times.get("midplatform"));
        System.out.printf(
                "%n%-5s %-16s %8s %9s %9s %14s%n",
                direction, size / (1 << 20) + " MiB", "ms", "MiB/s", "requests", "ours is faster");
        times.forEach((name, list) -> System.out.printf(
                "%-5s %-16s %8.0f %9.0f %9d %13.2fx%n",
                direction,
                name,
                median(list),
                size / 1048.576 / median(list),
                requests.get(name),
                median(list) / ours));
    }

    private static double median(@org.jspecify.annotations.Nullable List<Double> values) {
        List<Double> sorted =
                values == null ? List.of() : values.stream().sorted().toList();
        return sorted.isEmpty() ? Double.NaN : sorted.get(sorted.size() / 2);
    }
}
