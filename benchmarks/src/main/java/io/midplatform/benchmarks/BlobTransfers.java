package io.midplatform.benchmarks;

import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.models.ParallelTransferOptions;
import com.azure.storage.blob.options.BlobDownloadToFileOptions;
import io.midplatform.Platform;
import io.midplatform.storage.Bucket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** A file of 256 MiB to a {@link NullStore} and back: by the raw SDK's parallel transfers and by ours, in turns. */
public final class BlobTransfers {
    private BlobTransfers() {}

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
        Path folder = Files.createTempDirectory("blob-transfers");
        Path source = S3Transfers.source(folder, size);
        try (NullStoreProcess server = NullStoreProcess.start("blob");
                Platform platform = BlobClients.platform(server.endpoint())) {
            BlobContainerClient raw = BlobClients.raw(server.endpoint());
            Bucket bucket = platform.bucket(BlobClients.CONTAINER);
            String key = Long.toString(size);
            Path target = folder.resolve("target");
            Map<String, S3Transfers.Transfer> up = new LinkedHashMap<>();
            up.put("raw", () -> raw.getBlobClient(key).uploadFromFile(source.toString(), true));
            // by default it sends all of this in one request; this is what ours does
            ParallelTransferOptions parts = new ParallelTransferOptions()
                    .setBlockSizeLong(8L << 20)
                    .setMaxConcurrency(8)
                    .setMaxSingleUploadSizeLong(8L << 20);
            up.put(
                    "raw, 8 MiB parts",
                    () -> raw.getBlobClient(key)
                            .uploadFromFile(source.toString(), parts, null, null, null, null, null));
            up.put(S3Transfers.OURS, () -> bucket.upload(key, source));
            Map<String, S3Transfers.Transfer> down = new LinkedHashMap<>();
            down.put("raw", () -> raw.getBlobClient(key).downloadToFile(target.toString(), true));
            down.put(
                    "raw, 8 MiB parts",
                    () -> raw.getBlobClient(key)
                            .downloadToFileWithResponse(
                                    new BlobDownloadToFileOptions(target.toString())
                                            .setParallelTransferOptions(
                                                    new com.azure.storage.common.ParallelTransferOptions()
                                                            .setBlockSizeLong(8L << 20)
                                                            .setMaxConcurrency(8))
                                            .setOpenOptions(Set.of(
                                                    StandardOpenOption.CREATE,
                                                    StandardOpenOption.TRUNCATE_EXISTING,
                                                    StandardOpenOption.READ,
                                                    StandardOpenOption.WRITE)),
                                    null,
                                    null));
            down.put(S3Transfers.OURS, () -> {
                Files.deleteIfExists(target);
                bucket.download(key, target);
            });
            S3Transfers.compare("up", up, rounds, size, server, limits);
            S3Transfers.compare("down", down, rounds, size, server, limits);
            Files.deleteIfExists(target);
        } finally {
            Files.deleteIfExists(source);
            Files.deleteIfExists(folder);
        }
        System.exit(limits.status()); // the raw client's threads live on
    }
}
