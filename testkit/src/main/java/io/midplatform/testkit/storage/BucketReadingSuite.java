package io.midplatform.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.ByteRange;
import io.midplatform.storage.Checksum;
import io.midplatform.storage.GetOptions;
import io.midplatform.storage.ObjectInfo;
import io.midplatform.storage.StoredObject;
import io.midplatform.storage.spi.BucketDriver.OpenObject;
import io.midplatform.testkit.DriverProbe;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What {@code get}, {@code head} and {@code exists} promise. */
public abstract class BucketReadingSuite extends BucketSuite {
    /** For providers. */
    protected BucketReadingSuite() {}

    private static String range(Bucket bucket, ByteRange range) {
        try (StoredObject object = bucket.get("k", GetOptions.defaults().range(range))) {
            assertThat(object.info().size()).as("the whole object's size").isEqualTo(10);
            return object.text();
        }
    }

    @Test
    protected void get_range_givesThatPart() {
        Bucket bucket = platform().bucket("bucket");
        bucket.put("k", "0123456789");
        assertThat(range(bucket, ByteRange.of(0, 1))).isEqualTo("0");
        assertThat(range(bucket, ByteRange.of(3, 4))).isEqualTo("3456");
        assertThat(range(bucket, ByteRange.from(7))).isEqualTo("789");
        assertThat(range(bucket, ByteRange.last(2))).isEqualTo("89");
        assertThat(range(bucket, ByteRange.from(0))).isEqualTo("0123456789");
    }

    @Test
    protected void get_rangePastTheEnd_isClampedOrEmpty() {
        Bucket bucket = platform().bucket("bucket");
        bucket.put("k", "0123456789");
        assertThat(range(bucket, ByteRange.of(8, 100))).isEqualTo("89");
        assertThat(range(bucket, ByteRange.of(8, Long.MAX_VALUE))).isEqualTo("89");
        assertThat(range(bucket, ByteRange.of(10, 1))).isEmpty();
        assertThat(range(bucket, ByteRange.of(5000, 1))).isEmpty();
        assertThat(range(bucket, ByteRange.from(10))).isEmpty();
        assertThat(range(bucket, ByteRange.last(100))).isEqualTo("0123456789");
        assertThat(range(bucket, ByteRange.of(3, 0))).isEmpty();
        assertThat(range(bucket, ByteRange.last(0))).isEmpty();
    }

    @Test
    protected void get_rangeOfEmptyObject_isEmpty() {
        Bucket bucket = platform().bucket("bucket");
        bucket.put("e", "");
        for (ByteRange range : new ByteRange[] {ByteRange.of(0, 5), ByteRange.from(0), ByteRange.last(5)}) {
            try (StoredObject object = bucket.get("e", GetOptions.defaults().range(range))) {
                assertThat(object.bytes()).isEmpty();
            }
        }
    }

