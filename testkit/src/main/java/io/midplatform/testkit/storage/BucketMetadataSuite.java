package io.midplatform.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.Content;
import io.midplatform.storage.ObjectAttributes;
import io.midplatform.storage.ObjectInfo;
import io.midplatform.storage.PutOptions;
import io.midplatform.storage.StorageFeature;
import io.midplatform.testkit.DriverProbe;
import io.midplatform.testkit.HostileData;
import java.io.ByteArrayInputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Media types, headers, metadata and tags. */
public abstract class BucketMetadataSuite extends BucketSuite {
    private static final PutOptions OPTIONS = PutOptions.defaults();

    /** For providers. */
    protected BucketMetadataSuite() {}

    private static String type(Bucket bucket, String key, Content content) {
        bucket.put(key, content);
        return bucket.head(key).orElseThrow().contentType();
    }

    @Test
    protected void contentType_isDetectedByEndingThenByBytes() {
        Bucket bucket = platform().bucket("bucket");
        byte[] png = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0};
        assertThat(type(bucket, "a.json", Content.bytes(png))).isEqualTo("application/json");
        assertThat(type(bucket, "a.JSON", Content.bytes(png))).isEqualTo("application/json");
        assertThat(type(bucket, "a", Content.bytes(png))).isEqualTo("image/png");
        assertThat(type(bucket, "b", Content.stream(new ByteArrayInputStream(png))))
                .isEqualTo("image/png");
        assertThat(type(bucket, "a.unknown", Content.text("x"))).startsWith("text/plain");
        assertThat(type(bucket, "a", Content.bytes(new byte[] {1}))).isEqualTo("application/octet-stream");
        bucket.put("a.json", Content.text("x"), OPTIONS.contentType("application/x-mine"));
        assertThat(bucket.head("a.json").orElseThrow().contentType()).isEqualTo("application/x-mine");
    }

    @Test
    protected void contentType_withParameter_isKeptToTheSpace() {
        Bucket bucket = platform().bucket("bucket");
        assertThat(type(bucket, "a.unknown", Content.text("x"))).isEqualTo("text/plain; charset=utf-8");
    }

    @Test
    protected void headers_areKept() {
        Bucket bucket = platform().bucket("bucket");
        bucket.put(
                "k",
                Content.text("x"),
                OPTIONS.cacheControl("max-age=60")
                        .contentDisposition("attachment; filename=\"x.txt\"")
                        .contentEncoding("gzip")
                        .contentLanguage("de"));
        ObjectAttributes attributes = bucket.head("k").orElseThrow().attributes();
        assertThat(attributes.cacheControl()).contains("max-age=60");
        assertThat(attributes.contentDisposition()).contains("attachment; filename=\"x.txt\"");
        assertThat(attributes.contentEncoding()).contains("gzip");
        assertThat(attributes.contentLanguage()).contains("de");
    }

    @Test
    protected void headers_thatCannotBe_areInvalidBeforeAnyIo() {
        DriverProbe probe = new DriverProbe();
        Bucket bucket = opened(builder().layer(probe)).bucket("bucket");
        for (String bad : List.of("a\r\nInjected: x", "\u00e9", "", "\u0000")) {
            for (PutOptions options : List.of(
                    OPTIONS.contentType(bad),
                    OPTIONS.cacheControl(bad),
                    OPTIONS.contentDisposition(bad),
                    OPTIONS.contentEncoding(bad),
                    OPTIONS.contentLanguage(bad))) {
                fails(ErrorCode.INVALID_REQUEST, () -> bucket.put("k", Content.text("x"), options));
                fails(ErrorCode.INVALID_REQUEST, () -> bucket.writer("k", options));
            }
        }
        assertThat(probe.calls()).isEmpty();
    }

    @Test
    protected void metadata_namesAreLowerCaseValuesAnyUnicode() {
        Bucket bucket = platform().bucket("bucket");
        Map<String, String> metadata = Map.of(
                "Author",
                "Ad\u00e4 \ud83d\ude00",
                "x-1.2_3",
                "",
                "spaces",
                "  kept  ",
                "lines",
                "a\r\nb\u0000",
                "percent",
                "%41");
        bucket.put("k", Content.text("x"), OPTIONS.metadata(metadata));
        ObjectInfo info = bucket.head("k").orElseThrow();
        assertThat(info.metadata())
                .containsEntry("author", "Ad\u00e4 \ud83d\ude00")
                .containsEntry("x-1.2_3", "")
                .containsEntry("spaces", "  kept  ")
                .containsEntry("lines", "a\r\nb\u0000")
                .containsEntry("percent", "%41")
                .hasSize(5);
    }

    @Test
    protected void metadata_thatCannotBe_isInvalidBeforeAnyIo() {
        DriverProbe probe = new DriverProbe();
        Bucket bucket = opened(builder().layer(probe)).bucket("bucket");
        Map<String, String> twice = new LinkedHashMap<>();
        twice.put("Name", "1");
        twice.put("name", "2");
        for (Map<String, String> bad : List.of(
                Map.of("", "x"),
                Map.of("a b", "x"),
                Map.of("\u00e9", "x"),
                Map.of("a:b", "x"),
                Map.of("mp_own", "x"),
                Map.of("MP_own", "x"),
                Map.of("a", "lone \ud83d"),
                twice)) {
            fails(ErrorCode.INVALID_REQUEST, () -> bucket.put("k", Content.text("x"), OPTIONS.metadata(bad)));
        }
        assertThat(probe.calls()).isEmpty();
    }

    @Test
    protected void metadata_limit_isCountedInEncodedBytes() {
        Bucket bucket = platform().bucket("bucket");
        bucket.put("k", Content.text("x"), OPTIONS.metadata(Map.of("n", "v".repeat(2047))));
        fails(
                ErrorCode.LIMIT_EXCEEDED,
                () -> bucket.put("k2", Content.text("x"), OPTIONS.metadata(Map.of("n", "v".repeat(2048)))));
        bucket.put("k", Content.text("x"), OPTIONS.metadata(Map.of("nm", "\u00e9".repeat(341))));
        fails(
                ErrorCode.LIMIT_EXCEEDED,
                () -> bucket.put("k2", Content.text("x"), OPTIONS.metadata(Map.of("nm", "\u00e9".repeat(342)))));
        fails(
                ErrorCode.LIMIT_EXCEEDED,
                () -> bucket.put("k2", Content.text("x"), OPTIONS.metadata(Map.of("nm", "\ud83d\ude00".repeat(171)))));
        assertThat(bucket.exists("k2")).isFalse();
    }

    @Test
    protected void tags_areSetReadAndReplaced() {
        if (lacks(StorageFeature.TAGS, bucket -> bucket.tags("k"))) {
            return;
        }
        Bucket bucket = platform().bucket("bucket");
        Map<String, String> tags = Map.of("team", "red", "a b+-./:=_", "");
        String etag = bucket.put("k", Content.text("x"), OPTIONS.tags(tags)).etag();
        assertThat(bucket.tags("k")).isEqualTo(tags);
        bucket.setTags("k", Map.of("team", "blue"));
        assertThat(bucket.tags("k")).isEqualTo(Map.of("team", "blue"));
        assertThat(bucket.head("k").orElseThrow().etag()).isEqualTo(etag);
        bucket.setTags("k", Map.of());
        assertThat(bucket.tags("k")).isEmpty();
        bucket.put("k", Content.text("y"), OPTIONS.tags(tags));
        bucket.put("k", "z");
        assertThat(bucket.tags("k")).as("a write replaces tags too").isEmpty();
    }

    @Test
    protected void tags_ofStreamedObject_areSet() {
        if (lacks(StorageFeature.TAGS, bucket -> bucket.put("k", Content.text("x"), OPTIONS.tags(Map.of("a", "b"))))) {
            return;
        }
        Bucket bucket = platform().bucket("bucket");
        bucket.put(
                "k",
                Content.stream(new ByteArrayInputStream(new byte[HostileData.OVER_ONE_PART])),
                OPTIONS.tags(Map.of("a", "b")));
        assertThat(bucket.tags("k")).isEqualTo(Map.of("a", "b"));
    }

    @Test
    protected void tags_ofMissingObject_areNotFound() {
        if (lacks(StorageFeature.TAGS, bucket -> bucket.setTags("k", Map.of("a", "b")))) {
            return;
        }
        Bucket bucket = platform().bucket("bucket");
        fails(ErrorCode.NOT_FOUND, () -> bucket.tags("missing"));
        fails(ErrorCode.NOT_FOUND, () -> bucket.setTags("missing", Map.of("a", "b")));
    }

    @Test
    protected void tags_thatCannotBe_areRefusedBeforeAnyIo() {
        if (lacks(StorageFeature.TAGS, bucket -> bucket.setTags("k", Map.of("", "b")))) {
            return;
        }
        DriverProbe probe = new DriverProbe();
        Bucket bucket = opened(builder().layer(probe)).bucket("bucket");
        for (Map<String, String> bad : List.of(
                Map.of("", "x"),
                Map.of("a?", "x"),
                Map.of("a", "\u00e9"),
                Map.of("x".repeat(129), "x"),
                Map.of("a", "x".repeat(257)))) {
            fails(ErrorCode.INVALID_REQUEST, () -> bucket.put("k", Content.text("x"), OPTIONS.tags(bad)));
            fails(ErrorCode.INVALID_REQUEST, () -> bucket.setTags("k", bad));
        }
        Map<String, String> many = new LinkedHashMap<>();
        for (int i = 0; i < 11; i++) {
            many.put("t" + i, "x");
        }
        fails(ErrorCode.LIMIT_EXCEEDED, () -> bucket.setTags("k", many));
        assertThat(probe.calls()).isEmpty();
    }
}
