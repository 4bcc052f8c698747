package io.midplatform.azure.blob;

import static io.midplatform.azure.blob.BlobFaultTest.fails;
import static io.midplatform.azure.blob.CannedBlob.ATTEMPTS;
import static io.midplatform.azure.blob.CannedBlob.error;
import static io.midplatform.azure.blob.CannedBlob.reset;
import static io.midplatform.azure.blob.CannedBlob.status;
import static io.midplatform.azure.blob.CannedBlob.truncated;
import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.azure.blob.CannedBlob.Answer;
import io.midplatform.storage.ByteRange;
import io.midplatform.storage.GetOptions;
import io.midplatform.storage.StoredObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happens to the bytes of an object on their way: resumed at the byte reached, never mixed, never wrong. */
class BlobBodyFaultTest {
    private static final Map<String, String> E1 = Map.of("ETag", "\"e1\"");

    private final CannedBlob wire = new CannedBlob();

    @AfterEach
    void close() {
        wire.close();
    }

    private static Map<String, String> range(String range) {
        return Map.of("ETag", "\"e1\"", "Content-Range", "bytes " + range);
    }

    private void resumed(int at, String... ranges) {
        List<CannedBlob.Request> requests =
                wire.requests().subList(at, wire.requests().size());
        assertThat(requests).extracting(request -> request.header("range")).containsExactly(ranges);
        assertThat(requests)
                .allSatisfy(request -> assertThat(request.header("if-match")).isEqualTo("\"e1\""));
    }

    @Test
    void get_truncated_isResumedAtTheByteReached() {
        wire.next(truncated(200, E1, "0123", 10), status(206, range("4-9/10"), "456789"));
        assertThat(wire.bucket().getString("k")).isEqualTo("0123456789");
        resumed(1, "bytes=4-9");
    }

    @Test
    void get_truncatedTwice_isResumedTwice() {
        wire.next(
                truncated(200, E1, "0123", 10),
                truncated(206, range("4-9/10"), "45", 6),
                status(206, range("6-9/10"), "6789"));
        assertThat(wire.bucket().getString("k")).isEqualTo("0123456789");
        resumed(1, "bytes=4-9", "bytes=6-9");
    }

    @Test
    void get_rangeTruncated_isResumedWithinTheRange() {
        wire.next(truncated(206, range("2-7/10"), "234", 6), status(206, range("5-7/10"), "567"));
        GetOptions part = GetOptions.defaults().range(ByteRange.of(2, 6));
        try (StoredObject object = wire.bucket().get("k", part)) {
            assertThat(object.text()).isEqualTo("234567");
        }
        resumed(1, "bytes=5-7");
    }

    @Test
    void get_truncatedForEver_isUnavailable() {
        wire.next(truncated(200, E1, "0123", 10)).next(10, truncated(206, range("4-9/10"), "", 6));
        PlatformException thrown =
                fails(ErrorCode.UNAVAILABLE, () -> wire.bucket().getBytes("k"));
        assertThat(thrown.retryable()).isTrue();
        resumed(1, "bytes=4-9", "bytes=4-9", "bytes=4-9");
    }

    @Test
    void get_replacedAfterTruncation_isPreconditionFailed() {
        wire.next(truncated(200, E1, "0123", 10), error(412, "ConditionNotMet"));
        fails(ErrorCode.PRECONDITION_FAILED, () -> wire.bucket().getBytes("k"));
        resumed(1, "bytes=4-9");
    }

    @Test
    void get_deletedAfterTruncation_isNotFound() {
        wire.next(truncated(200, E1, "0123", 10), error(404, "BlobNotFound"));
        fails(ErrorCode.NOT_FOUND, () -> wire.bucket().getBytes("k"));
        resumed(1, "bytes=4-9");
    }

    @Test
    void get_resumeFailsAtFirst_isTriedAgainByTheSdk() {
        wire.next(truncated(200, E1, "0123", 10), error(503, "ServerBusy"), reset())
                .next(status(206, range("4-9/10"), "456789"));
        assertThat(wire.bucket().getString("k")).isEqualTo("0123456789");
        resumed(1, "bytes=4-9", "bytes=4-9", "bytes=4-9");
    }

    @Test
    void get_stalledBody_isResumedAfterTheSocketTimeout() {
        wire.next(wire.stalled(200, E1, "0123", 10), status(206, range("4-9/10"), "456789"));
        assertThat(wire.bucket("http.socket-timeout", "100ms").getString("k")).isEqualTo("0123456789");
        resumed(1, "bytes=4-9");
    }

    @Test
    void get_connectionReset_isUnavailableAfterAllAttempts() {
        wire.next(ATTEMPTS, reset());
        fails(ErrorCode.UNAVAILABLE, () -> wire.bucket().getBytes("k"));
        assertThat(wire.requests()).hasSize(ATTEMPTS);
    }

    @Test
    void get_otherBytesThanTheChecksum_isCorrupt() {
        Answer wrong = status(200, Map.of("ETag", "\"e1\"", "x-ms-meta-mp_crc32c", "00000000-10"), "0123456789");
        wire.next(wrong);
        fails(ErrorCode.CORRUPT, () -> wire.bucket().getBytes("k"));
        assertThat(wire.requests()).hasSize(1);
    }

    @Test
    void get_rangeThatTheStoreIgnores_isUnsupportedNotMixed() {
        wire.next(truncated(200, E1, "0123", 10), status(200, E1, "0123456789"));
        fails(ErrorCode.UNSUPPORTED, () -> wire.bucket().getBytes("k"));
        resumed(1, "bytes=4-9");
    }
}