    @Test
    protected void range_negative_isAnIllegalArgument() {
        assertThatIllegalArgumentException().isThrownBy(() -> ByteRange.of(-1, 2));
        assertThatIllegalArgumentException().isThrownBy(() -> ByteRange.of(1, -2));
        assertThatIllegalArgumentException().isThrownBy(() -> ByteRange.from(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> ByteRange.last(-1));
    }

    @Test
    protected void get_missing_isNotFound() {
        Bucket bucket = platform().bucket("bucket");
        PlatformException thrown = fails(ErrorCode.NOT_FOUND, () -> bucket.get("missing"));
        assertThat(thrown.key()).contains("missing");
        assertThat(thrown.resource()).contains("bucket");
        assertThat(thrown.operation()).contains("get");
        fails(ErrorCode.NOT_FOUND, () -> bucket.getBytes("missing"));
        fails(ErrorCode.NOT_FOUND, () -> bucket.getIfChanged("missing", "e"));
        fails(
                ErrorCode.NOT_FOUND,
                () -> bucket.get("missing", GetOptions.defaults().range(ByteRange.of(0, 0))));
    }

    @Test
    protected void get_ifMatch_readsThatObjectOnly() {
        Bucket bucket = platform().bucket("bucket");
        String etag = bucket.put("k", "one").etag();
        try (StoredObject object = bucket.get("k", GetOptions.defaults().ifMatch(etag))) {
            assertThat(object.text()).isEqualTo("one");
        }
        bucket.put("k", "two");
        fails(
                ErrorCode.PRECONDITION_FAILED,
                () -> bucket.get("k", GetOptions.defaults().ifMatch(etag)));
        fails(
                ErrorCode.PRECONDITION_FAILED,
                () -> bucket.get("k", GetOptions.defaults().ifMatch(etag).range(ByteRange.of(0, 0))));
    }

    @Test
    protected void getIfChanged_unchanged_isEmpty() {
        Bucket bucket = platform().bucket("bucket");
        String etag = bucket.put("k", "one").etag();
        assertThat(bucket.getIfChanged("k", etag)).isEmpty();
        bucket.put("k", "two");
        Optional<StoredObject> changed = bucket.getIfChanged("k", etag);
        try (StoredObject object = changed.orElseThrow()) {
            assertThat(object.text()).isEqualTo("two");
        }
    }

    @Test
    protected void head_tellsWhatGetTells() {
        Bucket bucket = platform().bucket("bucket");
        bucket.put("k.txt", "hello");
        ObjectInfo head = bucket.head("k.txt").orElseThrow();
        try (StoredObject object = bucket.get("k.txt")) {
            assertThat(object.info().etag()).isEqualTo(head.etag());
            assertThat(object.info().lastModified()).isEqualTo(head.lastModified());
            assertThat(object.info().contentType()).isEqualTo(head.contentType());
        }
        assertThat(head.key()).isEqualTo("k.txt");
        assertThat(head.size()).isEqualTo(5);
    }

    @Test
    protected void head_missing_isEmpty() {
        Bucket bucket = platform().bucket("bucket");
        assertThat(bucket.head("missing")).isEmpty();
        assertThat(bucket.exists("missing")).isFalse();
        bucket.put("k", "x");
        assertThat(bucket.exists("k")).isTrue();
    }

    @Test
    protected void get_readerOpenDuringOverwriteAndDelete_readsItsObject() throws IOException {
        Bucket bucket = platform().bucket("bucket");
        bucket.put("k", "o".repeat(200_000));
        try (StoredObject object = bucket.get("k")) {
            assertThat(object.stream().read()).isEqualTo('o');
            bucket.put("k", "n".repeat(200_000));
            bucket.delete("k");
            assertThat(object.stream().readAllBytes()).hasSize(199_999).containsOnly('o');
        }
    }

    @Test
    protected void get_closedObject_isIllegalState() {
        Bucket bucket = platform().bucket("bucket");
        bucket.put("k", "x");
        StoredObject object = bucket.get("k");
        object.close();
        object.close();
        assertThatIllegalStateException().isThrownBy(object::bytes);
    }

    @Test
    protected void get_connectionLostMidBody_isResumedAtTheByteReached() {
        DriverProbe probe = new DriverProbe();
        AtomicInteger reads = new AtomicInteger();
        probe.change("read", opened -> reads.incrementAndGet() == 1 ? breaking((OpenObject) opened, 4) : opened);
        Bucket bucket = opened(builder().layer(probe)).bucket("bucket");
        bucket.put("k", "0123456789");
        assertThat(bucket.getString("k")).isEqualTo("0123456789");
        assertThat(reads).hasValue(2);
        reads.set(0);
        assertThat(range(bucket, ByteRange.of(1, 8))).isEqualTo("12345678");
        assertThat(reads).hasValue(2);
    }

    @Test
    protected void get_objectReplacedAfterConnectionLost_isNotMixed() throws IOException {
        DriverProbe probe = new DriverProbe();
        AtomicInteger reads = new AtomicInteger();
        probe.change("read", opened -> reads.incrementAndGet() == 1 ? breaking((OpenObject) opened, 4) : opened);
        Bucket bucket = opened(builder().layer(probe)).bucket("bucket");
        bucket.put("k", "0123456789");
        try (StoredObject object = bucket.get("k")) {
            bucket.put("k", "abcdefghij");
            assertThatThrownBy(() -> object.stream().readAllBytes())
                    .isInstanceOf(IOException.class)
                    .hasCauseInstanceOf(PlatformException.class)
                    .cause()
                    .hasMessageContaining("PRECONDITION_FAILED");
        }
    }

    @Test
    protected void get_connectionLostAgainAndAgain_fails() {
        DriverProbe probe = new DriverProbe();
        probe.change("read", opened -> breaking((OpenObject) opened, 0));
        Bucket bucket = opened(builder().layer(probe)).bucket("bucket");
        bucket.put("k", "0123456789");
        fails(ErrorCode.UNAVAILABLE, () -> bucket.getBytes("k"));
    }

    private static OpenObject breaking(OpenObject whole, int after) {
        return new OpenObject(whole.info(), new InputStream() {
            private int left = after;

            @Override
            public int read() throws IOException {
                if (left-- <= 0) {
                    throw new IOException(
                            "reset",
                            new DriverException(
                                    Failure.of(ErrorCode.UNAVAILABLE, "reset").retrying(), null));
                }
                return whole.stream().read();
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                int b = read();
                into[offset] = (byte) b;
                return b < 0 ? -1 : 1;
            }
        });
    }

    @Test
    protected void get_bytesThatDoNotMatchTheChecksum_isCorruptForWholeReadsOnly() {
        DriverProbe probe = new DriverProbe();
        Bucket bucket = opened(builder().layer(probe)).bucket("bucket");
        bucket.put("k", "0123456789");
        probe.change("read", opened -> {
            ObjectInfo info = ((OpenObject) opened).info();
            ObjectInfo lying = new ObjectInfo(
                    info.key(),
                    info.size(),
                    info.etag(),
                    info.lastModified(),
                    info.attributes(),
                    Checksum.crc32c(new byte[] {1}));
            return new OpenObject(lying, new ByteArrayInputStream("0123456789".getBytes(StandardCharsets.UTF_8)));
        });
        fails(ErrorCode.CORRUPT, () -> bucket.getBytes("k"));
        try (StoredObject object = bucket.get("k", GetOptions.defaults().range(ByteRange.of(0, 4)))) {
            assertThat(object.text()).isEqualTo("0123");
        }
    }
}
