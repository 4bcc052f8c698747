package io.midplatform.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.Outcome;
import io.midplatform.spi.DriverException;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.ListEntry;
import io.midplatform.storage.StorageFeature;
import io.midplatform.storage.SyncOptions;
import io.midplatform.storage.TransferOptions;
import io.midplatform.storage.TransferReport;
import io.midplatform.testkit.DriverProbe;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code uploadDirectory}, {@code downloadDirectory} and {@code sync} promise. */
public abstract class BucketDirectorySuite extends BucketSuite {
    private static final TransferOptions DEFAULTS = TransferOptions.defaults();
    private static final SyncOptions SYNC = SyncOptions.defaults();

    /** Before anything that a provider writes. */
    private static final Instant LONG_AGO = Instant.parse("2001-02-03T04:05:06Z");

    /** After it. */
    private static final Instant LATER = Instant.parse("2101-02-03T04:05:06Z");

    /** Where the files are. */
    @TempDir
    protected Path temp;

    /** For providers. */
    @SuppressWarnings("NullAway.Init") // JUnit sets the folder
    protected BucketDirectorySuite() {}

    private Path source() {
        return temp.resolve("source");
    }

    private Path target() {
        return temp.resolve("target");
    }

    private Path file(String name, String text) throws IOException {
        return file(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private Path file(String name, byte[] bytes) throws IOException {
        Path file = source().resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
        return Files.setLastModifiedTime(file, FileTime.from(LONG_AGO));
    }

    private static List<String> keys(Bucket bucket) {
        return bucket.list().stream().map(ListEntry::key).toList();
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }

    @Test
    protected void directory_goesUpAndComesDown() throws IOException {
        Bucket bucket = platform().bucket("bucket");
        byte[] large = BucketTransferSuite.bytes(BucketTransferSuite.LARGE);
        file("a.txt", "a");
        file("sub/b.txt", "bb");
        file("sub/deeper/größe 1.txt", "");
        file("large", large);
        TransferReport up = bucket.uploadDirectory(source(), "up", DEFAULTS).throwIfAny();
        assertThat(up).isEqualTo(new TransferReport(4, 3 + large.length, 0, 0, List.of()));
        assertThat(keys(bucket))
                .containsExactlyInAnyOrder("up/a.txt", "up/large", "up/sub/b.txt", "up/sub/deeper/größe 1.txt");
        TransferReport down =
                bucket.downloadDirectory("up/", target(), DEFAULTS).throwIfAny();
        assertThat(down).isEqualTo(new TransferReport(4, 3 + large.length, 0, 0, List.of()));
        assertThat(names(target())).isEqualTo(names(source()));
        assertThat(Files.readAllBytes(target().resolve("large"))).isEqualTo(large);
        assertThat(target().resolve("sub/b.txt")).hasContent("bb");
        assertThat(bucket.downloadDirectory("none", target(), DEFAULTS).transferred())
                .isZero();
    }

    @Test
    protected void manyFiles_allArrive() throws IOException {
        Bucket bucket = platform().bucket("bucket");
        for (int i = 0; i < 60; i++) {
            file(i % 7 + "/" + i, "file " + i);
        }
        assertThat(bucket.uploadDirectory(source(), "", DEFAULTS).throwIfAny().transferred())
                .isEqualTo(60);
        assertThat(bucket.downloadDirectory("", target(), DEFAULTS).throwIfAny().transferred())
                .isEqualTo(60);
        assertThat(names(target())).isEqualTo(names(source()));
        assertThat(target().resolve("3/59")).hasContent("file 59");
    }

    @Test
    protected void oneFileThatFails_keepsNoOther() throws IOException {
        Bucket bucket = platform().bucket("bucket");
        file("good", "x");
        file("x".repeat(200) + "/" + "y".repeat(200) + "/" + "z".repeat(200) + "/" + "ü".repeat(100), "long");
        TransferReport report = bucket.uploadDirectory(source(), "p".repeat(300), DEFAULTS);
        assertThat(report.transferred()).isEqualTo(1);
        assertThat(report.failed()).singleElement().satisfies(failure -> {
            assertThat(failure.item()).startsWith("xxx");
            assertThat(failure.error().orElseThrow().code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        });
        fails(ErrorCode.INVALID_REQUEST, report::throwIfAny);
    }

    @Test
    protected void links_areNotFollowed() throws IOException {
        Bucket bucket = platform().bucket("bucket");
        file("good", "x");
        Path outside = Files.writeString(temp.resolve("outside"), "secret");
        Files.createSymbolicLink(source().resolve("link"), outside);
        TransferReport report = bucket.uploadDirectory(source(), "", DEFAULTS);
        assertThat(report.failed()).extracting(Outcome::item).containsExactly("link");
        assertThat(keys(bucket)).containsExactly("good");
        Files.createDirectories(target());
        Files.createSymbolicLink(target().resolve("sub"), Files.createDirectories(temp.resolve("elsewhere")));
        bucket.delete("good");
        bucket.put("sub/x", "x");
        TransferReport down = bucket.downloadDirectory("", target(), DEFAULTS);
        assertThat(down.failed()).extracting(Outcome::item).containsExactly("sub/x");
        assertThat(temp.resolve("elsewhere")).isEmptyDirectory();
    }

    @Test
    protected void keysThatLeadOut_areRefused() throws IOException {
        Bucket bucket = platform().bucket("bucket");
        bucket.put("p/good", "x");
        int refused = 0;
        for (String name : List.of("../out", "a/../../out", "/etc/out", "./a", "a//b", "..", "a/.", "x/")) {
            if (canHold(bucket, "p/" + name)) {
                refused++;
            }
        }
        TransferReport report = bucket.downloadDirectory("p", target(), DEFAULTS);
        assertThat(names(target())).containsExactly("good");
        assertThat(report.failed())
                .hasSize(refused)
                .allSatisfy(failure ->
                        assertThat(failure.error().orElseThrow().code()).isEqualTo(ErrorCode.INVALID_REQUEST));
        assertThat(temp.resolve("out")).doesNotExist();
    }

    /** Puts a byte there, if the provider holds such keys. */
    private static boolean canHold(Bucket bucket, String key) {
        try {
            bucket.put(key, "x");
            return bucket.exists(key) && keys(bucket).contains(key);
        } catch (io.midplatform.PlatformException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
            return false;
        }
    }

    @Test
    protected void sync_up_transfersOnlyWhatChanged() throws IOException {
        DriverProbe probe = new DriverProbe();
        Bucket bucket = opened(builder().layer(probe)).bucket("bucket");
        file("same", "same");
        file("changed", "old");
        bucket.put("p/extra", "extra");
        assertThat(bucket.sync(source(), "p", SYNC)).isEqualTo(new TransferReport(2, 7, 0, 0, List.of()));
        Files.setLastModifiedTime(file("changed", "new"), FileTime.from(LATER));
        file("added", "added");
        probe.reset();
        assertThat(bucket.sync(source(), "p", SYNC)).isEqualTo(new TransferReport(2, 8, 1, 0, List.of()));
        assertThat(probe.calls()).containsOnly("list", "put");
        assertThat(bucket.getString("p/changed")).isEqualTo("new");
        assertThat(bucket.exists("p/extra")).isTrue();
        Files.setLastModifiedTime(source().resolve("changed"), FileTime.from(LONG_AGO));
        Files.delete(source().resolve("same"));
        assertThat(bucket.sync(source(), "p", SYNC.deleteExtraneous()))
                .isEqualTo(new TransferReport(0, 0, 2, 2, List.of()));
        assertThat(keys(bucket)).containsExactly("p/added", "p/changed");
    }

    @Test
    protected void sync_down_transfersOnlyWhatChanged() throws IOException {
        Bucket bucket = platform().bucket("bucket");
        bucket.put("p/same", "same");
        bucket.put("p/sub/changed", "old");
        assertThat(bucket.sync("p", target(), SYNC)).isEqualTo(new TransferReport(2, 7, 0, 0, List.of()));
        assertThat(bucket.sync("p", target(), SYNC)).isEqualTo(new TransferReport(0, 0, 2, 0, List.of()));
        Files.setLastModifiedTime(target().resolve("sub/changed"), FileTime.from(LONG_AGO));
        Files.writeString(target().resolve("extra"), "extra");
        assertThat(bucket.sync("p", target(), SYNC)).isEqualTo(new TransferReport(1, 3, 1, 0, List.of()));
        assertThat(target().resolve("extra")).exists();
        assertThat(bucket.sync("p", target(), SYNC.deleteExtraneous()))
                .isEqualTo(new TransferReport(0, 0, 2, 1, List.of()));
        assertThat(names(target())).containsExactly("same", "sub/changed");
    }

    @Test
    protected void sync_byChecksum_seesWhatTimesHide() throws IOException {
        Bucket bucket = platform().bucket("bucket");
        file("f", "one");
        bucket.sync(source(), "p", SYNC);
        file("f", "two");
        assertThat(bucket.sync(source(), "p", SYNC).unchanged()).isEqualTo(1);
        assertThat(bucket.sync(source(), "p", SYNC.byChecksum()).transferred()).isEqualTo(1);
        assertThat(bucket.getString("p/f")).isEqualTo("two");
        if (bucket.support(StorageFeature.CHECKSUM).isUsable()) {
            assertThat(bucket.sync(source(), "p", SYNC.byChecksum()).unchanged())
                    .isEqualTo(1);
        }
    }

    @Test
    protected void sync_anythingFails_deletesNothing() throws IOException {
        DriverProbe probe = new DriverProbe();
        Bucket bucket = opened(builder().layer(probe)).bucket("bucket");
        bucket.put("p/extra", "extra");
        file("f", "x");
        probe.fail("put", new DriverException(ErrorCode.UNAVAILABLE, "down."));
        TransferReport report = bucket.sync(source(), "p", SYNC.deleteExtraneous());
        assertThat(report.failed()).hasSize(1);
        assertThat(report.deleted()).isZero();
        fails(ErrorCode.UNAVAILABLE, report::throwIfAny);
        probe.fail("put", null);
        probe.reset();
        fails(ErrorCode.INVALID_REQUEST, () -> bucket.sync(temp.resolve("mistyped"), "p", SYNC.deleteExtraneous()));
        assertThat(probe.calls()).isEmpty();
        assertThat(bucket.exists("p/extra")).isTrue();
    }

    @Test
    protected void directories_resume_isRefused() {
        Bucket bucket = platform().bucket("bucket");
        fails(ErrorCode.INVALID_REQUEST, () -> bucket.uploadDirectory(temp, "", DEFAULTS.resume("token")));
        fails(ErrorCode.INVALID_REQUEST, () -> bucket.uploadDirectory(temp, "", DEFAULTS.resumable(t -> {})));
    }
}
