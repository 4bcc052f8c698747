package io.midplatform.aws.s3;

import static io.midplatform.aws.s3.S3Wire.ATTEMPTS;
import static io.midplatform.aws.s3.S3Wire.error;
import static io.midplatform.aws.s3.S3Wire.errorBody;
import static io.midplatform.aws.s3.S3Wire.fails;
import static io.midplatform.aws.s3.S3Wire.ok;
import static io.midplatform.aws.s3.S3Wire.reset;
import static io.midplatform.aws.s3.S3Wire.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.Outcome;
import io.midplatform.PlatformException;
import io.midplatform.cloudtests.CannedBucket;
import io.midplatform.cloudtests.HttpFake.Reply;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.Content;
import io.midplatform.storage.DeleteOptions;
import io.midplatform.storage.ListEntry;
import io.midplatform.storage.PutOptions;
import io.midplatform.testkit.HostileData;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What S3 does on bad days and no emulator does: the code, the number of attempts, and nothing half-done. */
class S3FaultTest {
    private static final PutOptions ABSENT = PutOptions.defaults().onlyIfAbsent();
    private static final Reply STARTED =
            ok("<InitiateMultipartUploadResult><UploadId>up</UploadId>" + "</InitiateMultipartUploadResult>");
    private static final Reply BROKEN_IN_200 = ok(errorBody("InternalError"));

    private final S3Wire wire = new S3Wire();

    @AfterEach
    void close() {
        wire.close();
    }

    private static void putInParts(Bucket bucket, PutOptions options) {
        bucket.put("k", Content.stream(new ByteArrayInputStream(new byte[HostileData.OVER_ONE_PART])), options);
    }

