package io.midplatform.azure.blob;

import static io.midplatform.azure.blob.CannedBlob.created;
import static io.midplatform.azure.blob.CannedBlob.error;
import static io.midplatform.azure.blob.CannedBlob.fails;
import static io.midplatform.azure.blob.CannedBlob.ok;
import static io.midplatform.azure.blob.CannedBlob.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.cloudtests.CannedBucket;
import io.midplatform.cloudtests.HttpFake.Reply;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.ByteRange;
import io.midplatform.storage.Content;
import io.midplatform.storage.DeleteOptions;
import io.midplatform.storage.GetOptions;
import io.midplatform.storage.ObjectVersion;
import io.midplatform.storage.PutOptions;
import io.midplatform.storage.SignedRequest;
import io.midplatform.storage.StoredObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is sent: as few requests as there can be, with what Azure is to be told. */
class BlobRequestTest {
    private static final Map<String, String> BLOB =
            Map.of("ETag", "\"e1\"", "Last-Modified", "Tue, 24 Nov 2026 10:00:00 GMT");

    private final CannedBlob wire = new CannedBlob();

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    @AfterEach
    void end() {
        wire.close();
    }

    private List<String> sent() {
        return wire.requests().stream()
                .map(request -> request.method() + " "
                        + request.target().replaceFirst("^/acme", "").replaceFirst("&blockid=.*", ""))
                .toList();
    }

    @Test
    void operations_areOneRequestEach() throws Exception {
        Bucket bucket = wire.bucket();
        wire.next(
                created(),
                status(200, BLOB, "bytes"),
                status(200, BLOB, ""),
                status(202, Map.of(), ""),
                created(),
                status(200, BLOB, "bytes"),
                ok("<EnumerationResults><Blobs/><NextMarker/></EnumerationResults>"),
                status(204, Map.of(), ""));
        bucket.put("put", "x");
        assertThat(bucket.getString("get")).isEqualTo("bytes");
        assertThat(bucket.head("head")).isPresent();
        bucket.delete("delete");
        bucket.upload("upload", Files.writeString(folder.resolve("small"), "small"));
        bucket.download("download", folder.resolve("target"));
        assertThat(bucket.list()).isEmpty();
        bucket.setTags("k", Map.of("a", "b"));
        assertThat(sent())
                .containsExactly(
                        "PUT /bucket/put",
                        "GET /bucket/get",
                        "HEAD /bucket/head",
                        "DELETE /bucket/delete",
                        "PUT /bucket/upload",
                        "GET /bucket/download",
                        "GET /bucket?restype=container&comp=list&maxresults=5000",
                        "PUT /bucket/k?comp=tags");
    }

    @Test
    void deleteAll_of256_isOneRequestWithAnOutcomeForEach() {
        String answers = IntStream.range(0, 256)
                .mapToObj(i -> "--b\r\nContent-Type: application/http\r\nContent-ID: " + i + "\r\n\r\n"
                        + (i == 7
                                ? "HTTP/1.1 403 No\r\nx-ms-error-code: AuthorizationPermissionMismatch\r\n\r\n"
                                : "HTTP/1.1 " + (i == 9 ? "404 Gone\r\nx-ms-error-code: BlobNotFound" : "202 Accepted")
                                        + "\r\nx-ms-request-id: r\r\n\r\n"))
                .collect(Collectors.joining("\r\n"));
        wire.next(status(202, Map.of("Content-Type", "multipart/mixed; boundary=b"), answers + "\r\n--b--\r\n"));
        List<String> keys = IntStream.range(0, 256).mapToObj(i -> "k" + i).toList();
        var failed = wire.bucket().deleteAll(keys).failed();
        assertThat(failed).singleElement().satisfies(outcome -> {
            assertThat(outcome.item()).isEqualTo("k7");
            assertThat(outcome.error().orElseThrow().code()).isEqualTo(ErrorCode.ACCESS_DENIED);
        });
        assertThat(sent()).containsExactly("POST /bucket?restype=container&comp=batch");
        assertThat(wire.requests().get(0).body()).contains("DELETE /acme/bucket/k255 HTTP/1.1");
    }

