package io.midplatform.azure.blob;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.Platform;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.BucketWriter;
import io.midplatform.storage.Content;
import io.midplatform.storage.PutOptions;
import io.midplatform.storage.TransferOptions;
import io.midplatform.testkit.DriverProbe;
import io.midplatform.testkit.HostileData;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Writers of one key share its uncommitted blocks: who ends first takes those of the others along. */
class BlobWritersTest {
    @RegisterExtension
    static final BlobBackend BLOB = new BlobBackend();

    private final DriverProbe probe = new DriverProbe();

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Platform platform;

    @BeforeEach
    void open() {
        platform = Platform.builder()
                .isolated()
                .settings(BLOB.provider())
                .layer(probe)
                .build();
    }

    @AfterEach
    void close() {
        platform.close();
    }

    /** Azurite keeps uncommitted blocks over a put of the whole, which Blob Storage does not. */
    private static void inParts(Bucket bucket) {
        bucket.put("k", Content.stream(new ByteArrayInputStream(new byte[HostileData.OVER_ONE_PART])));
    }

    @Test
    void upload_losesItsBlocks_sendsThemOnceMore() throws Exception {
        Bucket bucket = platform.bucket("bucket");
        byte[] bytes = new byte[20 << 20];
        bytes[bytes.length - 1] = 7;
        Path file = Files.write(folder.resolve("large"), bytes);
        AtomicInteger told = new AtomicInteger();
        TransferOptions options = TransferOptions.defaults().parallel(1).progress(progress -> {
            if (told.incrementAndGet() == 2) {
                inParts(bucket); // another writer, between two parts
            }
        });
        bucket.upload("k", file, options);
        assertThat(bucket.getBytes("k")).isEqualTo(bytes);
        assertThat(probe.calls().stream().filter("completeUpload"::equals))
                .as("ours, the other's, ours again")
                .hasSize(3);
        assertThat(bucket.abandonedUploads()).isEmpty();
    }

    @Test
    void upload_losesItsBlocksUnderACondition_isTold() throws Exception {
        Bucket bucket = platform.bucket("bucket");
        String etag = bucket.put("k", "old").etag();
        Path file = Files.write(folder.resolve("large"), new byte[20 << 20]);
        TransferOptions options = TransferOptions.defaults()
                .parallel(1)
                .put(PutOptions.defaults().ifMatch(etag))
                .progress(progress -> bucket.put("k", "another writer"));
        CannedBlob.fails(ErrorCode.PRECONDITION_FAILED, () -> bucket.upload("k", file, options));
        assertThat(bucket.getString("k")).isEqualTo("another writer");
        assertThat(probe.calls().stream().filter("completeUpload"::equals)).hasSize(1);
    }

    @Test
    void writer_losesItsBlocks_isTold() throws Exception {
        Bucket bucket = platform.bucket("bucket");
        CountDownLatch uploaded = new CountDownLatch(1);
        probe.change("uploadPart", id -> {
            uploaded.countDown();
            return id;
        });
        try (BucketWriter writer = bucket.writer("k")) {
            writer.write(new byte[HostileData.OVER_ONE_PART]);
            assertThat(uploaded.await(30, TimeUnit.SECONDS))
                    .as("parts go out meanwhile")
                    .isTrue();
            inParts(bucket);
            assertThat(CannedBlob.fails(ErrorCode.PRECONDITION_FAILED, writer::commit)
                            .retryable())
                    .isTrue();
        }
        assertThat(bucket.head("k").orElseThrow().size()).isEqualTo(HostileData.OVER_ONE_PART);
    }

    @Test
    void writers_ofTwoKeys_leaveEachOtherAlone() throws Exception {
        Bucket bucket = platform.bucket("bucket");
        try (BucketWriter one = bucket.writer("one");
                BucketWriter two = bucket.writer("two")) {
            one.write(new byte[HostileData.OVER_ONE_PART]);
            two.write(new byte[HostileData.OVER_ONE_PART]);
            one.commit();
            two.commit();
        }
        assertThat(bucket.head("one").orElseThrow().checksum())
                .isPresent()
                .isEqualTo(bucket.head("two").orElseThrow().checksum());
    }

    @Test
    void metadata_thatAzureCannotName_isHeld() {
        Bucket bucket = platform.bucket("bucket");
        Map<String, String> metadata = Map.of("x-y.z", "1", "2nd", "\u00fc", "a_2d_b", "", "plain", "=?");
        bucket.put("k", Content.text("x"), PutOptions.defaults().metadata(metadata));
        assertThat(bucket.head("k").orElseThrow().metadata()).isEqualTo(metadata);
        assertThat(BLOB.client()
                        .getBlobContainerClient(bucket.unwrap(com.azure.storage.blob.BlobContainerClient.class)
                                .orElseThrow()
                                .getBlobContainerName())
                        .getBlobClient("k")
                        .getProperties()
                        .getMetadata())
                .containsKeys("x_2d_y_2e_z", "_32_nd", "a_5f_2d_b", "plain", "mp_crc32c");
    }
}
