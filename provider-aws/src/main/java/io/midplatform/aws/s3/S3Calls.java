package io.midplatform.aws.s3;

import io.midplatform.ErrorCode;
import io.midplatform.aws.session.AwsCalls;
import io.midplatform.aws.session.AwsSession;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import io.midplatform.storage.spi.BucketDriver.Condition;
import java.util.function.Supplier;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** How requests to one bucket are made: the bucket first where it is to be made, conditions and interrupts told as the contract does. Thread-safe. */
final class S3Calls {
    /** S3 answers a conditional write with a conflict while another one is under way, and wants it again. */
    private static final int CONFLICTS = 5;

    private final S3Client s3;
    private final String bucket;
    private final boolean create;
    private volatile boolean exists;

    S3Calls(S3Client s3, String bucket, boolean create) {
        this.s3 = s3;
        this.bucket = bucket;
        this.create = create;
    }

    /** Whether a request has succeeded, so that what is missing is the object. */
    boolean hasSeenBucket() {
        return exists;
    }

    void headBucket(Deadline deadline) throws Exception {
        try {
            head(
                    deadline,
                    () -> s3.headBucket(
                            request -> request.bucket(bucket).overrideConfiguration(AwsSession.within(deadline))));
        } catch (S3Exception e) {
            if (e.statusCode() == 404) {
                throw new DriverException(noBucket(), e);
            }
            throw e;
        }
    }

    private static Failure noBucket() {
        Failure known = S3Errors.of("NoSuchBucket");
        return known == null ? Failure.of(ErrorCode.NOT_FOUND, "there is no such bucket.") : known;
    }

    /** A conditional request: S3 says in several ways that the condition does not hold, and sometimes wants the request again. */
    <T> T conditionally(Condition condition, Deadline deadline, Supplier<T> request) throws Exception {
        S3Exception conflict = null;
        for (int attempt = 1; ; attempt++) {
            try {
                return call(deadline, request);
            } catch (S3Exception e) {
                if (S3Errors.isConflict(e) && attempt < CONFLICTS && !deadline.isExpired()) {
                    conflict = e;
                } else if (conflict != null && S3Errors.isUploadGone(e)) {
                    throw conflict; // it took the upload along
                } else {
                    throw condition(condition, e);
                }
            }
        }
    }

    private static RuntimeException condition(Condition condition, S3Exception thrown) {
        Integer attempts = thrown.numAttempts();
        boolean uncertain = attempts != null && attempts > 1;
        Failure failure;
        if (condition.onlyIfAbsent() && S3Errors.isConditionFailed(thrown)) {
            failure = Failure.of(ErrorCode.ALREADY_EXISTS, "there is an object of this key already.");
        } else if (condition.ifMatch() != null && S3Errors.isMissing(thrown) && !S3Errors.isUploadGone(thrown)) {
            failure = Failure.of(ErrorCode.PRECONDITION_FAILED, "there is no object of this key.");
        } else {
            return thrown;
        }
        return new DriverException(uncertain ? failure.uncertain() : failure, thrown);
    }

    /** A HEAD. Its answer cannot say why it was refused, such as for expired credentials: another request is asked then. */
    <T> T head(Deadline deadline, Supplier<T> request) throws InterruptedException {
        try {
            return call(deadline, request);
        } catch (S3Exception e) {
            boolean isUntold =
                    S3Errors.isUntold(e, s3.serviceClientConfiguration().region());
            throw isUntold ? explained(e, deadline) : e;
        }
    }

    private S3Exception explained(S3Exception refused, Deadline deadline) throws InterruptedException {
        try {
            AwsCalls.call(() -> s3.listObjectsV2(
                    list -> list.bucket(bucket).maxKeys(1).overrideConfiguration(AwsSession.within(deadline))));
            return refused;
        } catch (S3Exception e) {
            return e.statusCode() == refused.statusCode() ? e : refused;
        }
    }

    /** One request: makes the bucket first where that is asked for, and tells an interrupt as one. */
    <T> T call(Deadline deadline, Supplier<T> request) throws InterruptedException {
        if (create && !exists) {
            create(deadline);
        }
        T result = AwsCalls.call(request);
        exists = true;
        return result;
    }

    private void create(Deadline deadline) throws InterruptedException {
        try {
            AwsCalls.call(() ->
                    s3.createBucket(make -> make.bucket(bucket).overrideConfiguration(AwsSession.within(deadline))));
        } catch (BucketAlreadyOwnedByYouException e) {
            // as it should be
        }
        exists = true;
    }
}