    @Test
    void upload_inParts_isOneRequestEachAndOne() throws Exception {
        wire.next(4, created());
        wire.bucket().upload("k", Files.write(folder.resolve("large"), new byte[(16 << 20) + 1]));
        assertThat(sent())
                .containsExactly(
                        "PUT /bucket/k?comp=block",
                        "PUT /bucket/k?comp=block",
                        "PUT /bucket/k?comp=block",
                        "PUT /bucket/k?comp=blocklist");
        CannedBucket.Request last = wire.requests().get(3);
        assertThat(last.body().split("<Latest>", -1)).hasSize(4);
        assertThat(last.header("x-ms-meta-mp_crc32c")).endsWith("-" + ((16 << 20) + 1));
        assertThat(last.header("x-ms-blob-content-type")).isEqualTo("application/octet-stream");
    }

    @Test
    void blockIds_areAsLongAsThoseOfTheSdk() {
        String upload = BlobBlock.begin(java.time.Instant.ofEpochSecond(1_790_000_000));
        BlobBlock block = new BlobBlock(upload, 50_000, io.midplatform.storage.Checksum.crc32c(7));
        String id = block.id();
        assertThat(id).hasSize(48);
        assertThat(BlobBlock.of(id)).isEqualTo(block);
        assertThat(block.startedAt()).isEqualTo(java.time.Instant.ofEpochSecond(1_790_000_000));
        assertThat(BlobBlock.of(Base64.getEncoder().encodeToString(new byte[36])))
                .isNull();
        assertThat(BlobBlock.of("no Base64!")).isNull();
    }

    @Test
    void copy_isOfThatVeryBlob_withARightToReadIt() {
        Bucket bucket = wire.bucket();
        wire.next(status(200, BLOB, ""), status(202, Map.of("ETag", "\"e2\""), ""));
        assertThat(bucket.copy("a b", "to").etag()).isEqualTo("e2");
        assertThat(wire.methods()).containsExactly("HEAD", "PUT");
        CannedBucket.Request copy = wire.requests().get(1);
        assertThat(copy.header("x-ms-source-if-match")).isEqualTo("\"e1\"");
        assertThat(copy.header("x-ms-requires-sync")).isEqualTo("true");
        assertThat(copy.header("x-ms-copy-source"))
                .startsWith(wire.endpoint() + "/bucket/a%20b?")
                .contains("sp=r")
                .contains("sig=");
    }

    @Test
    void copy_largerThanOneRequest_goesInParts() {
        long size = (256L << 20) + 1;
        Bucket bucket = wire.bucket();
        wire.next(status(200, Map.of("ETag", "\"e1\"", "Content-Length", Long.toString(size)), ""))
                .next(3, created());
        bucket.copy("from", "to");
        assertThat(sent())
                .containsExactly(
                        "HEAD /bucket/from",
                        "PUT /bucket/to?comp=block",
                        "PUT /bucket/to?comp=block",
                        "PUT /bucket/to?comp=blocklist");
        assertThat(wire.requests().subList(1, 3))
                .extracting(request -> request.header("x-ms-source-range"))
                .containsExactlyInAnyOrder("bytes=0-268435455", "bytes=268435456-268435456");
    }

    @Test
    void suffix_isAskedForByTheSizeOfThatVeryBlob() {
        Map<String, String> head = Map.of("ETag", "\"e1\"", "Content-Length", "10");
        wire.next(status(200, head, ""), error(412, "ConditionNotMet"), status(200, head, ""))
                .next(status(206, Map.of("ETag", "\"e1\"", "Content-Range", "bytes 7-9/10"), "789"));
        GetOptions end = GetOptions.defaults().range(ByteRange.last(3));
        try (StoredObject object = wire.bucket().get("k", end)) {
            assertThat(object.text()).isEqualTo("789");
        }
        assertThat(wire.methods()).containsExactly("HEAD", "GET", "HEAD", "GET");
        assertThat(wire.requests().get(3).header("range")).isEqualTo("bytes=7-");
        assertThat(wire.requests().get(3).header("if-match")).isEqualTo("\"e1\"");
    }

