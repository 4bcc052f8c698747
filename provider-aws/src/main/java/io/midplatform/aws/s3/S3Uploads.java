package io.midplatform.aws.s3;

import io.midplatform.aws.session.AwsSession;
import io.midplatform.spi.Deadline;
import io.midplatform.storage.Content;
import io.midplatform.storage.ObjectAttributes;
import io.midplatform.storage.PutResult;
import io.midplatform.storage.spi.UploadDriver.Completion;
import io.midplatform.storage.spi.UploadDriver.CopyPart;
import io.midplatform.storage.spi.UploadDriver.PartPage;
import io.midplatform.storage.spi.UploadDriver.PendingUpload;
import io.midplatform.storage.spi.UploadDriver.SentPart;
import io.midplatform.storage.spi.UploadDriver.UploadPage;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CopyPartResult;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** Uploads in parts. */
final class S3Uploads {
    private final S3Client s3;
    private final String bucket;
    private final S3Calls calls;
    private final S3Writes writes;
    private final boolean checksums;

    S3Uploads(S3Client s3, String bucket, S3Calls calls, S3Writes writes, boolean checksums) {
        this.s3 = s3;
        this.bucket = bucket;
        this.calls = calls;
        this.writes = writes;
        this.checksums = checksums;
    }

    String start(String key, ObjectAttributes attributes, Map<String, String> tags, Deadline deadline)
            throws Exception {
        return calls.call(
                        deadline,
                        () -> s3.createMultipartUpload(writes.start(key, attributes, tags)
                                .overrideConfiguration(AwsSession.within(deadline))
                                .build()))
                .uploadId();
    }

    String part(String key, String upload, int number, Content content, Deadline deadline) throws Exception {
        UploadPartResponse response = calls.call(
                deadline,
                () -> s3.uploadPart(
                        writes.part(key, upload, number, content)
                                .overrideConfiguration(AwsSession.within(deadline))
                                .build(),
                        S3Writes.body(content)));
        return S3Writes.tag(response.eTag(), response.checksumCRC32C());
    }

    String copy(CopyPart part, Deadline deadline) throws Exception {
        CopyPartResult result = calls.call(
                        deadline,
                        () -> s3.uploadPartCopy(writes.copyPart(part)
                                .overrideConfiguration(AwsSession.within(deadline))
                                .build()))
                .copyPartResult();
        return S3Writes.tag(result.eTag(), result.checksumCRC32C());
    }

    PutResult complete(Completion end, Deadline deadline) throws Exception {
        CompleteMultipartUploadResponse response = calls.conditionally(
                end.condition(),
                deadline,
                () -> s3.completeMultipartUpload(writes.complete(end)
                        .overrideConfiguration(AwsSession.within(deadline))
                        .build()));
        return new PutResult(
                end.key(),
                S3Mapping.etag(response.eTag()),
                end.size(),
                checksums ? end.checksum() : null,
                response.versionId());
    }

    void abort(String key, String upload, Deadline deadline) throws Exception {
        try {
            calls.call(
                    deadline,
                    () -> s3.abortMultipartUpload(request -> request.bucket(bucket)
                            .key(key)
                            .uploadId(upload)
                            .overrideConfiguration(AwsSession.within(deadline))));
        } catch (S3Exception e) {
            if (!S3Errors.isMissing(e)) {
                throw e;
            }
        }
    }

    PartPage parts(String key, String upload, @Nullable String token, Deadline deadline) throws Exception {
        ListPartsResponse page = calls.call(
                deadline,
                () -> s3.listParts(request -> request.bucket(bucket)
                        .key(key)
                        .uploadId(upload)
                        .partNumberMarker(token == null ? null : Integer.valueOf(token))
                        .overrideConfiguration(AwsSession.within(deadline))));
        List<SentPart> parts = page.parts().stream()
                .map(part -> new SentPart(
                        part.partNumber(),
                        part.size(),
                        S3Writes.tag(part.eTag(), part.checksumCRC32C()),
                        S3Mapping.checksum(part.checksumCRC32C())))
                .toList();
        return new PartPage(
                parts, Boolean.TRUE.equals(page.isTruncated()) ? Integer.toString(page.nextPartNumberMarker()) : null);
    }

    /** The service's place in the list is a key and an upload's id, which has no line end. */
    UploadPage list(String prefix, @Nullable String token, Deadline deadline) throws Exception {
        int between = token == null ? -1 : token.indexOf('\n');
        ListMultipartUploadsResponse page = calls.call(
                deadline,
                () -> s3.listMultipartUploads(request -> request.bucket(bucket)
                        .prefix(prefix.isEmpty() ? null : prefix)
                        .uploadIdMarker(token == null ? null : token.substring(0, between))
                        .keyMarker(token == null ? null : token.substring(between + 1))
                        .overrideConfiguration(AwsSession.within(deadline))));
        List<PendingUpload> uploads = page.uploads().stream()
                .map(upload -> new PendingUpload(upload.key(), upload.uploadId(), upload.initiated()))
                .toList();
        return new UploadPage(
                uploads,
                Boolean.TRUE.equals(page.isTruncated())
                        ? page.nextUploadIdMarker() + "\n" + page.nextKeyMarker()
                        : null);
    }
}
