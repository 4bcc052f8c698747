package io.midplatform.local.disk;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.Platform;
import io.midplatform.local.Durability;
import io.midplatform.spi.Deadline;
import io.midplatform.storage.AbandonedUpload;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.Checksum;
import io.midplatform.storage.TransferOptions;
import io.midplatform.storage.spi.BucketDriver;
import io.midplatform.storage.spi.UploadDriver.PendingUpload;
import io.midplatform.storage.spi.UploadDriver.SentPart;
import io.midplatform.testkit.TestTime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever moment a process is killed while it uploads: there is the object or the upload, no recorded part is torn, and another process resumes it.
 * More rounds: {@code -Dmidplatform.crash.rounds=1000}.
 */
@SuppressWarnings("try") // waiting for a killed child may be interrupted, which fails the test
class UploadCrashTest {
    private static final int ROUNDS = Integer.getInteger("midplatform.crash.rounds", 10);
    private static final int KEYS = 3;
    private static final int PART = 1 << 20;

    /** Whole parts, a last one that is short, and fewer of them. */
    private static final List<Integer> SIZES = List.of(24 * PART, 16 * PART + 4_711, 5 * PART + 1);

    private final TestTime time = new TestTime();
    private final Deadline deadline = Samples.soon(time);
    private final List<byte[]> contents = new ArrayList<>();
    private final List<Path> sources = new ArrayList<>();
    private final Set<Checksum> chunks = new HashSet<>();
    private int left;
    private int resumed;

    @TempDir
    Path folder;

    @Test
    @Timeout(value = 60, unit = TimeUnit.MINUTES) // for many rounds; ten take half a minute at most
    void kill_whileUploading_leavesWhatAnotherProcessResumes() throws Exception {
        makeFiles();
        Random random = new Random();
        for (int round = 1; round <= ROUNDS; round++) {
            run(round, random);
            checkParts();
            if (round % 3 != 0 || round == ROUNDS) { // else the next child finds them
                resume(random);
                checkFiles();
            }
        }
        assertThat(left).as("parts that were left").isPositive();
        assertThat(resumed).as("uploads that were resumed").isPositive();
    }

    private void makeFiles() throws Exception {
        for (int size : SIZES) {
            byte[] bytes = new byte[size];
            new Random(size).nextBytes(bytes);
            contents.add(bytes);
            sources.add(Files.write(folder.resolve("source-" + size), bytes));
            for (int from = 0; from < size; from += PART) {
                chunks.add(Checksum.crc32c(Arrays.copyOfRange(bytes, from, Math.min(size, from + PART))));
            }
        }
    }

    private Path store() {
        return folder.resolve("store");
    }

    private void run(int round, Random random) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(
                store().toString(),
                round % 2 == 0 ? "full" : "process",
                Integer.toString(KEYS),
                Boolean.toString(round % 3 == 1)));
        sources.forEach(source -> arguments.add(source.toString()));
        try (ChildJvm child = ChildJvm.start(
                List.of("-Xmx96m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
                UploadCrashChild.class,
                arguments.toArray(String[]::new))) {
            assertThat(child.line()).isEqualTo("READY");
            for (int uploads = random.nextInt(4); uploads > 0; uploads--) {
                assertThat(child.line()).isIn("UPLOADED", "RESUMED");
            }
            assertThat(child.endsWithin(random.nextInt(150))).isFalse();
            child.kill();
            assertThat(child.exitCode()).as("killed by us").isEqualTo(128 + 9);
        }
    }

    /** Each part that was recorded is there, and whole. */
    private void checkParts() throws Exception {
        try (DiskStore store = DiskStore.open(store(), Durability.PROCESS, time)) {
            BucketDriver bucket = store.bucket("crash", true);
            checkObjects(bucket);
            long recorded = store.database().read(session -> session.number("SELECT count(*) FROM parts"), deadline);
            List<SentPart> parts = new ArrayList<>();
            for (PendingUpload upload : Samples.uploads(bucket, "", deadline)) {
                parts.addAll(Samples.parts(bucket, upload.key(), upload.upload(), deadline));
            }
            assertThat(parts).as("none is torn").hasSize((int) recorded);
            assertThat(chunks)
                    .containsAll(parts.stream().map(SentPart::checksum).toList());
            left += parts.size();
        }
    }

    private void checkObjects(BucketDriver bucket) throws Exception {
        for (String key : Samples.keys(bucket, deadline)) {
            byte[] bytes = Samples.read(bucket, key, deadline);
            assertThat(bucket.stat(key, deadline).checksum()).contains(Checksum.crc32c(bytes));
            assertThat(contents.stream().filter(content -> Arrays.equals(content, bytes)))
                    .as(key)
                    .hasSize(1);
        }
    }

    /** With the same file or with another one, as it comes. */
    private void resume(Random random) throws Exception {
        try (Platform platform = UploadCrashChild.open(store(), "process")) {
            Bucket bucket = platform.bucket("crash");
            for (AbandonedUpload upload : bucket.abandonedUploads()) {
                int file = random.nextInt(SIZES.size());
                bucket.upload(
                        upload.key(),
                        sources.get(file),
                        TransferOptions.defaults().resume(upload.token()));
                assertThat(bucket.getBytes(upload.key())).isEqualTo(contents.get(file));
                resumed++;
            }
            assertThat(bucket.abandonedUploads()).isEmpty();
        }
    }

    private void checkFiles() throws Exception {
        try (DiskStore store = DiskStore.open(store(), Durability.PROCESS, time)) {
            BucketDriver bucket = store.bucket("crash", true);
            store.awaitSweep();
            checkObjects(bucket);
            assertThat(Samples.files(store())).hasSameSizeAs(Samples.keys(bucket, deadline));
        }
    }
}
