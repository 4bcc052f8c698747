package io.midplatform.azure.blob;

import static io.midplatform.azure.blob.CannedBlob.ATTEMPTS;
import static io.midplatform.azure.blob.CannedBlob.created;
import static io.midplatform.azure.blob.CannedBlob.error;
import static io.midplatform.azure.blob.CannedBlob.fails;
import static io.midplatform.azure.blob.CannedBlob.ok;
import static io.midplatform.azure.blob.CannedBlob.status;
import static io.midplatform.azure.blob.CannedBlob.truncated;
import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.cloudtests.HttpFake.Reply;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.Content;
import io.midplatform.storage.DeleteOptions;
import io.midplatform.storage.ListEntry;
import io.midplatform.storage.ListOptions;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What answers are taken for: only Azure's own word that something is missing counts, and a list is read within the call. */
class BlobAnswerTest {
    private static final String LIST = "<EnumerationResults><Blobs><Blob><Name>a</Name><Properties>"
            + "<Last-Modified>Tue, 24 Nov 2026 10:00:00 GMT</Last-Modified><Etag>0x1</Etag>"
            + "<Content-Length>1</Content-Length></Properties></Blob></Blobs><NextMarker/></EnumerationResults>";

    private final CannedBlob wire = new CannedBlob();

    @AfterEach
    void close() {
        wire.close();
    }

    private static List<String> keys(Bucket bucket, Duration timeout) {
        return bucket.list(ListOptions.defaults().timeout(timeout)).stream()
                .map(ListEntry::key)
                .toList();
    }

    @Test
    void list_bodyBreaksOff_isTriedAgain() {
        wire.next(truncated(200, Map.of(), LIST.substring(0, 40), LIST.length()), ok(LIST));
        assertThat(keys(wire.bucket(), Duration.ofSeconds(30))).containsExactly("a");
        assertThat(wire.requests()).hasSize(2);
    }

    @Test
    void list_bodyStalls_endsWithTheDeadline() {
        Bucket bucket = wire.bucket("http.socket-timeout", "1h");
        wire.next(wire.stalled(200, Map.of(), LIST.substring(0, 40), LIST.length()));
        fails(ErrorCode.DEADLINE_EXCEEDED, () -> keys(bucket, Duration.ofSeconds(1)));
    }

    @Test
    void tags_bodyBreaksOff_isTriedAgain() {
        String tags = "<Tags><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tags>";
        wire.next(truncated(200, Map.of(), tags.substring(0, 30), tags.length()), ok(tags));
        assertThat(wire.bucket().tags("k")).containsExactly(Map.entry("a", "b"));
    }

    /** A page of a proxy or a portal is no empty list. */
    @Test
    void list_ofSomethingElse_isNoEmptyList() {
        wire.next(ok("<html><body>sign in</body></html>"), ok("<html><body>sign in</body></html>"));
        Bucket bucket = wire.bucket();
        fails(ErrorCode.UNAVAILABLE, () -> keys(bucket, Duration.ofSeconds(30)));
        fails(ErrorCode.UNAVAILABLE, () -> bucket.tags("k"));
    }

    /** Each answer of Azure's says its code in a header, of a HEAD too. */
    @Test
    void notFound_ofSomethingElse_isNoMissingBlob() {
        Reply page = status(404, Map.of("Content-Type", "text/html"), "<html>no such host</html>");
        wire.next(3, page);
        Bucket bucket = wire.bucket();
        fails(ErrorCode.NOT_FOUND, () -> bucket.delete("k"));
        fails(ErrorCode.NOT_FOUND, () -> bucket.exists("k"));
        fails(ErrorCode.NOT_FOUND, () -> bucket.head("k"));
        wire.next(error(404, "BlobNotFound"), error(404, "BlobNotFound"));
        bucket.delete("k");
        assertThat(bucket.exists("k")).isFalse();
    }

    /** Azure's answers begin so. */
    @Test
    void list_withAMarkOfByteOrder_isRead() {
        wire.next(ok("\ufeff<?xml version=\"1.0\" encoding=\"utf-8\"?>" + LIST));
        assertThat(keys(wire.bucket(), Duration.ofSeconds(30))).containsExactly("a");
    }

    /** Restoring never replaces what somebody has written meanwhile. */
    @Test
    void restore_ofAKeyThatIsThereAgain_leavesItAlone() {
        String versions = "<EnumerationResults><Blobs><Blob><Name>k</Name><VersionId>1</VersionId><Properties>"
                + "<Etag>0x1</Etag><Content-Length>3</Content-Length></Properties></Blob></Blobs>"
                + "<NextMarker/></EnumerationResults>";
        Bucket bucket = wire.bucket("versions", "true");
        wire.next(ok(versions), error(409, "BlobAlreadyExists"));
        bucket.delete("k", DeleteOptions.defaults().version("deletion"));
        assertThat(wire.requests().get(1).header("if-none-match")).isEqualTo("*");
        assertThat(wire.requests().get(1).header("x-ms-source-if-match")).isEqualTo("\"0x1\"");
    }

    @Test
    void metadata_thatLooksLikeOurs_isTheUsers() {
        wire.next(status(200, Map.of("ETag", "\"e1\"", "x-ms-meta-mp_2d_owner", "Zoe"), ""));
        assertThat(wire.bucket().head("k").orElseThrow().metadata()).containsExactly(Map.entry("mp-owner", "Zoe"));
    }

    @Test
    void source_thatIsBusy_isNoMissingRight() {
        wire.next(status(200, Map.of("ETag", "\"e1\"", "Content-Length", "3"), ""))
                .next(ATTEMPTS, error(503, "CannotVerifyCopySource"));
        PlatformException thrown =
                fails(ErrorCode.UNAVAILABLE, () -> wire.bucket().copy("from", "to"));
        assertThat(thrown.retryable()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void put_ofWhatIsOpened_closesIt(boolean works) {
        AtomicInteger open = new AtomicInteger();
        AtomicInteger opened = new AtomicInteger();
        Content content = Content.opened(7, () -> {
            open.incrementAndGet();
            opened.incrementAndGet();
            return counted(open);
        });
        if (works) {
            wire.next(error(500, "InternalError"), created());
            wire.bucket().put("k", content);
        } else {
            wire.next(ATTEMPTS, error(500, "InternalError"));
            fails(ErrorCode.UNAVAILABLE, () -> wire.bucket().put("k", content));
        }
        assertThat(opened).hasValueGreaterThan(2);
        assertThat(open).as("streams left open").hasValue(0);
    }

    private static InputStream counted(AtomicInteger open) {
        return new FilterInputStream(new ByteArrayInputStream(new byte[7])) {
            private boolean closed;

            @Override
            public void close() {
                if (!closed) {
                    closed = true;
                    open.decrementAndGet();
                }
            }
        };
    }

    @Test
    void put_interruptedInItsOnlyAttempt_isCancelled() {
        Bucket bucket = wire.bucket("retry.attempts", "1");
        wire.next(created(), created());
        bucket.put("k", "loads classes");
        Thread.currentThread().interrupt();
        try {
            fails(ErrorCode.CANCELLED, () -> bucket.put("k", Content.bytes(new byte[1 << 20])));
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            Thread.interrupted();
        }
    }
}
