package io.midplatform.aws.s3;

import io.midplatform.aws.session.AwsErrors;
import io.midplatform.aws.session.AwsSession;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import io.midplatform.spi.ItemOutcome;
import io.midplatform.storage.spi.BucketDriver.Condition;
import io.midplatform.storage.spi.BucketDriver.Deletion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Deletes objects: together where the batch's body can name them, else one by one. */
final class S3Deletes {
    private final S3Client s3;
    private final String bucket;
    private final S3Calls calls;

    S3Deletes(S3Client s3, String bucket, S3Calls calls) {
        this.s3 = s3;
        this.bucket = bucket;
        this.calls = calls;
    }

    List<ItemOutcome<Void>> delete(List<Deletion> items, Deadline deadline) throws Exception {
        if (items.size() == 1) {
            delete(items.get(0), deadline);
            return List.of(ItemOutcome.done());
        }
        List<ItemOutcome<Void>> outcomes = new ArrayList<>(items.size());
        Map<String, S3Error> failed = deleteTogether(items, deadline);
        for (Deletion item : items) {
            S3Error error = failed.get(item.key());
            if (isAlone(item)) {
                outcomes.add(deleteAlone(item, deadline));
            } else {
                outcomes.add(error == null ? ItemOutcome.done() : ItemOutcome.failed(failure(error)));
            }
        }
        return outcomes;
    }

    private static boolean isAlone(Deletion item) {
        return item.ifMatch() != null || item.version() != null || !S3Keys.isXml(item.key());
    }

    private Map<String, S3Error> deleteTogether(List<Deletion> items, Deadline deadline) throws Exception {
        List<ObjectIdentifier> together = items.stream()
                .filter(item -> !isAlone(item))
                .map(item -> ObjectIdentifier.builder().key(item.key()).build())
                .toList();
        if (together.isEmpty()) {
            return Map.of();
        }
        Map<String, S3Error> failed = new HashMap<>();
        calls.call(
                        deadline,
                        () -> s3.deleteObjects(request -> request.bucket(bucket)
                                .delete(batch -> batch.objects(together).quiet(true))
                                .overrideConfiguration(AwsSession.within(deadline))))
                .errors()
                .forEach(error -> failed.put(error.key(), error));
        return failed;
    }

    private ItemOutcome<Void> deleteAlone(Deletion item, Deadline deadline) throws Exception {
        try {
            delete(item, deadline);
            return ItemOutcome.done();
        } catch (S3Exception | DriverException e) {
            return ItemOutcome.failed(e);
        }
    }

    private void delete(Deletion item, Deadline deadline) throws Exception {
        String etag = item.ifMatch();
        calls.conditionally(
                new Condition(false, etag),
                deadline,
                () -> s3.deleteObject(request -> request.bucket(bucket)
                        .key(item.key())
                        .versionId(item.version())
                        .ifMatch(etag == null ? null : S3Mapping.quoted(etag))
                        .overrideConfiguration(AwsSession.within(deadline))));
    }

    private static DriverException failure(S3Error error) {
        String code = error.code() == null ? "" : error.code();
        Failure known = S3Errors.of(code);
        if (known == null) {
            known = AwsErrors.byCode(code);
        }
        return new DriverException(known, null);
    }
}
