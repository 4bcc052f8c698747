package io.midplatform.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.spi.DriverException;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.BucketWriter;
import io.midplatform.storage.Checksum;
import io.midplatform.storage.PutOptions;
import io.midplatform.storage.PutResult;
import io.midplatform.testkit.DriverProbe;
import io.midplatform.testkit.HostileData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What {@code writer} promises. */
public abstract class BucketWriterSuite extends BucketSuite {
    /** For providers. */
    protected BucketWriterSuite() {}

    @Test
    protected void writer_committed_isVisibleAsAWhole() throws IOException {
        Bucket bucket = platform().bucket("bucket");
        try (BucketWriter writer = bucket.writer("r.csv")) {
            writer.write("a,b\n".getBytes(StandardCharsets.UTF_8));
            writer.write('1');
            writer.flush();
            assertThat(bucket.exists("r.csv")).as("before the commit").isFalse();
            PutResult result = writer.commit();
            assertThat(result.size()).isEqualTo(5);
        }
        assertThat(bucket.getString("r.csv")).isEqualTo("a,b\n1");
        assertThat(bucket.head("r.csv").orElseThrow().contentType()).startsWith("text/csv");
    }

    @Test
    protected void writer_closedWithoutCommit_leavesNothing() throws IOException {
        DriverProbe probe = new DriverProbe();
        Bucket bucket = opened(builder().layer(probe)).bucket("bucket");
        bucket.put("k", "old");
        try (BucketWriter writer = bucket.writer("k")) {
            writer.write(new byte[HostileData.OVER_ONE_PART]);
        }
        assertThat(bucket.getString("k")).isEqualTo("old");
        assertThat(probe.calls()).contains("startUpload", "abortUpload");
        try (BucketWriter writer = bucket.writer("new")) {
            writer.write(1);
        }
        assertThat(bucket.exists("new")).isFalse();
    }

    @Test
    protected void writer_nothingWritten_commitsAnEmptyObject() {
        Bucket bucket = platform().bucket("bucket");
        try (BucketWriter writer = bucket.writer("k")) {
            writer.commit();
        }
        assertThat(bucket.getBytes("k")).isEmpty();
    }

    @Test
    protected void writer_manyParts_areInOrder() throws IOException {
        Bucket bucket = platform().bucket("bucket");
        byte[] large = new byte[2 * HostileData.OVER_ONE_PART];
        new Random(3).nextBytes(large);
        try (BucketWriter writer = bucket.writer("k")) {
            for (int at = 0; at < large.length; at += 70_001) {
                writer.write(large, at, Math.min(70_001, large.length - at));
            }
            writer.commit();
        }
        assertThat(bucket.getBytes("k")).isEqualTo(large);
    }

    @Test
    protected void writer_conditions_areCheckedAtCommit() throws IOException {
        sooner(10);
    }

    @Test
    protected void writer_conditionsInParts_areCheckedAtCommit() throws IOException {
        sooner(HostileData.OVER_ONE_PART);
    }

    private void sooner(int size) throws IOException {
        Bucket bucket = platform().bucket("bucket");
        try (BucketWriter writer = bucket.writer("k", PutOptions.defaults().onlyIfAbsent())) {
            writer.write(new byte[size]);
            bucket.put("k", "sooner");
            fails(ErrorCode.ALREADY_EXISTS, writer::commit);
            assertThatIllegalStateException().isThrownBy(writer::commit);
        }
        assertThat(bucket.getString("k")).isEqualTo("sooner");
    }

    @Test
    protected void writer_expectedChecksum_isVerified() throws IOException {
        Bucket bucket = platform().bucket("bucket");
        PutOptions wrong = PutOptions.defaults().checksum(Checksum.crc32c(new byte[] {9}));
        try (BucketWriter writer = bucket.writer("k", wrong)) {
            writer.write(new byte[HostileData.OVER_ONE_PART]);
            fails(ErrorCode.CORRUPT, writer::commit);
        }
        assertThat(bucket.exists("k")).isFalse();
    }

    @Test
    protected void writer_afterItsEnd_isIllegalState() throws IOException {
        Bucket bucket = platform().bucket("bucket");
        BucketWriter writer = bucket.writer("k");
        writer.commit();
        assertThatIllegalStateException().isThrownBy(() -> writer.write(1));
        assertThatIllegalStateException().isThrownBy(writer::commit);
        writer.close();
        writer.close();
        assertThat(bucket.exists("k")).isTrue();
    }

    @Test
    protected void writer_driverFails_throwsIoExceptionWithTheCauseAndRemovesTheParts() {
        DriverProbe probe = new DriverProbe();
        Bucket bucket = opened(builder().layer(probe)).bucket("bucket");
        probe.fail("uploadPart", new DriverException(ErrorCode.UNAVAILABLE, "down."));
        BucketWriter writer = bucket.writer("k");
        assertThatThrownBy(() -> {
                    for (int part = 0; part < 10; part++) { // parts are sent beside the writing: a later write tells
                        writer.write(new byte[HostileData.OVER_ONE_PART]);
                    }
                })
                .isInstanceOf(IOException.class)
                .cause()
                .isInstanceOfSatisfying(
                        PlatformException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
        assertThatIllegalStateException().isThrownBy(() -> writer.write(1));
        assertThat(probe.calls()).contains("abortUpload");
        assertThat(bucket.exists("k")).isFalse();
    }
}
