package io.midplatform.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.midplatform.ErrorCode;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.Checksum;
import io.midplatform.storage.Content;
import io.midplatform.storage.ObjectInfo;
import io.midplatform.storage.PutOptions;
import io.midplatform.storage.PutResult;
import io.midplatform.storage.StorageFeature;
import io.midplatform.testkit.DriverProbe;
import io.midplatform.testkit.HostileData;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code put} promises. */
public abstract class BucketWritingSuite extends BucketSuite {
    private static final byte[] BYTES = "some bytes".getBytes(StandardCharsets.UTF_8);

    /** For providers. */
    protected BucketWritingSuite() {}

    @Test
    protected void put_text_readsBackAsText() {
        Bucket bucket = platform().bucket("bucket");
        PutResult result = bucket.put("k", "grüße \ud83d\ude00");
        assertThat(bucket.getString("k")).isEqualTo("grüße \ud83d\ude00");
        assertThat(result.key()).isEqualTo("k");
        assertThat(result.size()).isEqualTo(12);
        assertThat(result.etag()).isNotEmpty().doesNotContain("\"");
        assertThat(bucket.head("k").map(ObjectInfo::etag)).contains(result.etag());
    }

    @Test
    protected void put_emptyContent_isAnObject() {
        Bucket bucket = platform().bucket("bucket");
        bucket.put("k", new byte[0]);
        assertThat(bucket.getBytes("k")).isEmpty();
        assertThat(bucket.head("k").orElseThrow().size()).isZero();
    }

    @Test
    protected void put_buffer_readsItsRemainingBytesAndLeavesItsPosition() {
        Bucket bucket = platform().bucket("bucket");
        ByteBuffer heap = ByteBuffer.wrap(BYTES, 5, 3);
        ByteBuffer direct = ByteBuffer.allocateDirect(BYTES.length).put(BYTES).position(5);
        bucket.put("heap", Content.buffer(heap));
        bucket.put("direct", Content.buffer(direct));
        assertThat(bucket.getString("heap")).isEqualTo("byt");
        assertThat(bucket.getString("direct")).isEqualTo("bytes");
        assertThat(heap.position()).isEqualTo(5);
        assertThat(direct.position()).isEqualTo(5);
    }

    @Test
    protected void put_arrayChangedAfterwards_objectStays() {
        Bucket bucket = platform().bucket("bucket");
        byte[] mine = BYTES.clone();
        bucket.put("k", mine);
        mine[0] = 'X';
        byte[] read = bucket.getBytes("k");
        read[1] = 'X';
        assertThat(bucket.getBytes("k")).isEqualTo(BYTES);
    }

    @Test
    protected void put_file_readsItsBytes(@TempDir Path folder) throws IOException {
        Bucket bucket = platform().bucket("bucket");
        Path file = Files.write(folder.resolve("f"), BYTES);
        bucket.put("k", Content.file(file));
        assertThat(bucket.getBytes("k")).isEqualTo(BYTES);
    }

    @Test
    protected void put_fileThatShrinks_isInvalidAndLeavesNothing(@TempDir Path folder) throws IOException {
        Bucket bucket = platform().bucket("bucket");
        Path file = Files.write(folder.resolve("f"), BYTES);
        Content content = Content.file(file);
        Files.write(file, new byte[1]);
        fails(ErrorCode.INVALID_REQUEST, () -> bucket.put("k", content));
        assertThat(bucket.exists("k")).isFalse();
    }

    @Test
    protected void put_streamOfUnknownLength_readsToItsEndAndLeavesItOpen() {
        Bucket bucket = platform().bucket("bucket");
        AtomicBoolean closed = new AtomicBoolean();
        InputStream stream = new FilterInputStream(new ByteArrayInputStream(BYTES)) {
            @Override
            public void close() {
                closed.set(true);
            }
        };
        bucket.put("k", Content.stream(stream));
        assertThat(bucket.getBytes("k")).isEqualTo(BYTES);
        assertThat(closed).isFalse();
    }

    @Test
    protected void put_streamLargerThanParts_goesInPartsAndReadsBack() {
        byte[] large = new byte[HostileData.OVER_ONE_PART];
        new Random(7).nextBytes(large);
        Bucket bucket = platform().bucket("bucket");
        PutResult unknown = bucket.put("unknown", Content.stream(new ByteArrayInputStream(large)));
        PutResult known = bucket.put("known", Content.stream(new ByteArrayInputStream(large), large.length));
        assertThat(bucket.getBytes("unknown")).isEqualTo(large);
        assertThat(bucket.getBytes("known")).isEqualTo(large);
        assertThat(unknown.size()).isEqualTo(large.length);
        known.checksum().ifPresent(sum -> assertThat(sum).isEqualTo(Checksum.crc32c(large)));
    }

