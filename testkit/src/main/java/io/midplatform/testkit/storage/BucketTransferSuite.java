package io.midplatform.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.spi.DriverException;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.Checksum;
import io.midplatform.storage.ObjectInfo;
import io.midplatform.storage.PutOptions;
import io.midplatform.storage.PutResult;
import io.midplatform.storage.StorageFeature;
import io.midplatform.storage.TransferOptions;
import io.midplatform.storage.TransferProgress;
import io.midplatform.storage.spi.BucketDriver.OpenObject;
import io.midplatform.testkit.DriverProbe;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code upload} and {@code download} promise for one file. */
public abstract class BucketTransferSuite extends BucketSuite {
    /** In parts on every provider: the largest part size there is twice over, and a little. */
    static final int LARGE = (20 << 20) + 4_711;

    private static final TransferOptions DEFAULTS = TransferOptions.defaults();

    /** Where the files are. */
    @TempDir
    protected Path folder;

    /** For providers. */
    @SuppressWarnings("NullAway.Init") // JUnit sets the folder
    protected BucketTransferSuite() {}

    static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private Path file(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    @Test
    protected void upload_smallFile_isOneRequest() throws IOException {
        DriverProbe probe = new DriverProbe();
        Bucket bucket = opened(builder().layer(probe)).bucket("bucket");
        PutResult result =
                bucket.upload("a.txt", file("small", "small".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        assertThat(probe.calls()).containsExactly("put");
        assertThat(result.size()).isEqualTo(5);
        assertThat(bucket.getString("a.txt")).isEqualTo("small");
        assertThat(bucket.head("a.txt").orElseThrow().contentType()).startsWith("text/plain");
        assertThat(bucket.upload("empty", file("empty", new byte[0])).size()).isZero();
        assertThat(bucket.getBytes("empty")).isEmpty();
    }

    @Test
    protected void upload_largeFile_goesInPartsAndComesBack() throws IOException {
        DriverProbe probe = new DriverProbe();
        Bucket bucket = opened(builder().layer(probe)).bucket("bucket");
        byte[] bytes = bytes(LARGE);
        PutResult result = bucket.upload(
                "large",
                file("large", bytes),
                DEFAULTS.put(
                        PutOptions.defaults().contentType("application/x-large").metadata(Map.of("a", "b"))));
        assertThat(result.size()).isEqualTo(LARGE);
        assertThat(probe.calls())
                .contains("startUpload", "uploadPart", "completeUpload")
                .doesNotContain("put");
        ObjectInfo info = bucket.download("large", folder.resolve("back"));
        assertThat(Files.readAllBytes(folder.resolve("back"))).isEqualTo(bytes);
        assertThat(info.contentType()).isEqualTo("application/x-large");
        assertThat(info.metadata()).containsEntry("a", "b");
        assertThat(info.etag()).isEqualTo(result.etag());
        if (bucket.support(StorageFeature.CHECKSUM).isUsable()) {
            assertThat(info.checksum()).contains(Checksum.crc32c(bytes));
        }
        bucket.upload("large", folder.resolve("back"), DEFAULTS.parallel(1));
        bucket.download("large", folder.resolve("again"), DEFAULTS.parallel(1));
        assertThat(Files.readAllBytes(folder.resolve("again"))).isEqualTo(bytes);
    }

    @Test
    protected void transfers_tellTheirProgress() throws IOException {
        Bucket bucket = platform().bucket("bucket");
        for (int size : new int[] {1_000, LARGE}) {
            List<TransferProgress> told = Collections.synchronizedList(new ArrayList<>());
            bucket.upload("k", file("f", bytes(size)), DEFAULTS.progress(told::add));
            assertProgress(told, size);
            told.clear();
            bucket.download("k", folder.resolve("g"), DEFAULTS.progress(told::add));
            assertProgress(told, size);
        }
        bucket.upload("k", file("f", bytes(10)), DEFAULTS.progress(p -> {
            throw new IllegalStateException("a listener disturbs nobody");
        }));
        assertThat(bucket.getBytes("k")).hasSize(10);
    }

    private static void assertProgress(List<TransferProgress> told, long size) {
        assertThat(told).isNotEmpty();
        assertThat(told.stream().map(TransferProgress::bytes).toList()).isSorted();
        TransferProgress last = told.get(told.size() - 1);
        assertThat(last.bytes()).isEqualTo(size);
        assertThat(last.total()).isEqualTo(size);
    }

    @Test
    protected void upload_fails_leavesNothing() throws IOException {
        DriverProbe probe = new DriverProbe();
        Bucket bucket = opened(builder().layer(probe)).bucket("bucket");
        bucket.put("k", "old");
        Path file = file("f", bytes(LARGE));
        for (String step : List.of("startUpload", "uploadPart", "completeUpload")) {
            probe.reset();
            probe.fail(step, new DriverException(ErrorCode.UNAVAILABLE, "down."));
            fails(ErrorCode.UNAVAILABLE, () -> bucket.upload("k", file));
            probe.fail(step, null);
            if (!step.equals("startUpload")) {
                assertThat(probe.calls()).contains("abortUpload");
            }
            assertThat(probe.running()).as("nothing runs any more").isZero();
        }
        assertThat(bucket.getString("k")).isEqualTo("old");
        if (bucket.support(StorageFeature.RESUMABLE_UPLOADS).isUsable()) {
            assertThat(bucket.abandonedUploads()).isEmpty();
        }
    }

    @Test
    protected void transfers_outOfTime_leaveNothing() throws IOException {
        DriverProbe probe = new DriverProbe();
        Bucket bucket = opened(builder().layer(probe)).bucket("bucket");
        Path file = file("f", bytes(LARGE));
        probe.fail("uploadPart", new TimeoutException());
        assertThat(fails(ErrorCode.DEADLINE_EXCEEDED, () -> bucket.upload("k", file))
                        .ambiguous())
                .isTrue();
        assertThat(probe.calls()).contains("abortUpload").doesNotContain("completeUpload");
        probe.fail("uploadPart", null);
        bucket.upload("k", file);
        Path target = folder.resolve("target");
        probe.fail("read", new TimeoutException());
        fails(ErrorCode.DEADLINE_EXCEEDED, () -> bucket.download("k", target));
        assertThat(target).doesNotExist();
        assertThat(probe.running()).isZero();
    }

    @Test
    protected void upload_conditions_hold() throws IOException {
        Bucket bucket = platform().bucket("bucket");
        if (!bucket.support(StorageFeature.CONDITIONAL_PUT).isUsable()) {
            TransferOptions once = DEFAULTS.put(PutOptions.defaults().onlyIfAbsent());
            fails(ErrorCode.UNSUPPORTED, () -> bucket.upload("k", file("f", bytes(1)), once));
            return;
        }
        bucket.put("k", "old");
        for (int size : new int[] {10, LARGE}) {
            Path file = file("f", bytes(size));
            fails(
                    ErrorCode.ALREADY_EXISTS,
                    () -> bucket.upload(
                            "k", file, DEFAULTS.put(PutOptions.defaults().onlyIfAbsent())));
        }
        assertThat(bucket.getString("k")).isEqualTo("old");
    }

    @Test
    protected void upload_expectedChecksum_isVerified() throws IOException {
        Bucket bucket = platform().bucket("bucket");
        TransferOptions wrong = DEFAULTS.put(PutOptions.defaults().checksum(Checksum.crc32c(new byte[] {1})));
        for (int size : new int[] {10, LARGE}) {
            Path file = file("f", bytes(size));
            fails(ErrorCode.CORRUPT, () -> bucket.upload("k", file, wrong));
            TransferOptions right =
                    DEFAULTS.put(PutOptions.defaults().checksum(Checksum.crc32c(Files.readAllBytes(file))));
            assertThat(bucket.upload("ok", file, right).size()).isEqualTo(size);
        }
        assertThat(bucket.exists("k")).isFalse();
    }

    @Test
    protected void upload_fileThatChanges_isRefused() throws IOException {
        Bucket bucket = platform().bucket("bucket");
        Path file = file("f", bytes(LARGE));
        List<TransferProgress> told = Collections.synchronizedList(new ArrayList<>());
        TransferOptions changing = DEFAULTS.parallel(1).progress(progress -> {
            if (told.isEmpty()) {
                shorten(file);
            }
            told.add(progress);
        });
        fails(ErrorCode.INVALID_REQUEST, () -> bucket.upload("k", file, changing));
        assertThat(bucket.exists("k")).isFalse();
    }

    private static void shorten(Path file) {
        try (java.nio.channels.FileChannel channel =
                java.nio.channels.FileChannel.open(file, java.nio.file.StandardOpenOption.WRITE)) {
            channel.truncate(LARGE - 1);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    protected void upload_fileThatCannotBeRead_isRefusedBeforeAnyIo() {
        DriverProbe probe = new DriverProbe();
        Bucket bucket = opened(builder().layer(probe)).bucket("bucket");
        fails(ErrorCode.INVALID_REQUEST, () -> bucket.upload("k", folder.resolve("missing")));
        fails(ErrorCode.INVALID_REQUEST, () -> bucket.upload("k", folder));
        assertThat(probe.calls()).isEmpty();
    }

    @Test
    protected void download_fails_leavesTheFileAsItWas() throws IOException {
        DriverProbe probe = new DriverProbe();
        Bucket bucket = opened(builder().layer(probe)).bucket("bucket");
        Path file = file("f", new byte[] {1});
        fails(ErrorCode.NOT_FOUND, () -> bucket.download("missing", file));
        bucket.put("k", bytes(100));
        probe.fail("read", new DriverException(ErrorCode.UNAVAILABLE, "down."));
        fails(ErrorCode.UNAVAILABLE, () -> bucket.download("k", file));
        probe.fail("read", null);
        assertThat(Files.readAllBytes(file)).containsExactly(1);
        probe.reset();
        fails(ErrorCode.INVALID_REQUEST, () -> bucket.download("k", folder));
        fails(
                ErrorCode.INVALID_REQUEST,
                () -> bucket.download("k", folder.resolve("no").resolve("folder")));
        assertThat(probe.calls()).isEmpty();
        bucket.download("k", file);
        assertThat(Files.readAllBytes(file)).isEqualTo(bytes(100));
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).as("no temporary file").containsExactly(file);
        }
    }

    @Test
    protected void download_bodiesThatBreakOff_goOnAtTheByteReached() throws IOException {
        DriverProbe probe = new DriverProbe();
        Bucket bucket = opened(builder().layer(probe)).bucket("bucket");
        byte[] bytes = bytes(LARGE);
        bucket.upload("k", file("f", bytes));
        AtomicInteger reads = new AtomicInteger();
        probe.change("read", opened -> {
            OpenObject open = (OpenObject) opened;
            return reads.incrementAndGet() % 2 == 0 ? open : new OpenObject(open.info(), new Breaking(open.stream()));
        });
        for (int parallel : new int[] {1, 4}) {
            Path target = folder.resolve("target" + parallel);
            bucket.download("k", target, DEFAULTS.parallel(parallel));
            assertThat(Files.readAllBytes(target)).isEqualTo(bytes);
        }
    }

    @Test
    protected void download_objectReplacedMeanwhile_mixesNothing() throws IOException {
        DriverProbe probe = new DriverProbe();
        Bucket bucket = opened(builder().layer(probe)).bucket("bucket");
        bucket.upload("k", file("f", bytes(LARGE)));
        AtomicInteger reads = new AtomicInteger();
        probe.change("read", opened -> {
            if (reads.incrementAndGet() == 1) {
                bucket.put("k", "another object");
                return new OpenObject(((OpenObject) opened).info(), new Breaking(((OpenObject) opened).stream()));
            }
            return opened;
        });
        Path target = folder.resolve("target");
        fails(ErrorCode.PRECONDITION_FAILED, () -> bucket.download("k", target, DEFAULTS.parallel(4)));
        assertThat(target).doesNotExist();
    }

    /** Gives some bytes, then fails as a lost connection does. */
    private static final class Breaking extends FilterInputStream {
        private int left = 100_000;

        Breaking(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (left <= 0) {
                throw new IOException("connection reset");
            }
            int got = in.read(into, offset, Math.min(length, left));
            left -= got;
            return got;
        }
    }

    @Test
    protected void transfers_interrupted_areCancelledAndLeaveNothing() throws IOException {
        DriverProbe probe = new DriverProbe();
        Bucket bucket = opened(builder().layer(probe)).bucket("bucket");
        Path file = file("f", bytes(LARGE));
        TransferOptions interrupting =
                DEFAULTS.parallel(1).progress(progress -> Thread.currentThread().interrupt());
        fails(ErrorCode.CANCELLED, () -> bucket.upload("k", file, interrupting));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(bucket.exists("k")).isFalse();
        bucket.upload("k", file);
        Path target = folder.resolve("target");
        fails(ErrorCode.CANCELLED, () -> bucket.download("k", target, interrupting));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(target).doesNotExist();
        assertThat(probe.running()).isZero();
    }
}
