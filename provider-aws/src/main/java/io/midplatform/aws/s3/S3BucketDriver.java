package io.midplatform.aws.s3;

import io.midplatform.ErrorCode;
import io.midplatform.aws.session.AwsSession;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import io.midplatform.spi.Finding;
import io.midplatform.spi.ItemOutcome;
import io.midplatform.storage.Checksum;
import io.midplatform.storage.Content;
import io.midplatform.storage.ObjectAttributes;
import io.midplatform.storage.ObjectInfo;
import io.midplatform.storage.PutResult;
import io.midplatform.storage.spi.BucketDriver;
import io.midplatform.storage.spi.StorageCapabilities;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** A bucket on S3. */
final class S3BucketDriver implements BucketDriver {
    private static final String CHECKSUM_MODE = "x-amz-checksum-mode";

    private final S3Client s3;
    private final String bucket;
    private final S3Settings settings;
    private final boolean checksums;
    private final S3Writes writes;
    private final S3Calls calls;
    private final S3Deletes deletes;

    S3BucketDriver(S3Client s3, String bucket, S3Settings settings, boolean checksums) {
        this.s3 = s3;
        this.bucket = bucket;
        this.settings = settings;
        this.checksums = checksums;
        this.writes = new S3Writes(bucket, settings, checksums);
        this.calls = new S3Calls(s3, bucket, settings.create());
        this.deletes = new S3Deletes(s3, bucket, calls);
    }

    @Override
    public StorageCapabilities capabilities() {
        return S3StorageProvider.capabilities(settings);
    }

    @Override
    public @Nullable ObjectInfo stat(String key, Deadline deadline) throws Exception {
        try {
            return S3Mapping.info(
                    key,
                    calls.head(
                            deadline,
                            () -> s3.headObject(request ->
                                    request.bucket(bucket).key(key).overrideConfiguration(withChecksum(deadline)))));
        } catch (S3Exception e) {
            if (!S3Errors.isMissing(e)) {
                throw e;
            }
            if (!calls.hasSeenBucket()) {
                calls.headBucket(deadline); // a HEAD does not say which of the two is missing
            }
            return null;
        }
    }

    @Override
    public @Nullable OpenObject read(Read read, Deadline deadline) throws Exception {
        GetObjectRequest.Builder request =
                GetObjectRequest.builder().bucket(bucket).key(read.key());
        boolean whole = read.start() == 0 && read.length() < 0 && !read.suffix();
        if (whole) {
            request.overrideConfiguration(withChecksum(deadline));
        } else {
            request.range(range(read)).overrideConfiguration(AwsSession.within(deadline));
        }
        String ifMatch = read.ifMatch();
        String ifNoneMatch = read.ifNoneMatch();
        request.ifMatch(ifMatch == null ? null : S3Mapping.quoted(ifMatch));
        request.ifNoneMatch(ifNoneMatch == null ? null : S3Mapping.quoted(ifNoneMatch));
        try {
            ResponseInputStream<GetObjectResponse> got = calls.call(deadline, () -> s3.getObject(request.build()));
            if (!whole && got.response().contentRange() == null) {
                got.abort();
                throw new DriverException(ErrorCode.UNSUPPORTED, "the store gives all of an object for a part of it.");
            }
            return new OpenObject(
                    S3Mapping.info(read.key(), got.response()),
                    new S3Body(got, got.response().contentLength()));
        } catch (S3Exception e) {
            if (S3Errors.isNotModified(e)) {
                return null;
            }
            if (e.statusCode() == 416) {
                return nothing(read, deadline);
            }
            throw e;
        }
    }

    /** S3 refuses a range of no bytes. */
    private OpenObject nothing(Read read, Deadline deadline) throws Exception {
        ObjectInfo info = stat(read.key(), deadline);
        if (info == null) {
            throw new DriverException(ErrorCode.NOT_FOUND, "there is no such object.");
        }
        if (read.ifMatch() != null && !read.ifMatch().equals(info.etag())) {
            throw new DriverException(ErrorCode.PRECONDITION_FAILED, "the object has another ETag.");
        }
        return new OpenObject(info, InputStream.nullInputStream());
    }

    private static String range(Read read) {
        if (read.suffix()) {
            return "bytes=-" + read.start();
        }
        return "bytes=" + read.start() + "-" + (read.length() < 0 ? "" : read.start() + read.length() - 1);
    }

    @Override
    public PutResult put(Put put, Deadline deadline) throws Exception {
        Checksum checksum =
                checksums ? put.content().buffer().map(S3Mapping::checksum).orElse(null) : null;
        PutObjectResponse response = calls.conditionally(
                put.condition(),
                deadline,
                () -> s3.putObject(
                        writes.put(put, checksum)
                                .overrideConfiguration(AwsSession.within(deadline))
                                .build(),
                        S3Writes.body(put.content())));
        Checksum told = S3Mapping.checksum(response.checksumCRC32C());
        return new PutResult(
                put.key(),
                S3Mapping.etag(response.eTag()),
                put.content().length().orElseThrow(),
                told == null ? checksum : told);
    }