    @Test
    protected void put_streamOfAnotherLength_isInvalidAndLeavesNothing() {
        Bucket bucket = platform().bucket("bucket");
        fails(ErrorCode.INVALID_REQUEST, () -> bucket.put("short", stream(10, 11)));
        fails(ErrorCode.INVALID_REQUEST, () -> bucket.put("long", stream(11, 10)));
        fails(
                ErrorCode.INVALID_REQUEST,
                () -> bucket.put("short-parts", stream(HostileData.OVER_ONE_PART, HostileData.OVER_ONE_PART + 1)));
        fails(
                ErrorCode.INVALID_REQUEST,
                () -> bucket.put("long-parts", stream(HostileData.OVER_ONE_PART + 1, HostileData.OVER_ONE_PART)));
        assertThat(bucket.list()).isEmpty();
    }

    private static Content stream(int actual, long said) {
        return Content.stream(new ByteArrayInputStream(new byte[actual]), said);
    }

    @Test
    protected void put_streamThatBreaks_isInvalidWithTheCauseAndKeepsTheOldObject() {
        breaks(2_000_000);
    }

    @Test
    protected void put_streamThatBreaksAfterAPart_isInvalidWithTheCauseAndKeepsTheOldObject() {
        breaks(HostileData.OVER_ONE_PART);
    }

    private void breaks(int after) {
        Bucket bucket = platform().bucket("bucket");
        bucket.put("k", "old");
        IOException broken = new IOException("the sensor is gone");
        @SuppressWarnings("InputStreamSlowMultibyteRead") // slow will do
        InputStream stream = new InputStream() {
            private int left = after;

            @Override
            public int read() throws IOException {
                if (left-- <= 0) {
                    throw broken;
                }
                return 'x';
            }
        };
        assertThat(fails(ErrorCode.INVALID_REQUEST, () -> bucket.put("k", Content.stream(stream)))
                        .unwrap(IOException.class))
                .contains(broken);
        assertThat(bucket.getString("k")).isEqualTo("old");
    }

    @Test
    protected void put_again_replacesContentAndMetadataAndEtag() {
        Bucket bucket = platform().bucket("bucket");
        PutResult first =
                bucket.put("k", Content.text("old"), PutOptions.defaults().metadata(java.util.Map.of("a", "1")));
        PutResult second = bucket.put("k", "new");
        assertThat(bucket.getString("k")).isEqualTo("new");
        assertThat(bucket.head("k").orElseThrow().metadata()).isEmpty();
        assertThat(second.etag()).isNotEqualTo(first.etag());
    }

    @Test
    protected void put_onlyIfAbsent_createsOnce() {
        Bucket bucket = platform().bucket("bucket");
        PutOptions once = PutOptions.defaults().onlyIfAbsent();
        bucket.put("k", Content.text("first"), once);
        fails(ErrorCode.ALREADY_EXISTS, () -> bucket.put("k", Content.text("second"), once));
        assertThat(bucket.getString("k")).isEqualTo("first");
    }

    @Test
    protected void put_inPartsOnlyIfAbsent_createsOnce() {
        Bucket bucket = platform().bucket("bucket");
        PutOptions once = PutOptions.defaults().onlyIfAbsent();
        bucket.put("new", stream(HostileData.OVER_ONE_PART, HostileData.OVER_ONE_PART), once);
        assertThat(bucket.head("new").orElseThrow().size()).isEqualTo(HostileData.OVER_ONE_PART);
        bucket.put("k", "first");
        fails(
                ErrorCode.ALREADY_EXISTS,
                () -> bucket.put("k", stream(HostileData.OVER_ONE_PART, HostileData.OVER_ONE_PART), once));
        assertThat(bucket.getString("k")).isEqualTo("first");
    }

    @Test
    protected void put_ifMatch_replacesTheSameObjectOnly() {
        Bucket bucket = platform().bucket("bucket");
        String etag = bucket.put("k", "one").etag();
        PutOptions overOne = PutOptions.defaults().ifMatch(etag);
        bucket.put("k", Content.text("two"), overOne);
        fails(ErrorCode.PRECONDITION_FAILED, () -> bucket.put("k", Content.text("three"), overOne));
        fails(ErrorCode.PRECONDITION_FAILED, () -> bucket.put("missing", Content.text("x"), overOne));
        assertThat(bucket.getString("k")).isEqualTo("two");
        assertThat(bucket.exists("missing")).isFalse();
    }

