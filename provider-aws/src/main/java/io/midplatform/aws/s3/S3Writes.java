package io.midplatform.aws.s3;

import io.midplatform.storage.Checksum;
import io.midplatform.storage.Content;
import io.midplatform.storage.ObjectAttributes;
import io.midplatform.storage.ObjectInfo;
import io.midplatform.storage.spi.BucketDriver.Condition;
import io.midplatform.storage.spi.BucketDriver.Copy;
import io.midplatform.storage.spi.BucketDriver.Put;
import io.midplatform.storage.spi.UploadDriver.Completion;
import io.midplatform.storage.spi.UploadDriver.CopyPart;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.TaggingDirective;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/** The requests that write, made of ours; no I/O. */
final class S3Writes {
    private static final String TYPE = "application/octet-stream";

    /** Between the two halves of a part's tag: neither holds it. */
    private static final String BETWEEN = "|";

    private final String bucket;
    private final S3Settings settings;
    private final boolean checksums;

    S3Writes(String bucket, S3Settings settings, boolean checksums) {
        this.bucket = bucket;
        this.settings = settings;
        this.checksums = checksums;
    }

    PutObjectRequest.Builder put(Put put, @Nullable Checksum checksum) {
        ObjectAttributes attributes = put.attributes();
        PutObjectRequest.Builder request = PutObjectRequest.builder()
                .bucket(bucket)
                .key(put.key())
                .contentType(attributes.contentType())
                .cacheControl(attributes.cacheControl().orElse(null))
                .contentDisposition(attributes.contentDisposition().orElse(null))
                .contentEncoding(attributes.contentEncoding().orElse(null))
                .contentLanguage(attributes.contentLanguage().orElse(null))
                .metadata(S3Metadata.encode(attributes.metadata()))
                .serverSideEncryption(encryption())
                .ssekmsKeyId(settings.kmsKey().orElse(null))
                .storageClass(settings.storageClass().orElse(null))
                .ifMatch(ifMatch(put.condition()))
                .ifNoneMatch(ifNoneMatch(put.condition()));
        if (!put.tags().isEmpty()) {
            request.tagging(S3Mapping.tagging(put.tags()));
        }
        if (checksum != null) {
            request.checksumCRC32C(S3Mapping.base64(checksum));
        } else if (checksums) {
            request.checksumAlgorithm(ChecksumAlgorithm.CRC32_C); // sent after the bytes
        }
        return request;
    }

    /** For others to send, who know nothing of the SDK's checksums. */
    PutObjectRequest.Builder presigned(Put put, @Nullable Checksum checksum) {
        return put(put, checksum).checksumAlgorithm((String) null);
    }

    CreateMultipartUploadRequest.Builder start(String key, ObjectAttributes attributes, Map<String, String> tags) {
        CreateMultipartUploadRequest.Builder request = CreateMultipartUploadRequest.builder()
                .bucket(bucket)
                .key(key)
                .contentType(attributes.contentType())
                .cacheControl(attributes.cacheControl().orElse(null))
                .contentDisposition(attributes.contentDisposition().orElse(null))
                .contentEncoding(attributes.contentEncoding().orElse(null))
                .contentLanguage(attributes.contentLanguage().orElse(null))
                .metadata(S3Metadata.encode(attributes.metadata()))
                .serverSideEncryption(encryption())
                .ssekmsKeyId(settings.kmsKey().orElse(null))
                .storageClass(settings.storageClass().orElse(null));
        if (!tags.isEmpty()) {
            request.tagging(S3Mapping.tagging(tags));
        }
        if (checksums) {
            request.checksumAlgorithm(ChecksumAlgorithm.CRC32_C).checksumType(ChecksumType.FULL_OBJECT);
        }
        return request;
    }

    UploadPartRequest.Builder part(String key, String upload, int number, Content content) {
        UploadPartRequest.Builder request = UploadPartRequest.builder()
                .bucket(bucket)
                .key(key)
                .uploadId(upload)
                .partNumber(number);
        if (checksums) {
            Optional<Checksum> known = content.checksum();
            known.ifPresentOrElse(
                    checksum -> request.checksumCRC32C(S3Mapping.base64(checksum)),
                    () -> request.checksumAlgorithm(ChecksumAlgorithm.CRC32_C));
        }
        return request;
    }