    @Test
    void put_settings_areSent() {
        wire.next(created());
        PutOptions options = PutOptions.defaults()
                .metadata(Map.of("who-is", "J\u00fcrgen", "plain", "x"))
                .tags(Map.of("a b", "c/d"));
        wire.bucket("access-tier", "Cool").put("k", Content.text("x"), options);
        CannedBucket.Request put = wire.requests().get(0);
        assertThat(put.header("x-ms-access-tier")).isEqualTo("Cool");
        assertThat(put.header("x-ms-blob-type")).isEqualTo("BlockBlob");
        assertThat(put.header("x-ms-blob-content-type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(put.header("x-ms-meta-who_2d_is")).isEqualTo("=?UTF-8?B?SsO8cmdlbg==?=");
        assertThat(put.header("x-ms-meta-plain")).isEqualTo("x");
        assertThat(put.header("x-ms-tags")).isEqualTo("a%20b=c%2Fd");
    }

    @Test
    void stored_encoding_isLeftAlone() {
        wire.next(status(200, Map.of("ETag", "\"e1\"", "Content-Encoding", "gzip"), "not unzipped"));
        assertThat(wire.bucket().getString("k")).isEqualTo("not unzipped");
        assertThat(wire.requests().get(0).header("accept-encoding")).isEqualTo("identity");
    }

    @Test
    void presign_sendsNothingAndHonoursTheSettings() {
        Bucket bucket = wire.bucket("access-tier", "Cool");
        SignedRequest get = bucket.presignGet("a b", Duration.ofHours(1));
        assertThat(get.uri().toString()).startsWith(wire.endpoint() + "/bucket/a%20b?");
        assertThat(get.uri().getRawQuery()).contains("sp=r").contains("sr=b");
        assertThat(get.headers()).isEmpty();
        SignedRequest put = bucket.presignPut("k.json", Duration.ofHours(1));
        assertThat(put.uri().getRawQuery()).contains("sp=cw");
        assertThat(put.headers())
                .containsEntry("x-ms-blob-type", "BlockBlob")
                .containsEntry("x-ms-access-tier", "Cool")
                .containsEntry("x-ms-blob-content-type", "application/json");
        SignedRequest once = bucket.presignPut(
                "k", Duration.ofHours(1), PutOptions.defaults().onlyIfAbsent());
        assertThat(once.uri().getRawQuery()).as("creation only").contains("sp=c&");
        fails(
                ErrorCode.UNSUPPORTED,
                () -> bucket.presignGet(
                        "k", Duration.ofHours(1), GetOptions.defaults().range(ByteRange.last(1))));
        assertThat(wire.requests()).isEmpty();
    }

    private static String version(String id, boolean current) {
        return "<Blob><Name>k</Name><VersionId>" + id + "</VersionId>"
                + (current ? "<IsCurrentVersion>true</IsCurrentVersion>" : "")
                + "<Properties><Last-Modified>Tue, 24 Nov 2026 10:00:00 GMT</Last-Modified><Etag>0x" + id.charAt(0)
                + "</Etag><Content-Length>3</Content-Length></Properties></Blob>";
    }

    private static Reply versions(String... blobs) {
        return ok("<EnumerationResults><Blobs>" + String.join("", blobs)
                + "<Blob><Name>k2</Name><VersionId>9</VersionId></Blob></Blobs><NextMarker/></EnumerationResults>");
    }

    @Test
    void versions_areTold_andADeletionIsOne() {
        Bucket bucket = wire.bucket("versions", "true");
        wire.next(
                versions(version("1", false), version("2", true)), versions(version("1", false), version("2", false)));
        assertThat(bucket.versions("k")).extracting(ObjectVersion::id).containsExactly("2", "1");
        List<ObjectVersion> deleted = bucket.versions("k");
        assertThat(deleted).extracting(ObjectVersion::isDeletion).containsExactly(true, false, false);
        assertThat(deleted).extracting(ObjectVersion::isLatest).containsExactly(true, false, false);

        wire.next(status(200, BLOB, "old"), status(202, Map.of(), ""));
        bucket.get("k", GetOptions.defaults().version("2026-01-01T00:00:00.1Z")).close();
        bucket.delete("k", DeleteOptions.defaults().version("1"));
        wire.next(versions(version("1", false), version("2", false)), status(202, Map.of("ETag", "\"e3\""), ""));
        bucket.delete("k", DeleteOptions.defaults().version(deleted.get(0).id()));
        assertThat(sent().subList(2, 6))
                .containsExactly(
                        "GET /bucket/k?versionid=2026-01-01T00%3A00%3A00.1Z",
                        "DELETE /bucket/k?versionid=1",
                        "GET /bucket?restype=container&comp=list&prefix=k&include=versions",
                        "PUT /bucket/k");
        assertThat(wire.requests().get(5).header("x-ms-copy-source")).contains("/bucket/k?versionid=2&");
    }
}
