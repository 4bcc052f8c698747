package io.midplatform.azure.blob;

import static io.midplatform.azure.blob.CannedBlob.ATTEMPTS;
import static io.midplatform.azure.blob.CannedBlob.created;
import static io.midplatform.azure.blob.CannedBlob.error;
import static io.midplatform.azure.blob.CannedBlob.fails;
import static io.midplatform.azure.blob.CannedBlob.ok;
import static io.midplatform.azure.blob.CannedBlob.reset;
import static io.midplatform.azure.blob.CannedBlob.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.cloudtests.CannedBucket;
import io.midplatform.cloudtests.HttpFake.Reply;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.Content;
import io.midplatform.storage.DeleteOptions;
import io.midplatform.storage.GetOptions;
import io.midplatform.storage.PutOptions;
import io.midplatform.testkit.HostileData;
import io.midplatform.testkit.Planted;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What Blob Storage does on bad days and no emulator does: the code, the number of attempts, and nothing half-done. */
class BlobFaultTest {
    private static final PutOptions ABSENT = PutOptions.defaults().onlyIfAbsent();
    private static final PutOptions MATCH = PutOptions.defaults().ifMatch("e");

    private final CannedBlob wire = new CannedBlob();

    @AfterEach
    void close() {
        wire.close();
    }

    private static void putInParts(Bucket bucket, PutOptions options) {
        bucket.put("k", Content.stream(new ByteArrayInputStream(new byte[HostileData.OVER_ONE_PART])), options);
    }

    @Test
    void get_serverBusy_isThrottledAfterAllAttempts() {
        for (Reply busy : List.of(error(503, "ServerBusy"), error(429, "TooManyRequests"))) {
            int before = wire.requests().size();
            wire.next(ATTEMPTS, busy);
            PlatformException thrown =
                    fails(ErrorCode.THROTTLED, () -> wire.bucket().getBytes("k"));
            assertThat(thrown.retryable()).isTrue();
            assertThat(thrown.requestId()).contains("wire-1");
            assertThat(wire.requests()).hasSize(before + ATTEMPTS);
        }
    }

    @Test
    void put_serverBusyOnce_isTriedAgainWithTheSameBytes() {
        wire.next(error(503, "ServerBusy"), created());
        wire.bucket().put("k", "content");
        assertThat(wire.methods()).containsExactly("PUT", "PUT");
        assertThat(wire.requests())
                .allSatisfy(request -> assertThat(request.body()).isEqualTo("content"));
    }

    @Test
    void put_repeatableStream_isReadAnew() {
        wire.next(error(500, "InternalError"), reset(), created());
        byte[] bytes = "content".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        wire.bucket().put("k", Content.opened(bytes.length, () -> new ByteArrayInputStream(bytes)));
        assertThat(wire.requests())
                .hasSize(3)
                .allSatisfy(request -> assertThat(request.body()).isEqualTo("content"));
    }

