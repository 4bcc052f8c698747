package io.midplatform.aws.s3;

import static io.midplatform.aws.s3.S3Wire.ok;
import static io.midplatform.aws.s3.S3Wire.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.cloudtests.CannedBucket;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.Content;
import io.midplatform.storage.GetOptions;
import io.midplatform.storage.PutOptions;
import io.midplatform.storage.SignedRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is sent: as few requests as there can be, with what S3 is to be told. */
class S3RequestTest {
    private static final Map<String, String> OBJECT =
            Map.of("ETag", "\"e1\"", "Last-Modified", "Tue, 24 Nov 2026 10:00:00 GMT");

    private final S3Wire wire = new S3Wire();

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    @AfterEach
    void end() {
        wire.close();
    }

    private List<String> sent() {
        return wire.requests().stream()
                .map(request -> request.method() + " " + request.target().replaceFirst("=?&.*", ""))
                .toList();
    }

    @Test
    void operations_areOneRequestEach() throws Exception {
        Bucket bucket = wire.bucket();
        wire.next(
                ok(),
                status(200, OBJECT, "bytes"),
                status(200, OBJECT, ""),
                status(204, Map.of(), ""),
                ok(),
                status(200, OBJECT, "bytes"));
        bucket.put("put", "x");
        assertThat(bucket.getString("get")).isEqualTo("bytes");
        assertThat(bucket.head("head")).isPresent();
        bucket.delete("delete");
        bucket.upload("upload", Files.writeString(folder.resolve("small"), "small"));
        bucket.download("download", folder.resolve("target"));
        assertThat(sent())
                .containsExactly(
                        "PUT /bucket/put",
                        "GET /bucket/get",
                        "HEAD /bucket/head",
                        "DELETE /bucket/delete",
                        "PUT /bucket/upload",
                        "GET /bucket/download");
    }

    @Test
    void upload_inParts_isOneRequestEachAndTwo() throws Exception {
        Bucket bucket = wire.bucket();
        wire.next(ok("<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>"))
                .next(3, ok())
                .next(ok("<CompleteMultipartUploadResult><ETag>\"e\"</ETag></CompleteMultipartUploadResult>"));
        bucket.upload("k", Files.write(folder.resolve("large"), new byte[(16 << 20) + 1]));
        assertThat(wire.methods()).containsExactly("POST", "PUT", "PUT", "PUT", "POST");
        CannedBucket.Request last = wire.requests().get(4);
        assertThat(last.header("x-amz-mp-object-size")).isEqualTo(Integer.toString((16 << 20) + 1));
        assertThat(last.header("x-amz-checksum-crc32c")).isNotEmpty();
        assertThat(last.header("x-amz-checksum-type")).isEqualTo("FULL_OBJECT");
    }

    @Test
    void copy_leavesTagsBehindAndIsTiedToItsSource() {
        Bucket bucket = wire.bucket();
        wire.next(status(200, OBJECT, ""), ok("<CopyObjectResult><ETag>\"e2\"</ETag></CopyObjectResult>"));
        bucket.copy("from", "to");
        assertThat(wire.methods()).containsExactly("HEAD", "PUT");
        CannedBucket.Request copy = wire.requests().get(1);
        assertThat(copy.header("x-amz-tagging-directive")).isEqualTo("REPLACE");
        assertThat(copy.header("x-amz-tagging")).isEmpty();
        assertThat(copy.header("x-amz-copy-source-if-match")).isEqualTo("\"e1\"");
    }

    @Test
    void put_settings_areSent() {
        wire.next(ok());
        wire.bucket("encryption", "kms", "kms-key", "alias/acme", "storage-class", "STANDARD_IA")
                .put("k", Content.text("x"), PutOptions.defaults().metadata(Map.of("who", "J\u00fcrgen")));
        CannedBucket.Request put = wire.requests().get(0);
        assertThat(put.header("x-amz-server-side-encryption")).isEqualTo("aws:kms");
        assertThat(put.header("x-amz-server-side-encryption-aws-kms-key-id")).isEqualTo("alias/acme");
        assertThat(put.header("x-amz-storage-class")).isEqualTo("STANDARD_IA");
        assertThat(put.header("x-amz-meta-who")).isEqualTo("=?UTF-8?B?SsO8cmdlbg==?=");
        assertThat(put.header("x-amz-checksum-crc32c")).isNotEmpty();
    }

    @Test
    void version_isAskedFor() {
        wire.next(status(200, OBJECT, "old"));
        wire.bucket().get("k", GetOptions.defaults().version("v/1")).close();
        assertThat(wire.requests().get(0).target()).contains("versionId=v%2F1");
    }

    @Test
    void presign_sendsNothingAndHonoursTheSettings() {
        Bucket bucket = wire.bucket("encryption", "s3");
        SignedRequest get = bucket.presignGet("a b", Duration.ofHours(1));
        assertThat(get.uri().getRawPath()).isEqualTo("/bucket/a%20b");
        assertThat(get.uri().getRawQuery()).contains("X-Amz-Expires=3600");
        assertThat(get.headers()).isEmpty();
        SignedRequest put = bucket.presignPut("k.json", Duration.ofHours(1));
        assertThat(put.headers())
                .containsEntry("content-type", "application/json")
                .containsEntry("x-amz-server-side-encryption", "AES256")
                .doesNotContainKey("host");
        assertThat(wire.requests()).isEmpty();
    }
}