    @Test
    void get_slowDown_isThrottledAfterAllAttempts() {
        for (Reply busy : List.of(error(503, "SlowDown"), error(429, "TooManyRequests"), error(400, "Throttling"))) {
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
    void put_slowDownOnce_isTriedAgainWithTheSameBytes() {
        wire.next(error(503, "SlowDown"), ok());
        wire.bucket().put("k", "content");
        assertThat(wire.methods()).containsExactly("PUT", "PUT");
        assertThat(wire.requests())
                .allSatisfy(request -> assertThat(request.body()).contains("content"));
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
        wire.next(reset(), ok());
        wire.bucket().put("k", "x");
        assertThat(wire.requests()).hasSize(2);
        wire.next(ATTEMPTS, reset());
        PlatformException thrown =
                fails(ErrorCode.UNAVAILABLE, () -> wire.bucket().put("k", "x"));
        assertThat(thrown.ambiguous()).isTrue();
        assertThat(wire.requests()).hasSize(2 + ATTEMPTS);
    }

    @Test
    void put_silence_endsWithTheSocketTimeout() {
        wire.next(ATTEMPTS, wire.silence());
        PlatformException thrown = fails(
                ErrorCode.UNAVAILABLE,
                () -> wire.bucket("http.socket-timeout", "1s").put("k", "x"));
        assertThat(thrown.ambiguous()).isTrue();
        wire.awaitRequests(ATTEMPTS);
        assertThat(wire.requests()).hasSize(ATTEMPTS);
    }

    @Test
    void upload_partFails_isAborted() {
        Reply refused = exchange -> ("DELETE".equals(exchange.getRequestMethod())
                        ? status(204, Map.of(), "")
                        : error(500, "InternalError"))
                .to(exchange);
        wire.next(STARTED).next(2 * ATTEMPTS + 1, refused);
        fails(ErrorCode.UNAVAILABLE, () -> putInParts(wire.bucket(), PutOptions.defaults()));
        List<String> methods = wire.methods();
        assertThat(methods).startsWith("POST", "PUT", "PUT").doesNotContain("GET");
        assertThat(methods.stream().filter("PUT"::equals).count())
                .as("two parts beside each other; one that has failed ends the other")
                .isBetween((long) ATTEMPTS, 2L * ATTEMPTS);
        assertThat(methods).containsOnlyOnce("POST", "DELETE");
        assertThat(wire.requests())
                .filteredOn(request -> request.method().equals("DELETE"))
                .extracting(CannedBucket.Request::target)
                .containsExactly("/bucket/k?uploadId=up");
    }

    @Test
    void complete_errorInsideA200_isTriedAgainThenAborted() {
        wire.next(STARTED, ok(), ok()).next(ATTEMPTS, BROKEN_IN_200).next(status(204, Map.of(), ""));
        PlatformException thrown = fails(ErrorCode.UNAVAILABLE, () -> putInParts(wire.bucket(), PutOptions.defaults()));
        assertThat(thrown.ambiguous()).isTrue();
        assertThat(wire.methods()).containsExactly("POST", "PUT", "PUT", "POST", "POST", "POST", "DELETE");
    }

    @Test
    void complete_errorInsideA200Once_isCompleted() {
        wire.next(STARTED, ok(), ok(), BROKEN_IN_200)
                .next(ok("<CompleteMultipartUploadResult><ETag>\"e9\"</ETag></CompleteMultipartUploadResult>"));
        Bucket bucket = wire.bucket();
        assertThat(bucket.put("k", Content.stream(new ByteArrayInputStream(new byte[HostileData.OVER_ONE_PART])))
                        .etag())
                .isEqualTo("e9");
        assertThat(wire.methods()).containsExactly("POST", "PUT", "PUT", "POST", "POST");
    }

    @Test
    void complete_conflictThatTookTheUpload_wantsTheWriteAgain() {
        wire.next(STARTED, ok(), ok())
                .next(error(409, "ConditionalRequestConflict"), error(404, "NoSuchUpload"))
                .next(error(404, "NoSuchUpload"));
        PlatformException thrown = fails(ErrorCode.UNAVAILABLE, () -> putInParts(wire.bucket(), ABSENT));
        assertThat(thrown.retryable()).isTrue();
        assertThat(thrown.ambiguous()).isFalse();
        assertThat(wire.methods()).containsExactly("POST", "PUT", "PUT", "POST", "POST", "DELETE");
        assertThat(wire.requests().get(3).header("if-none-match")).isEqualTo("*");
    }

    @Test
    void copy_errorInsideA200_isTriedAgain() {
        Reply copied = ok("<CopyObjectResult><ETag>\"e2\"</ETag></CopyObjectResult>");
        wire.next(ok("content"), BROKEN_IN_200, copied);
        assertThat(wire.bucket().copy("from", "to").etag()).isEqualTo("e2");
        assertThat(wire.methods()).containsExactly("HEAD", "PUT", "PUT");
        wire.next(ok("content")).next(ATTEMPTS, BROKEN_IN_200);
        assertThat(fails(ErrorCode.UNAVAILABLE, () -> wire.bucket().copy("from", "to"))
                        .ambiguous())
                .isTrue();
        assertThat(wire.requests()).hasSize(3 + 1 + ATTEMPTS);
    }

    @Test
    void put_conflict_isTriedAgain() {
        wire.next(error(409, "ConditionalRequestConflict"), ok());
        wire.bucket().put("k", Content.text("x"), ABSENT);
        assertThat(wire.requests()).hasSize(2);
        assertThat(wire.requests().get(1).header("if-none-match")).isEqualTo("*");
    }

    @Test
    void put_conflictThatStays_isUnavailableAndHasHadNoEffect() {
        wire.next(5, error(409, "ConditionalRequestConflict"));
        PlatformException thrown =
                fails(ErrorCode.UNAVAILABLE, () -> wire.bucket().put("k", Content.text("x"), ABSENT));
        assertThat(thrown.retryable()).isTrue();
        assertThat(thrown.ambiguous()).isFalse();
        assertThat(wire.requests()).hasSize(5);
    }

    @Test
    void condition_failsAtOnce_isCertain() {
        wire.next(error(412, "PreconditionFailed"), error(412, "PreconditionFailed"), error(412, "PreconditionFailed"));
        Bucket bucket = wire.bucket();
        assertThat(fails(ErrorCode.ALREADY_EXISTS, () -> bucket.put("k", Content.text("x"), ABSENT))
                        .ambiguous())
                .isFalse();
        PutOptions match = PutOptions.defaults().ifMatch("e");
        assertThat(fails(ErrorCode.PRECONDITION_FAILED, () -> bucket.put("k", Content.text("x"), match))
                        .ambiguous())
                .isFalse();
        assertThat(fails(
                                ErrorCode.PRECONDITION_FAILED,
                                () -> bucket.delete(
                                        "k", DeleteOptions.defaults().ifMatch("e")))
                        .ambiguous())
                .isFalse();
        assertThat(wire.requests()).hasSize(3);
    }

    @Test
    void condition_failsAfterARetry_isAmbiguous() {
        Reply lost = error(500, "InternalError");
        Reply failed = error(412, "PreconditionFailed");
        wire.next(lost, failed, lost, failed, lost, error(404, "NoSuchKey"));
        Bucket bucket = wire.bucket();
        PutOptions match = PutOptions.defaults().ifMatch("e");
        assertThat(fails(ErrorCode.ALREADY_EXISTS, () -> bucket.put("k", Content.text("x"), ABSENT))
                        .ambiguous())
                .isTrue();
        assertThat(fails(ErrorCode.PRECONDITION_FAILED, () -> bucket.put("k", Content.text("x"), match))
                        .ambiguous())
                .isTrue();
        assertThat(fails(
                                ErrorCode.PRECONDITION_FAILED,
                                () -> bucket.delete(
                                        "k", DeleteOptions.defaults().ifMatch("e")))
                        .ambiguous())
                .isTrue();
        assertThat(wire.requests()).hasSize(6);
    }

    @Test
    void credentials_expiredOrClockWrong_isUnauthenticated() {
        wire.next(error(400, "ExpiredToken"));
        PlatformException expired =
                fails(ErrorCode.UNAUTHENTICATED, () -> wire.bucket().getBytes("k"));
        assertThat(expired).hasMessageContaining("credentials");
        assertThat(expired.retryable()).isFalse();
        assertThat(wire.requests()).hasSize(1);
        wire.next(ATTEMPTS, error(403, "RequestTimeTooSkewed"));
        assertThat(fails(ErrorCode.UNAUTHENTICATED, () -> wire.bucket().getBytes("k")))
                .hasMessageContaining("clock");
        assertThat(wire.requests()).as("the SDK corrects its clock").hasSize(1 + ATTEMPTS);
    }

    @Test
    void head_refusedWithoutAWord_asksWhy() {
        Reply bare = status(400, Map.of("x-amz-bucket-region", "us-east-1"), "");
        wire.next(bare, error(400, "ExpiredToken"), bare, error(403, "AccessDenied"));
        Bucket bucket = wire.bucket();
        fails(ErrorCode.UNAUTHENTICATED, () -> bucket.head("k"));
        fails(ErrorCode.INVALID_REQUEST, () -> bucket.exists("k"));
        assertThat(wire.methods()).containsExactly("HEAD", "GET", "HEAD", "GET");
    }

    @Test
    void bucket_inAnotherRegion_isConfigurationThatNamesIt() {
        Map<String, String> header = Map.of("x-amz-bucket-region", "eu-west-1");
        wire.next(
                status(301, header, errorBody("PermanentRedirect")),
                error(400, "AuthorizationHeaderMalformed", "<Region>eu-west-1</Region>"),
                status(301, header, ""),
                status(400, header, ""));
        Bucket bucket = wire.bucket();
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> bucket.put("k", "x"),
                () -> bucket.getBytes("k"),
                () -> bucket.head("k"),
                () -> bucket.head("k"))) {
            PlatformException thrown = fails(ErrorCode.CONFIGURATION, call);
            assertThat(thrown).hasMessageContaining("in the region eu-west-1");
            assertThat(thrown.advice().orElseThrow()).contains("region to eu-west-1");
        }
        assertThat(wire.requests()).hasSize(4);
    }

