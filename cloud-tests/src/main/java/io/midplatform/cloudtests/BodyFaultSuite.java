package io.midplatform.cloudtests;

import static io.midplatform.cloudtests.CannedBucket.ATTEMPTS;
import static io.midplatform.cloudtests.CannedBucket.fails;
import static io.midplatform.cloudtests.HttpFake.reset;
import static io.midplatform.cloudtests.HttpFake.status;
import static io.midplatform.cloudtests.HttpFake.truncated;
import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.cloudtests.HttpFake.Reply;
import io.midplatform.storage.ByteRange;
import io.midplatform.storage.GetOptions;
import io.midplatform.storage.StoredObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happens to the bytes of an object on their way: resumed at the byte reached, never mixed, never wrong. */
public abstract class BodyFaultSuite {
    private static final Map<String, String> E1 = Map.of("ETag", "\"e1\"");

    private final CannedBucket wire;

    /**
     * The suite on a server, which it closes.
     *
     * @param wire the server
     */
    protected BodyFaultSuite(CannedBucket wire) {
        this.wire = wire;
    }

    /** The service says that the object is another now. */
    protected abstract Reply changed();

    /** The service says that there is no such object. */
    protected abstract Reply missing();

    /** The service asks to slow down. */
    protected abstract Reply busy();

    /** The headers of an object whose checksum is not that of {@code 0123456789}. */
    protected abstract Map<String, String> wrongChecksum();

    @AfterEach
    protected void close() {
        wire.close();
    }

    private static Map<String, String> range(String range) {
        return Map.of("ETag", "\"e1\"", "Content-Range", "bytes " + range);
    }

    private void resumed(int at, String... ranges) {
        List<CannedBucket.Request> requests =
                wire.requests().subList(at, wire.requests().size());
        assertThat(requests).extracting(request -> request.header("range")).containsExactly(ranges);
        assertThat(requests)
                .allSatisfy(request -> assertThat(request.header("if-match")).isEqualTo("\"e1\""));
    }

    @Test
    protected void get_truncated_isResumedAtTheByteReached() {
        wire.next(truncated(200, E1, "0123", 10), status(206, range("4-9/10"), "456789"));
        assertThat(wire.bucket().getString("k")).isEqualTo("0123456789");
        resumed(1, "bytes=4-9");
    }

    @Test
    protected void get_truncatedTwice_isResumedTwice() {
        wire.next(
                truncated(200, E1, "0123", 10),
                truncated(206, range("4-9/10"), "45", 6),
                status(206, range("6-9/10"), "6789"));
        assertThat(wire.bucket().getString("k")).isEqualTo("0123456789");
        resumed(1, "bytes=4-9", "bytes=6-9");
    }

    @Test
    protected void get_rangeTruncated_isResumedWithinTheRange() {
        wire.next(truncated(206, range("2-7/10"), "234", 6), status(206, range("5-7/10"), "567"));
        GetOptions part = GetOptions.defaults().range(ByteRange.of(2, 6));
        try (StoredObject object = wire.bucket().get("k", part)) {
            assertThat(object.text()).isEqualTo("234567");
        }
        resumed(1, "bytes=5-7");
    }

    @Test
    protected void get_truncatedForEver_isUnavailable() {
        wire.next(truncated(200, E1, "0123", 10)).next(10, truncated(206, range("4-9/10"), "", 6));
        PlatformException thrown =
                fails(ErrorCode.UNAVAILABLE, () -> wire.bucket().getBytes("k"));
        assertThat(thrown.retryable()).isTrue();
        resumed(1, "bytes=4-9", "bytes=4-9", "bytes=4-9");
    }

    @Test
    protected void get_replacedAfterTruncation_isPreconditionFailed() {
        wire.next(truncated(200, E1, "0123", 10), changed());
        fails(ErrorCode.PRECONDITION_FAILED, () -> wire.bucket().getBytes("k"));
        resumed(1, "bytes=4-9");
    }

    @Test
    protected void get_deletedAfterTruncation_isNotFound() {
        wire.next(truncated(200, E1, "0123", 10), missing());
        fails(ErrorCode.NOT_FOUND, () -> wire.bucket().getBytes("k"));
        resumed(1, "bytes=4-9");
    }

    @Test
    protected void get_resumeFailsAtFirst_isTriedAgainByTheSdk() {
        wire.next(truncated(200, E1, "0123", 10), busy(), reset()).next(status(206, range("4-9/10"), "456789"));
        assertThat(wire.bucket().getString("k")).isEqualTo("0123456789");
        resumed(1, "bytes=4-9", "bytes=4-9", "bytes=4-9");
    }

    @Test
    protected void get_stalledBody_isResumedAfterTheSocketTimeout() {
        wire.next(wire.stalled(200, E1, "0123", 10), status(206, range("4-9/10"), "456789"));
        assertThat(wire.bucket("http.socket-timeout", "3s").getString("k")).isEqualTo("0123456789");
        resumed(1, "bytes=4-9");
    }

    @Test
    protected void get_connectionReset_isUnavailableAfterAllAttempts() {
        wire.next(ATTEMPTS, reset());
        fails(ErrorCode.UNAVAILABLE, () -> wire.bucket().getBytes("k"));
        assertThat(wire.requests()).hasSize(ATTEMPTS);
    }

    @Test
    protected void get_otherBytesThanTheChecksum_isCorrupt() {
        Map<String, String> headers = new HashMap<>(E1);
        headers.putAll(wrongChecksum());
        wire.next(status(200, headers, "0123456789"));
        fails(ErrorCode.CORRUPT, () -> wire.bucket().getBytes("k"));
        assertThat(wire.requests()).hasSize(1);
    }

    @Test
    protected void get_rangeThatTheStoreIgnores_isUnsupportedNotMixed() {
        wire.next(truncated(200, E1, "0123", 10), status(200, E1, "0123456789"));
        fails(ErrorCode.UNSUPPORTED, () -> wire.bucket().getBytes("k"));
        resumed(1, "bytes=4-9");
    }
}