    @Test
    protected void put_bothConditions_isInvalid() {
        Bucket bucket = platform().bucket("bucket");
        fails(
                ErrorCode.INVALID_REQUEST,
                () -> bucket.put(
                        "k",
                        Content.text("x"),
                        PutOptions.defaults().onlyIfAbsent().ifMatch("e")));
    }

    @Test
    protected void put_expectedChecksum_isVerified() {
        Bucket bucket = platform().bucket("bucket");
        PutOptions right = PutOptions.defaults().checksum(Checksum.crc32c(BYTES));
        PutOptions wrong = PutOptions.defaults().checksum(Checksum.crc32c(new byte[] {1}));
        bucket.put("k", Content.bytes(BYTES), right);
        bucket.put("s", Content.stream(new ByteArrayInputStream(BYTES)), right);
        fails(ErrorCode.CORRUPT, () -> bucket.put("k2", Content.bytes(BYTES), wrong));
        fails(ErrorCode.CORRUPT, () -> bucket.put("s2", Content.stream(new ByteArrayInputStream(BYTES)), wrong));
        assertThat(bucket.list().stream().map(e -> e.key())).containsExactly("k", "s");
    }

    @Test
    protected void put_checksum_isStored() {
        Bucket bucket = platform().bucket("bucket");
        PutResult result = bucket.put("k", BYTES);
        if (!bucket.support(StorageFeature.CHECKSUM).isUsable()) {
            assertThat(result.checksum()).isEmpty();
            assertThat(bucket.head("k").orElseThrow().checksum()).isEmpty();
            return;
        }
        assertThat(result.checksum()).contains(Checksum.crc32c(BYTES));
        assertThat(bucket.head("k").orElseThrow().checksum()).contains(Checksum.crc32c(BYTES));
    }

    @Test
    protected void put_overTheObjectLimit_isRefusedBeforeItIsWhole() {
        DriverProbe probe = new DriverProbe().limits(StorageLimitsOf.objectSize(2_000_000));
        Bucket bucket = opened(builder().layer(probe)).bucket("bucket");
        fails(ErrorCode.LIMIT_EXCEEDED, () -> bucket.put("k", new byte[2_000_001]));
        assertThat(probe.calls()).isEmpty();
        fails(ErrorCode.LIMIT_EXCEEDED, () -> bucket.put("k", stream(2_000_001, 2_000_001)));
        fails(
                ErrorCode.LIMIT_EXCEEDED,
                () -> bucket.put("k", Content.stream(new ByteArrayInputStream(new byte[2_000_001]))));
        assertThat(bucket.exists("k")).isFalse();
        bucket.put("k", new byte[2_000_000]);
    }

    @Test
    protected void put_overTheLimitOfOneRequest_goesInParts() {
        DriverProbe probe = new DriverProbe().limits(StorageLimitsOf.putSize(1000));
        Bucket bucket = opened(builder().layer(probe)).bucket("bucket");
        byte[] large = new byte[HostileData.OVER_ONE_PART];
        new Random(8).nextBytes(large);
        bucket.put("k", large);
        assertThat(probe.calls()).contains("startUpload", "completeUpload").doesNotContain("put");
        assertThat(bucket.getBytes("k")).isEqualTo(large);
    }

    @Test
    @SuppressWarnings("NullAway") // on purpose
    protected void put_null_isRefused() {
        Bucket bucket = platform().bucket("bucket");
        assertThatNullPointerException().isThrownBy(() -> bucket.put(null, "x"));
        assertThatNullPointerException().isThrownBy(() -> bucket.put("k", (String) null));
        assertThatNullPointerException().isThrownBy(() -> bucket.put("k", (byte[]) null));
        assertThatNullPointerException().isThrownBy(() -> bucket.put("k", (Content) null));
        assertThatNullPointerException().isThrownBy(() -> bucket.put("k", Content.text("x"), null));
    }

    @Test
    protected void put_textWithLoneSurrogate_isInvalid() {
        Bucket bucket = platform().bucket("bucket");
        fails(ErrorCode.INVALID_REQUEST, () -> bucket.put("k", "half \ud83d"));
        assertThat(bucket.exists("k")).isFalse();
    }
}