    @Test
    void bucket_inAnotherRegionUntold_isConfiguration() {
        wire.next(
                error(400, "IllegalLocationConstraintException"),
                error(400, "AuthorizationHeaderMalformed", "<Region>x y\n</Region>"));
        Bucket bucket = wire.bucket();
        assertThat(fails(ErrorCode.CONFIGURATION, () -> bucket.put("k", "x"))).hasMessageContaining("another region");
        assertThat(fails(ErrorCode.CONFIGURATION, () -> bucket.put("k", "x"))).hasMessageContaining("another region");
    }

    @Test
    void bucket_taken_isConfiguration() {
        wire.next(error(409, "BucketAlreadyExists"));
        PlatformException thrown = fails(
                ErrorCode.CONFIGURATION, () -> wire.bucket("create", "true").put("k", Content.text("x"), ABSENT));
        assertThat(thrown).hasMessageContaining("another account");
        assertThat(wire.requests()).hasSize(1);
    }

    @Test
    void head_404WithoutACode_asksOnceWhichIsMissing() {
        Reply missing = status(404, Map.of(), "");
        wire.next(missing, ok(), missing);
        Bucket bucket = wire.bucket();
        assertThat(bucket.head("k")).isEmpty();
        assertThat(bucket.exists("k")).isFalse();
        assertThat(wire.requests())
                .extracting(Object::toString)
                .containsExactly("HEAD /bucket/k", "HEAD /bucket", "HEAD /bucket/k");
        wire.next(missing, missing);
        assertThat(fails(ErrorCode.NOT_FOUND, () -> wire.bucket().head("k"))).hasMessageContaining("no such bucket");
    }

