package io.midplatform.aws.s3;

import io.midplatform.storage.Checksum;
import io.midplatform.storage.ListEntry;
import io.midplatform.storage.ObjectAttributes;
import io.midplatform.storage.ObjectInfo;
import io.midplatform.storage.ObjectVersion;
import io.midplatform.storage.spi.BucketDriver.VersionPage;
import io.midplatform.storage.spi.KeyOrder;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.Tagging;

/** S3's model to ours and back; pure functions. */
final class S3Mapping {
    private static final int CRC_BYTES = 4;

    private S3Mapping() {}

    static ObjectInfo info(String key, HeadObjectResponse head) {
        return new ObjectInfo(
                key,
                head.contentLength(),
                etag(head.eTag()),
                instant(head.lastModified()),
                attributes(
                        head.contentType(),
                        head.cacheControl(),
                        head.contentDisposition(),
                        head.contentEncoding(),
                        head.contentLanguage(),
                        head.metadata()),
                checksum(head.checksumCRC32C()),
                head.versionId());
    }

    static ObjectInfo info(String key, GetObjectResponse got) {
        return new ObjectInfo(
                key,
                size(got),
                etag(got.eTag()),
                instant(got.lastModified()),
                attributes(
                        got.contentType(),
                        got.cacheControl(),
                        got.contentDisposition(),
                        got.contentEncoding(),
                        got.contentLanguage(),
                        got.metadata()),
                got.contentRange() == null ? checksum(got.checksumCRC32C()) : null,
                got.versionId());
    }

    /** Of a range, the whole object's size stands behind the slash: {@code bytes 0-9/1000}. */
    private static long size(GetObjectResponse got) {
        String range = got.contentRange();
        return range == null ? got.contentLength() : Long.parseLong(range.substring(range.indexOf('/') + 1));
    }

    static String etag(@Nullable String quoted) {
        return quoted == null ? "" : quoted.replace("\"", "");
    }

    /** A condition names the ETag as S3 does. */
    static String quoted(String etag) {
        return '"' + etag + '"';
    }

    /** Whole seconds, as headers have them: some stores tell more in listings. */
    private static Instant instant(@Nullable Instant told) {
        return told == null ? Instant.EPOCH : told.truncatedTo(ChronoUnit.SECONDS);
    }

    private static ObjectAttributes attributes(
            @Nullable String type,
            @Nullable String cacheControl,
            @Nullable String disposition,
            @Nullable String encoding,
            @Nullable String language,
            Map<String, String> metadata) {
        return new ObjectAttributes(
                type == null ? "application/octet-stream" : type,
                Optional.ofNullable(cacheControl),
                Optional.ofNullable(disposition),
                encoding(encoding),
                Optional.ofNullable(language),
                S3Metadata.decode(metadata));
    }

    /** {@code aws-chunked} is the transfer's, not the object's; some stores keep it. */
    private static Optional<String> encoding(@Nullable String told) {
        if (told == null) {
            return Optional.empty();
        }
        List<String> kept = new ArrayList<>();
        for (String part : told.split(",", -1)) {
            if (!part.isBlank() && !part.trim().equals("aws-chunked")) {
                kept.add(part.trim());
            }
        }
        return kept.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", kept));
    }

    /** CRC32C of the whole object; the checksum of checksums, which old multipart uploads have, says nothing of the bytes. */
    static @Nullable Checksum checksum(@Nullable String base64) {
        if (base64 == null || base64.contains("-")) {
            return null;
        }
        byte[] bytes = Base64.getDecoder().decode(base64);
        return bytes.length == CRC_BYTES
                ? Checksum.crc32c(ByteBuffer.wrap(bytes).getInt() & 0xffff_ffffL)
                : null;
    }

    static String base64(Checksum checksum) {
        return Base64.getEncoder().encodeToString(checksum.bytes());
    }

    static Tagging tagging(Map<String, String> tags) {
        return Tagging.builder()
                .tagSet(tags.entrySet().stream()
                        .map(tag -> Tag.builder()
                                .key(tag.getKey())
                                .value(tag.getValue())
                                .build())
                        .toList())
                .build();
    }

    static Map<String, String> tags(List<Tag> set) {
        Map<String, String> tags = new HashMap<>();
        set.forEach(tag -> tags.put(tag.key(), tag.value() == null ? "" : tag.value()));
        return tags;
    }

    /** Objects and prefixes of a page come apart; together they are in order. */
    static List<ListEntry> entries(ListObjectsV2Response page) {
        List<ListEntry> entries = new ArrayList<>();
        page.contents()
                .forEach(object -> entries.add(new ListEntry.ObjectEntry(
                        object.key(), object.size(), etag(object.eTag()), instant(object.lastModified()))));
        page.commonPrefixes().forEach(prefix -> entries.add(new ListEntry.PrefixEntry(prefix.prefix())));
        entries.sort(Comparator.comparing(ListEntry::key, KeyOrder.UTF8));
        return entries;
    }

    /** Versions and deletions of one key come apart; together the newest is first. Those of longer keys come after them. */
    static VersionPage versions(String key, ListObjectVersionsResponse page) {
        List<ObjectVersion> versions = new ArrayList<>();
        page.versions().stream()
                .filter(version -> key.equals(version.key()))
                .forEach(version -> versions.add(new ObjectVersion(
                        version.versionId(),
                        Boolean.TRUE.equals(version.isLatest()),
                        false,
                        version.size(),
                        etag(version.eTag()),
                        version.lastModified())));
        page.deleteMarkers().stream()
                .filter(deletion -> key.equals(deletion.key()))
                .forEach(deletion -> versions.add(new ObjectVersion(
                        deletion.versionId(),
                        Boolean.TRUE.equals(deletion.isLatest()),
                        true,
                        0,
                        "",
                        deletion.lastModified())));
        versions.sort(Comparator.comparing(ObjectVersion::isLatest)
                .thenComparing(ObjectVersion::lastModified)
                .reversed());
        boolean more = Boolean.TRUE.equals(page.isTruncated()) && key.equals(page.nextKeyMarker());
        return new VersionPage(versions, more ? page.nextVersionIdMarker() : null);
    }
}
