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
import io.midplatform.storage.SignedRequest;
import io.midplatform.storage.spi.BucketDriver;
import io.midplatform.storage.spi.StorageCapabilities;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** A bucket on S3. */
final class S3BucketDriver implements BucketDriver {
    private static final String CHECKSUM_MODE = "x-amz-checksum-mode";
    private static final AwsRequestOverrideConfiguration WITH_CHECKSUM = AwsRequestOverrideConfiguration.builder()
            .putHeader(CHECKSUM_MODE, "ENABLED")
            .build();

    private final S3Client s3;
    private final String bucket;
    private final S3Settings settings;
    private final boolean checksums;
    private final S3Writes writes;
    private final S3Calls calls;
    private final S3Deletes deletes;
    private final S3Uploads uploads;
    private final S3Presigning presigner;
    private final StorageCapabilities capabilities;
    private volatile @Nullable AwsRequestOverrideConfiguration withChecksum;

    S3BucketDriver(S3Client s3, S3Presigning presigner, String bucket, S3Settings settings, boolean checksums) {
        this.s3 = s3;
        this.presigner = presigner;
        this.bucket = bucket;
        this.settings = settings;
        this.capabilities = S3StorageProvider.capabilities(settings);
        this.checksums = checksums;
        this.writes = new S3Writes(bucket, settings, checksums);
        this.calls = new S3Calls(s3, bucket, settings.create());
        this.deletes = new S3Deletes(s3, bucket, calls);
        this.uploads = new S3Uploads(s3, bucket, calls, writes, checksums);
    }

    @Override
    public StorageCapabilities capabilities() {
        return capabilities;
    }

    @Override
    public @Nullable ObjectInfo stat(String key, Deadline deadline) throws Exception {
        return stat(key, null, deadline);
    }

    private @Nullable ObjectInfo stat(String key, @Nullable String version, Deadline deadline) throws Exception {
        try {
            return S3Mapping.info(
                    key,
                    calls.head(
                            deadline,
                            () -> s3.headObject(request -> request.bucket(bucket)
                                    .key(key)
                                    .versionId(version)
                                    .overrideConfiguration(withChecksum(deadline)))));
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
        GetObjectRequest request = get(read)
                .overrideConfiguration(read.isWhole() ? withChecksum(deadline) : AwsSession.within(deadline))
                .build();
        try {
            ResponseInputStream<GetObjectResponse> got = calls.call(deadline, () -> s3.getObject(request));
            if (!read.isWhole() && got.response().contentRange() == null) {
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

    private GetObjectRequest.Builder get(Read read) {
        String ifMatch = read.ifMatch();
        String ifNoneMatch = read.ifNoneMatch();
        return GetObjectRequest.builder()
                .bucket(bucket)
                .key(read.key())
                .range(read.isWhole() ? null : range(read))
                .versionId(read.version())
                .ifMatch(ifMatch == null ? null : S3Mapping.quoted(ifMatch))
                .ifNoneMatch(ifNoneMatch == null ? null : S3Mapping.quoted(ifNoneMatch));
    }

    /** S3 refuses a range of no bytes. */
    private OpenObject nothing(Read read, Deadline deadline) throws Exception {
        ObjectInfo info = stat(read.key(), read.version(), deadline);
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
        Checksum checksum = checksums ? put.content().checksum().orElse(null) : null;
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
                told == null ? checksum : told,
                response.versionId());
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
    public boolean canCopy(CopySource source, Condition condition) {
        // S3 itself learnt conditions late, and a store that has not ignores them: the put of a streamed copy keeps
        // them
        boolean kept = condition.equals(Condition.NONE) || settings.compat() == S3Settings.Compat.AWS;
        return kept && source.driver() instanceof S3BucketDriver from && from.isReachable(this);
    }

    @Override
    public PutResult copy(Copy copy, Deadline deadline) throws Exception {
        CopyObjectResponse response = calls.conditionally(
                copy.condition(),
                deadline,
                () -> s3.copyObject(writes.copy(copy, copy.source().driver().physicalName())
                        .overrideConfiguration(AwsSession.within(deadline))
                        .build()));
        return new PutResult(
                copy.key(),
                S3Mapping.etag(response.copyObjectResult().eTag()),
                copy.info().size(),
                S3Mapping.checksum(response.copyObjectResult().checksumCRC32C()),
                response.versionId());
    }

    /** Whether the service of another bucket sees this one: the same endpoint, asked by the same account. */
    private boolean isReachable(S3BucketDriver to) {
        return settings.endpoint().equals(to.settings.endpoint())
                && settings.credentials().equals(to.settings.credentials());
    }

    @Override
    public String startUpload(String key, ObjectAttributes attributes, Map<String, String> tags, Deadline deadline)
            throws Exception {
        return uploads.start(key, attributes, tags, deadline);
    }

    @Override
    public String uploadPart(String key, String upload, int number, Content content, Deadline deadline)
            throws Exception {
        return uploads.part(key, upload, number, content, deadline);
    }

    @Override
    public String copyPart(CopyPart part, Deadline deadline) throws Exception {
        return uploads.copy(part, deadline);
    }

    @Override
    public PutResult completeUpload(Completion end, Deadline deadline) throws Exception {
        return uploads.complete(end, deadline);
    }

    @Override
    public void abortUpload(String key, String upload, Deadline deadline) throws Exception {
        uploads.abort(key, upload, deadline);
    }

    @Override
    public PartPage listParts(String key, String upload, @Nullable String token, Deadline deadline) throws Exception {
        return uploads.parts(key, upload, token, deadline);
    }

    @Override
    public UploadPage listUploads(String prefix, @Nullable String token, Deadline deadline) throws Exception {
        return uploads.list(prefix, token, deadline);
    }

    @Override
    public VersionPage listVersions(String key, @Nullable String token, Deadline deadline) throws Exception {
        return S3Mapping.versions(
                key,
                calls.call(
                        deadline,
                        () -> s3.listObjectVersions(request -> request.bucket(bucket)
                                .prefix(key)
                                .keyMarker(token == null ? null : key)
                                .versionIdMarker(token)
                                .overrideConfiguration(AwsSession.within(deadline)))));
    }

    @Override
    public SignedRequest presignRead(Read read, Duration ttl, Deadline deadline) throws Exception {
        return presigner.read(get(read).build(), ttl, deadline);
    }

    @Override
    public SignedRequest presignPut(Put put, @Nullable Checksum checksum, Duration ttl, Deadline deadline)
            throws Exception {
        return presigner.put(writes.presigned(put, checksum).build(), ttl, deadline);
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

    /** Asks for the checksum too; shared by requests as the configuration without it is. */
    private AwsRequestOverrideConfiguration withChecksum(Deadline deadline) {
        AwsRequestOverrideConfiguration plain = AwsSession.within(deadline);
        if (plain == null) {
            return WITH_CHECKSUM;
        }
        AwsRequestOverrideConfiguration known = withChecksum;
        if (known == null || !known.apiCallTimeout().equals(plain.apiCallTimeout())) {
            known = plain.toBuilder().putHeader(CHECKSUM_MODE, "ENABLED").build();
            withChecksum = known; // racy on purpose: any of them will do
        }
        return known;
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
        presigner.close();
        s3.close();
    }
}