    UploadPartCopyRequest.Builder copyPart(CopyPart part) {
        return UploadPartCopyRequest.builder()
                .sourceBucket(part.source().driver().physicalName())
                .sourceKey(part.source().key())
                .copySourceIfMatch(S3Mapping.quoted(part.ifMatch()))
                .copySourceRange("bytes=" + part.start() + "-" + (part.start() + part.length() - 1))
                .destinationBucket(bucket)
                .destinationKey(part.key())
                .uploadId(part.upload())
                .partNumber(part.number());
    }

    CompleteMultipartUploadRequest.Builder complete(Completion end) {
        List<CompletedPart> parts = new ArrayList<>(end.parts().size());
        for (String tag : end.parts()) {
            int between = tag.indexOf(BETWEEN);
            parts.add(CompletedPart.builder()
                    .partNumber(parts.size() + 1)
                    .eTag(tag.substring(0, between))
                    .checksumCRC32C(between + 1 == tag.length() ? null : tag.substring(between + 1))
                    .build());
        }
        CompleteMultipartUploadRequest.Builder request = CompleteMultipartUploadRequest.builder()
                .bucket(bucket)
                .key(end.key())
                .uploadId(end.upload())
                .multipartUpload(all -> all.parts(parts))
                .ifMatch(ifMatch(end.condition()))
                .ifNoneMatch(ifNoneMatch(end.condition()));
        if (checksums) {
            Checksum whole = end.checksum();
            request.mpuObjectSize(end.size())
                    .checksumType(ChecksumType.FULL_OBJECT)
                    .checksumCRC32C(whole == null ? null : S3Mapping.base64(whole));
        }
        return request;
    }

    CopyObjectRequest.Builder copy(Copy copy, String sourceBucket) {
        ObjectInfo source = copy.info();
        CopyObjectRequest.Builder request = CopyObjectRequest.builder();
        if (sourceBucket.equals(bucket) && copy.source().key().equals(copy.key())) {
            // S3 copies an object onto itself only when something is said anew
            ObjectAttributes attributes = source.attributes();
            request.metadataDirective(MetadataDirective.REPLACE)
                    .contentType(attributes.contentType())
                    .cacheControl(attributes.cacheControl().orElse(null))
                    .contentDisposition(attributes.contentDisposition().orElse(null))
                    .contentEncoding(attributes.contentEncoding().orElse(null))
                    .contentLanguage(attributes.contentLanguage().orElse(null))
                    .metadata(S3Metadata.encode(attributes.metadata()));
        }
        return request.sourceBucket(sourceBucket)
                .taggingDirective(checksums ? TaggingDirective.REPLACE : null) // with none: tags do not go along
                .sourceKey(copy.source().key())
                .copySourceIfMatch(S3Mapping.quoted(source.etag()))
                .destinationBucket(bucket)
                .destinationKey(copy.key())
                .serverSideEncryption(encryption())
                .ssekmsKeyId(settings.kmsKey().orElse(null))
                .storageClass(settings.storageClass().orElse(null))
                .ifMatch(ifMatch(copy.condition()))
                .ifNoneMatch(ifNoneMatch(copy.condition()));
    }

    /** What {@link #complete} needs of a part that was sent. */
    static String tag(String etag, @Nullable String checksum) {
        return etag + BETWEEN + (checksum == null ? "" : checksum);
    }

    /** Read anew for each attempt. */
    static RequestBody body(Content content) {
        return RequestBody.fromContentProvider(
                () -> {
                    try {
                        return content.open();
                    } catch (java.io.IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                },
                content.length().orElseThrow(),
                TYPE);
    }

    private @Nullable ServerSideEncryption encryption() {
        return settings.encryption()
                .map(how ->
                        how == S3Settings.Encryption.KMS ? ServerSideEncryption.AWS_KMS : ServerSideEncryption.AES256)
                .orElse(null);
    }

    private static @Nullable String ifMatch(Condition condition) {
        String etag = condition.ifMatch();
        return etag == null ? null : S3Mapping.quoted(etag);
    }

    private static @Nullable String ifNoneMatch(Condition condition) {
        return condition.onlyIfAbsent() ? "*" : null;
    }
}