    @Override
    public Page list(ListQuery query, Deadline deadline) throws Exception {
        ListObjectsV2Response page = calls.call(
                deadline,
                () -> s3.listObjectsV2(request -> request.bucket(bucket)
                        .prefix(query.prefix().isEmpty() ? null : query.prefix())
                        .delimiter(query.delimiter())
                        .startAfter(query.token() == null ? query.startAfter() : null)
                        .continuationToken(query.token())
                        .maxKeys(query.max())
                        .encodingType(EncodingType.URL) // XML has no control characters; the SDK decodes it
                        .overrideConfiguration(AwsSession.within(deadline))));
        return new Page(
                S3Mapping.entries(page), Boolean.TRUE.equals(page.isTruncated()) ? page.nextContinuationToken() : null);
    }

    @Override
    public List<ItemOutcome<Void>> delete(List<Deletion> items, Deadline deadline) throws Exception {
        return deletes.delete(items, deadline);
    }

    @Override
    public CopySource source(String key) {
        return new CopySource(this, key);
    }

    @Override
    public @Nullable PutResult copy(Copy copy, Deadline deadline) throws Exception {
        if (!(copy.source().driver() instanceof S3BucketDriver from) || !from.isReachable(this)) {
            return null;
        }
        boolean conditional = !copy.condition().equals(Condition.NONE);
        if (conditional && settings.compat() == S3Settings.Compat.GENERIC_S3) {
            return null; // S3 itself learnt it late, and a store that has not ignores it: the streamed copy's put keeps
            // it
        }
        ObjectInfo source = from.stat(copy.source().key(), deadline);
        if (source == null) {
            throw new DriverException(ErrorCode.NOT_FOUND, "there is no such object to copy.");
        }
        if (copy.sourceIfMatch() != null && !copy.sourceIfMatch().equals(source.etag())) {
            throw new DriverException(ErrorCode.PRECONDITION_FAILED, "the source has another ETag.");
        }
        CopyObjectResponse response = calls.conditionally(
                copy.condition(),
                deadline,
                () -> s3.copyObject(writes.copy(copy, from.bucket, source)
                        .overrideConfiguration(AwsSession.within(deadline))
                        .build()));
        return new PutResult(
                copy.key(),
                S3Mapping.etag(response.copyObjectResult().eTag()),
                source.size(),
                S3Mapping.checksum(response.copyObjectResult().checksumCRC32C()));
    }

    /** Whether the service of another bucket sees this one: the same endpoint, asked by the same account. */
    private boolean isReachable(S3BucketDriver to) {
        return settings.endpoint().equals(to.settings.endpoint())
                && settings.credentials().equals(to.settings.credentials());
    }

    @Override
    public String startUpload(String key, ObjectAttributes attributes, Map<String, String> tags, Deadline deadline)
            throws Exception {
        return calls.call(
                        deadline,
                        () -> s3.createMultipartUpload(writes.start(key, attributes, tags)
                                .overrideConfiguration(AwsSession.within(deadline))
                                .build()))
                .uploadId();
    }

    @Override
    public String uploadPart(String key, String upload, int number, Content content, Deadline deadline)
            throws Exception {
        UploadPartResponse response = calls.call(
                deadline,
                () -> s3.uploadPart(
                        writes.part(key, upload, number, content)
                                .overrideConfiguration(AwsSession.within(deadline))
                                .build(),
                        S3Writes.body(content)));
        return S3Writes.tag(response.eTag(), response.checksumCRC32C());
    }

    @Override
    public PutResult completeUpload(Completion end, Deadline deadline) throws Exception {
        String etag = calls.conditionally(
                        end.condition(),
                        deadline,
                        () -> s3.completeMultipartUpload(writes.complete(end)
                                .overrideConfiguration(AwsSession.within(deadline))
                                .build()))
                .eTag();
        return new PutResult(end.key(), S3Mapping.etag(etag), end.size(), checksums ? end.checksum() : null);
    }

    @Override
    public void abortUpload(String key, String upload, Deadline deadline) throws Exception {
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

    @Override
    public Map<String, String> tags(String key, Deadline deadline) throws Exception {
        return S3Mapping.tags(calls.call(
                        deadline,
                        () -> s3.getObjectTagging(request ->
                                request.bucket(bucket).key(key).overrideConfiguration(AwsSession.within(deadline))))
                .tagSet());
    }

    @Override
    public void setTags(String key, Map<String, String> tags, Deadline deadline) throws Exception {
        calls.call(
                deadline,
                () -> s3.putObjectTagging(request -> request.bucket(bucket)
                        .key(key)
                        .tagging(S3Mapping.tagging(tags))
                        .overrideConfiguration(AwsSession.within(deadline))));
    }

    private static software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration withChecksum(Deadline deadline) {
        return AwsSession.within(deadline).toBuilder()
                .putHeader(CHECKSUM_MODE, "ENABLED")
                .build();
    }

    @Override
    public Failure classify(Throwable thrown) {
        return S3Errors.classify(thrown, s3.serviceClientConfiguration().region());
    }

    @Override
    public List<Finding> verify(Deadline deadline) throws Exception {
        calls.headBucket(deadline);
        return List.of(Finding.ok("exists"));
    }

    @Override
    public String physicalName() {
        return bucket;
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return type.isInstance(s3) ? Optional.of(type.cast(s3)) : Optional.empty();
    }

    @Override
    public void close() {
        s3.close();
    }
}
