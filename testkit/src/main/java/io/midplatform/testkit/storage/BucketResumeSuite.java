package io.midplatform.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midplatform.ErrorCode;
import io.midplatform.spi.DriverException;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.Content;
import io.midplatform.storage.StorageFeature;
import io.midplatform.storage.TransferOptions;
import io.midplatform.testkit.DriverProbe;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What uploads promise that were broken off. */
public abstract class BucketResumeSuite extends BucketSuite {
    private static final int LARGE = BucketTransferSuite.LARGE;
    private static final TransferOptions DEFAULTS = TransferOptions.defaults();

    /** Where the files are. */
    @TempDir
    protected Path folder;

    /** For providers. */
    @SuppressWarnings("NullAway.Init") // JUnit sets the folder
    protected BucketResumeSuite() {}

    private Path file(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private static String told(AtomicReference<String> token) {
        return java.util.Objects.requireNonNull(token.get(), "no token was told");
    }

    /** An {@code Error} of the application's stream, or of a JVM without memory, is no reason to leave parts behind. */
    @Test
    protected void put_streamThatEndsInAnError_leavesNothing() {
        DriverProbe probe = new DriverProbe();
        Bucket bucket = opened(builder().layer(probe)).bucket("bucket");
        AssertionError broken = new AssertionError("the stream's own");
        InputStream stream =
                new SequenceInputStream(new ByteArrayInputStream(BucketTransferSuite.bytes(LARGE)), new InputStream() {
                    @Override
                    public int read() {
                        throw broken;
                    }

                    @Override
                    public int read(byte[] bytes, int offset, int length) {
                        throw broken;
                    }
                });
        assertThatThrownBy(() -> bucket.put("k", Content.stream(stream))).isSameAs(broken);
        assertThat(probe.calls()).contains("startUpload", "abortUpload");
        assertThat(probe.running()).as("nothing runs any more").isZero();
        assertThat(bucket.exists("k")).isFalse();
        if (bucket.support(StorageFeature.RESUMABLE_UPLOADS).isUsable()) {
            assertThat(bucket.abandonedUploads()).isEmpty();
        }
    }

    @Test
    protected void upload_brokenOff_resumesWithoutSendingAgain() throws IOException {
        DriverProbe probe = new DriverProbe();
        Bucket bucket = opened(builder().layer(probe)).bucket("bucket");
        if (!bucket.support(StorageFeature.RESUMABLE_UPLOADS).isUsable()) {
            fails(ErrorCode.UNSUPPORTED, bucket::abandonedUploads);
            return;
        }
        byte[] bytes = BucketTransferSuite.bytes(LARGE);
        Path file = file("f", bytes);
        AtomicReference<String> token = new AtomicReference<>();
        probe.fail("completeUpload", new DriverException(ErrorCode.UNAVAILABLE, "down."));
        fails(ErrorCode.UNAVAILABLE, () -> bucket.upload("k", file, DEFAULTS.resumable(token::set)));
        probe.fail("completeUpload", null);
        assertThat(bucket.abandonedUploads()).singleElement().satisfies(upload -> {
            assertThat(upload.key()).isEqualTo("k");
            assertThat(upload.token()).isEqualTo(told(token));
        });
        assertThat(bucket.exists("k")).isFalse();
        fails(ErrorCode.INVALID_REQUEST, () -> bucket.upload("other", file, DEFAULTS.resume(told(token))));

        probe.reset();
        bucket.upload("k", file, DEFAULTS.resume(told(token)));
        assertThat(probe.calls()).contains("listParts", "completeUpload");
        if (bucket.support(StorageFeature.CHECKSUM).isUsable()) {
            assertThat(probe.calls()).doesNotContain("uploadPart");
        }
        assertThat(bucket.getBytes("k")).isEqualTo(bytes);
        assertThat(bucket.abandonedUploads()).isEmpty();
        fails(ErrorCode.NOT_FOUND, () -> bucket.upload("k", file, DEFAULTS.resume(told(token))));
        assertThat(bucket.getBytes("k")).isEqualTo(bytes);
    }

    @Test
    protected void upload_resumedWithAnotherFile_sendsWhatDiffers() throws IOException {
        DriverProbe probe = new DriverProbe();
        Bucket bucket = opened(builder().layer(probe)).bucket("bucket");
        if (!bucket.support(StorageFeature.RESUMABLE_UPLOADS).isUsable()) {
            fails(ErrorCode.UNSUPPORTED, bucket::abandonedUploads);
            return;
        }
        byte[] bytes = BucketTransferSuite.bytes(LARGE);
        Path file = file("f", bytes);
        AtomicReference<String> token = new AtomicReference<>();
        probe.fail("completeUpload", new DriverException(ErrorCode.UNAVAILABLE, "down."));
        fails(ErrorCode.UNAVAILABLE, () -> bucket.upload("k", file, DEFAULTS.resumable(token::set)));
        probe.fail("completeUpload", null);
        bytes[LARGE - 1]++;
        Files.write(file, bytes);
        bucket.upload("k", file, DEFAULTS.resume(told(token)));
        assertThat(bucket.getBytes("k")).isEqualTo(bytes);
    }

    @Test
    protected void abandon_removesTheUpload() throws IOException {
        DriverProbe probe = new DriverProbe();
        Bucket bucket = opened(builder().layer(probe)).bucket("bucket");
        if (!bucket.support(StorageFeature.RESUMABLE_UPLOADS).isUsable()) {
            fails(ErrorCode.UNSUPPORTED, bucket::abandonedUploads);
            return;
        }
        AtomicReference<String> token = new AtomicReference<>();
        Path file = file("f", BucketTransferSuite.bytes(LARGE));
        probe.fail("completeUpload", new DriverException(ErrorCode.UNAVAILABLE, "down."));
        fails(ErrorCode.UNAVAILABLE, () -> bucket.upload("k", file, DEFAULTS.resumable(token::set)));
        bucket.abandon(told(token));
        bucket.abandon(told(token));
        assertThat(bucket.abandonedUploads()).isEmpty();
        fails(ErrorCode.INVALID_REQUEST, () -> bucket.abandon("nonsense"));
    }
}