    @Test
    void bucket_missing_isNotFoundAtOnce() {
        wire.next(2, error(404, "NoSuchBucket"));
        Bucket bucket = wire.bucket();
        assertThat(fails(ErrorCode.NOT_FOUND, () -> bucket.put("k", "x"))).hasMessageContaining("no such bucket");
        fails(
                ErrorCode.NOT_FOUND,
                () -> bucket.put("k", Content.text("x"), PutOptions.defaults().ifMatch("e")));
        assertThat(wire.requests()).hasSize(2);
    }

    @Test
    void denied_isAccessDeniedAtOnce() {
        wire.next(error(403, "AccessDenied"), status(403, Map.of(), ""));
        Bucket bucket = wire.bucket();
        assertThat(fails(ErrorCode.ACCESS_DENIED, () -> bucket.getBytes("k")).retryable())
                .isFalse();
        assertThat(fails(ErrorCode.ACCESS_DENIED, () -> bucket.head("k")).advice())
                .isPresent();
        assertThat(wire.requests()).hasSize(2);
    }

    @Test
    void notImplemented_isUnsupported() {
        wire.next(error(501, "NotImplemented"));
        PlatformException thrown =
                fails(ErrorCode.UNSUPPORTED, () -> wire.bucket().setTags("k", Map.of("a", "b")));
        assertThat(thrown).hasMessageContaining("does not implement");
        assertThat(wire.requests()).hasSize(1);
    }

    @Test
    void deleteAll_someRefused_areTriedAgainAlone() {
        String busy = "<DeleteResult><Error><Key>b</Key><Code>SlowDown</Code></Error>"
                + "<Error><Key>c</Key><Code>AccessDenied</Code></Error></DeleteResult>";
        wire.next(ok(busy), status(204, Map.of(), ""));
        List<Outcome<String, Void>> failed =
                wire.bucket().deleteAll(List.of("a", "b", "c")).failed();
        assertThat(failed).extracting(Outcome::item).containsExactly("c");
        assertThat(failed.get(0).error().orElseThrow().code()).isEqualTo(ErrorCode.ACCESS_DENIED);
        assertThat(wire.requests())
                .extracting(Object::toString)
                .containsExactly("POST /bucket?delete", "DELETE /bucket/b");
    }

    @Test
    void list_controlCharacters_comeEncoded() {
        wire.next(ok("<ListBucketResult><EncodingType>url</EncodingType><IsTruncated>false</IsTruncated>"
                + "<Contents><Key>bell%07+and%2Bplus</Key><Size>1</Size><ETag>e</ETag>"
                + "<LastModified>2026-01-01T00:00:00.000Z</LastModified></Contents></ListBucketResult>"));
        assertThat(wire.bucket().list().stream().map(ListEntry::key)).containsExactly("bell\u0007 and+plus");
        assertThat(wire.requests().get(0).target()).contains("encoding-type=url");
    }

    @Test
    void put_contentType_isSentToTheSpace() {
        wire.next(ok());
        wire.bucket().put("k", "x");
        assertThat(wire.requests().get(0).header("content-type")).isEqualTo("text/plain; charset=utf-8");
    }
}
