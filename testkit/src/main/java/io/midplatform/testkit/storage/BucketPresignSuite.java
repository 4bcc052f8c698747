package io.midplatform.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.Support;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.ByteRange;
import io.midplatform.storage.Checksum;
import io.midplatform.storage.GetOptions;
import io.midplatform.storage.ObjectInfo;
import io.midplatform.storage.PutOptions;
import io.midplatform.storage.SignedRequest;
import io.midplatform.storage.StorageFeature;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What signed requests promise: sent by anybody, with just their headers, they work. Providers without the feature refuse. */
public abstract class BucketPresignSuite extends BucketSuite {
    private static final Duration TTL = Duration.ofMinutes(5);
    private static final PutOptions PUT = PutOptions.defaults();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** For providers. */
    protected BucketPresignSuite() {}

    /** The bucket, whose provider has the feature; where not, null, and it was shown that it refuses. */
    private @org.jspecify.annotations.Nullable Bucket signing() {
        Bucket bucket = platform().bucket("bucket");
        if (bucket.support(StorageFeature.PRESIGN).isUsable()) {
            bucket.put("first", "signing asks nothing of the service: this makes the bucket");
            return bucket;
        }
        fails(ErrorCode.UNSUPPORTED, () -> bucket.presignGet("k", TTL));
        fails(ErrorCode.UNSUPPORTED, () -> bucket.presignPut("k", TTL));
        return null;
    }

    private HttpResponse<String> send(SignedRequest signed, String body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(signed.uri())
                .method(
                        signed.method(),
                        signed.method().equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        signed.headers().forEach(request::header);
        return http.send(request.build(), BodyHandlers.ofString());
    }

    @Test
    protected void presignGet_replayed_reads() throws IOException, InterruptedException {
        Bucket bucket = signing();
        if (bucket == null) {
            return;
        }
        for (String key : new String[] {"plain", "a/b c+d/\u00fc&?#=%2F.txt"}) {
            bucket.put(key, "hello");
            SignedRequest signed = bucket.presignGet(key, TTL);
            assertThat(signed.method()).isEqualTo("GET");
            assertThat(signed.expiresAt())
                    .isBetween(Instant.now(), Instant.now().plus(TTL).plusSeconds(1));
            HttpResponse<String> answer = send(signed, "");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("hello");
            SignedRequest part =
                    bucket.presignGet(key, TTL, GetOptions.defaults().range(ByteRange.of(1, 3)));
            assertThat(send(part, "").body()).isEqualTo("ell");
        }
    }

    @Test
    protected void presignGet_changed_isRefused() throws IOException, InterruptedException {
        Bucket bucket = signing();
        if (bucket == null) {
            return;
        }
        bucket.put("k", "hello");
        bucket.put("other", "secret");
        SignedRequest signed = bucket.presignGet("k", TTL);
        URI other = URI.create(signed.uri().toString().replace("/k?", "/other?"));
        HttpResponse<String> answer = send(new SignedRequest("GET", other, signed.headers(), signed.expiresAt()), "");
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).doesNotContain("secret");
    }

    @Test
    protected void presignPut_replayed_writes() throws IOException, InterruptedException {
        Bucket bucket = signing();
        if (bucket == null) {
            return;
        }
        SignedRequest plain = bucket.presignPut("a.txt", TTL);
        assertThat(plain.method()).isEqualTo("PUT");
        HttpResponse<String> answer = send(plain, "body");
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
        assertThat(bucket.getString("a.txt")).isEqualTo("body");
        assertThat(bucket.head("a.txt").orElseThrow().contentType()).startsWith("text/plain");

        SignedRequest rich = bucket.presignPut(
                "k",
                TTL,
                PUT.contentType("application/x-test").cacheControl("no-store").metadata(Map.of("who", "J\u00fcrgen")));
        answer = send(rich, "body");
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 201);
        ObjectInfo info = bucket.head("k").orElseThrow();
        assertThat(info.contentType()).isEqualTo("application/x-test");
        assertThat(info.attributes().cacheControl()).contains("no-store");
        assertThat(info.metadata()).containsEntry("who", "J\u00fcrgen");
    }

    @Test
    protected void presignPut_checksum_holdsTheBytes() throws IOException, InterruptedException {
        Bucket bucket = signing();
        if (bucket == null) {
            return;
        }
        if (bucket.support(StorageFeature.CHECKSUM) != Support.NATIVE) {
            PutOptions some = PUT.checksum(Checksum.crc32c(1));
            fails(ErrorCode.UNSUPPORTED, () -> bucket.presignPut("k", TTL, some));
            return;
        }
        Checksum right = Checksum.crc32c("body".getBytes(StandardCharsets.UTF_8));
        SignedRequest signed = bucket.presignPut("k", TTL, PUT.checksum(right));
        assertThat(send(signed, "other").statusCode()).isEqualTo(400);
        assertThat(bucket.exists("k")).isFalse();
        assertThat(send(signed, "body").statusCode()).isEqualTo(200);
        assertThat(bucket.head("k").orElseThrow().checksum()).contains(right);
    }

    @Test
    protected void presign_badInput_isRefused() {
        Bucket bucket = signing();
        if (bucket == null) {
            return;
        }
        assertThatIllegalArgumentException().isThrownBy(() -> bucket.presignGet("k", Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> bucket.presignPut("k", Duration.ofSeconds(-1)));
        PlatformException tooLong =
                fails(ErrorCode.LIMIT_EXCEEDED, () -> bucket.presignGet("k", Duration.ofDays(36_525)));
        assertThat(tooLong).hasMessageContaining("at most");
        fails(ErrorCode.INVALID_REQUEST, () -> bucket.presignGet("", TTL));
        GetOptions nothing = GetOptions.defaults().range(ByteRange.of(0, 0));
        fails(ErrorCode.INVALID_REQUEST, () -> bucket.presignGet("k", TTL, nothing));
    }

    @Test
    protected void signedRequest_toString_hidesTheSignature() {
        Bucket bucket = signing();
        if (bucket == null) {
            return;
        }
        SignedRequest signed = bucket.presignGet("k", TTL);
        assertThat(signed.toString())
                .doesNotContain("?")
                .doesNotContain(signed.uri().getQuery());
    }
}