    @Test
    void get_retryAfterBeyondTheDeadline_isNotWaitedFor() {
        wire.next(status(429, Map.of("Retry-After", "60", "x-ms-error-code", "TooManyRequests"), ""));
        GetOptions soon = GetOptions.defaults().timeout(Duration.ofSeconds(20));
        long before = System.nanoTime();
        fails(ErrorCode.THROTTLED, () -> wire.bucket().get("k", soon));
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(15));
        assertThat(wire.requests()).hasSize(1);
    }

    @Test
    void put_internalErrors_isUnavailableAndAmbiguous() {
        wire.next(ATTEMPTS, error(500, "InternalError"));
        PlatformException thrown =
                fails(ErrorCode.UNAVAILABLE, () -> wire.bucket().put("k", "x"));
        assertThat(thrown.ambiguous()).isTrue();
        assertThat(thrown.retryable()).isTrue();
        assertThat(wire.requests()).hasSize(ATTEMPTS);
    }

    @Test
    void put_oneAttempt_isTriedOnce() {
        wire.next(error(500, "InternalError"));
        fails(ErrorCode.UNAVAILABLE, () -> wire.bucket("retry.attempts", "1").put("k", "x"));
        assertThat(wire.requests()).hasSize(1);
    }

    @Test
    void put_connectionReset_isTriedAgainThenUnavailable() {
        wire.next(reset(), created());
        wire.bucket().put("k", "x");
        assertThat(wire.requests()).hasSize(2);
        wire.next(ATTEMPTS, reset());
        PlatformException thrown =
                fails(ErrorCode.UNAVAILABLE, () -> wire.bucket().put("k", "x"));
        assertThat(thrown.ambiguous()).isTrue();
        assertThat(wire.requests()).hasSize(2 + ATTEMPTS);
    }

    @Test
    void put_silence_endsWithTheDeadline() {
        Bucket bucket = wire.bucket();
        wire.next(created()).next(ATTEMPTS, wire.silence());
        bucket.put("k", "first"); // loads classes, which may take a while
        long before = System.nanoTime();
        PutOptions soon = PutOptions.defaults().timeout(Duration.ofSeconds(2));
        PlatformException thrown = fails(ErrorCode.DEADLINE_EXCEEDED, () -> bucket.put("k", Content.text("x"), soon));
        assertThat(thrown.ambiguous()).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(20));
        wire.awaitRequests(2);
        assertThat(wire.requests()).hasSize(2);
    }

    @Test
    void upload_partFails_isMarkedAsAbandonedWhereBlocksAre() {
        Reply answer = exchange -> ("GET".equals(exchange.getRequestMethod())
                        ? error(404, "BlobNotFound")
                        : error(500, "InternalError"))
                .to(exchange);
        wire.next(2 * ATTEMPTS + 2, answer);
        fails(ErrorCode.UNAVAILABLE, () -> putInParts(wire.bucket(), PutOptions.defaults()));
        assertThat(wire.methods()).startsWith("PUT", "PUT").containsOnly("PUT", "GET");
        assertThat(wire.requests())
                .filteredOn(request -> request.method().equals("GET"))
                .extracting(CannedBucket.Request::target)
                .containsExactly("/acme/bucket/k?comp=blocklist&blocklisttype=uncommitted");
    }

    @Test
    void complete_lostBlocks_isPreconditionFailedToSendAgain() {
        wire.next(created(), created(), error(400, "InvalidBlockList"), error(404, "BlobNotFound"));
        PlatformException thrown =
                fails(ErrorCode.PRECONDITION_FAILED, () -> putInParts(wire.bucket(), PutOptions.defaults()));
        assertThat(thrown).hasMessageContaining("another writer");
        assertThat(thrown.retryable()).isTrue();
        assertThat(wire.methods()).containsExactly("PUT", "PUT", "PUT", "GET");
    }

    @Test
    void condition_failsAtOnce_isCertain() {
        wire.next(error(409, "BlobAlreadyExists"), error(412, "ConditionNotMet"), error(412, "ConditionNotMet"));
        Bucket bucket = wire.bucket();
        assertThat(fails(ErrorCode.ALREADY_EXISTS, () -> bucket.put("k", Content.text("x"), ABSENT))
                        .ambiguous())
                .isFalse();
        assertThat(fails(ErrorCode.PRECONDITION_FAILED, () -> bucket.put("k", Content.text("x"), MATCH))
                        .ambiguous())
                .isFalse();
        DeleteOptions that = DeleteOptions.defaults().ifMatch("e");
        assertThat(fails(ErrorCode.PRECONDITION_FAILED, () -> bucket.delete("k", that))
                        .ambiguous())
                .isFalse();
        assertThat(wire.requests().get(0).header("if-none-match")).isEqualTo("*");
        assertThat(wire.requests().get(1).header("if-match")).isEqualTo("\"e\"");
        assertThat(wire.requests()).hasSize(3);
    }

    @Test
    void condition_failsAfterARetry_isAmbiguous() {
        Reply lost = error(500, "InternalError");
        wire.next(lost, error(409, "BlobAlreadyExists"), lost, error(412, "ConditionNotMet"))
                .next(lost, error(404, "BlobNotFound"));
        Bucket bucket = wire.bucket();
        assertThat(fails(ErrorCode.ALREADY_EXISTS, () -> bucket.put("k", Content.text("x"), ABSENT))
                        .ambiguous())
                .isTrue();
        assertThat(fails(ErrorCode.PRECONDITION_FAILED, () -> bucket.put("k", Content.text("x"), MATCH))
                        .ambiguous())
                .isTrue();
        DeleteOptions that = DeleteOptions.defaults().ifMatch("e");
        assertThat(fails(ErrorCode.PRECONDITION_FAILED, () -> bucket.delete("k", that))
                        .ambiguous())
                .isTrue();
        assertThat(wire.requests()).hasSize(6);
    }

    @Test
    void signature_expired_isRefusedOnceAndHidden() {
        wire.next(error(403, "AuthenticationFailed"), error(403, "AuthorizationFailure"));
        Bucket bucket = wire.bucket("credentials.sas", "?sv=2026-10-06&se=2020-01-01&sig=" + Planted.SECRET);
        assertThat(fails(ErrorCode.UNAUTHENTICATED, () -> bucket.getBytes("k")).advice())
                .hasValueSatisfying(advice -> assertThat(advice).contains("expired"));
        assertThat(fails(ErrorCode.ACCESS_DENIED, () -> bucket.getBytes("k")).advice())
                .hasValueSatisfying(advice -> assertThat(advice).contains("expired"));
        assertThat(wire.requests())
                .hasSize(2)
                .allSatisfy(request -> assertThat(request.target()).contains("sig="));
    }

    @Test
    void state_ofABlob_isToldWithAdvice() {
        Map<String, ErrorCode> codes = Map.of(
                "SnapshotsPresent", ErrorCode.INVALID_REQUEST,
                "LeaseIdMissing", ErrorCode.ACCESS_DENIED,
                "BlobArchived", ErrorCode.INVALID_REQUEST,
                "BlobImmutableDueToPolicy", ErrorCode.ACCESS_DENIED,
                "ContainerBeingDeleted", ErrorCode.UNAVAILABLE);
        Bucket bucket = wire.bucket();
        codes.forEach((told, code) -> {
            wire.next(error(409, told));
            assertThat(fails(code, () -> bucket.delete("k")).advice()).as(told).isPresent();
        });
    }

    @Test
    void container_missing_isNotFoundAtOnce() {
        wire.next(3, error(404, "ContainerNotFound"));
        Bucket bucket = wire.bucket();
        assertThat(fails(ErrorCode.NOT_FOUND, () -> bucket.put("k", "x"))).hasMessageContaining("no such container");
        fails(ErrorCode.NOT_FOUND, () -> bucket.put("k", Content.text("x"), MATCH));
        fails(ErrorCode.NOT_FOUND, () -> bucket.head("k"));
        assertThat(wire.requests()).hasSize(3);
    }

    @Test
    void copy_sourceThatIsGoneOrOther_isTold() {
        Reply head = status(200, Map.of("ETag", "\"e1\"", "Content-Length", "3"), "");
        wire.next(head, error(404, "CannotVerifyCopySource"));
        Bucket bucket = wire.bucket();
        assertThat(fails(ErrorCode.NOT_FOUND, () -> bucket.copy("from", "to"))).hasMessageContaining("to copy");
        wire.next(head, error(403, "CannotVerifyCopySource"));
        fails(ErrorCode.ACCESS_DENIED, () -> bucket.copy("from", "to"));
    }

    @Test
    void list_namesThatXmlCannotHold_comeEncoded() {
        wire.next(ok("<EnumerationResults><Blobs><Blob><Name Encoded=\"true\">odd%EF%BF%BF+plus</Name><Properties>"
                + "<Last-Modified>Tue, 24 Nov 2026 10:00:00 GMT</Last-Modified><Etag>0x1</Etag>"
                + "<Content-Length>1</Content-Length></Properties></Blob></Blobs><NextMarker/></EnumerationResults>"));
        assertThat(wire.bucket().list().stream().map(entry -> entry.key())).containsExactly("odd\uffff+plus");
    }
}
