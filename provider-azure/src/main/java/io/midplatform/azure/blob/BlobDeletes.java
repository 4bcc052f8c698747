package io.midplatform.azure.blob;

import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.rest.Response;
import com.azure.storage.blob.batch.BlobBatch;
import com.azure.storage.blob.batch.BlobBatchClient;
import com.azure.storage.blob.models.BlobStorageException;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.ItemOutcome;
import io.midplatform.storage.spi.BucketDriver.Condition;
import io.midplatform.storage.spi.BucketDriver.Deletion;
import java.util.ArrayList;
import java.util.List;

/** Deletes objects: together in a batch, which is one request; one by one what has a condition or a version. */
final class BlobDeletes {
    private final BlobBatchClient batches;
    private final BlobCalls calls;
    private final BlobVersions versions;

    BlobDeletes(BlobBatchClient batches, BlobCalls calls, BlobVersions versions) {
        this.batches = batches;
        this.calls = calls;
        this.versions = versions;
    }

    List<ItemOutcome<Void>> delete(List<Deletion> items, Deadline deadline) throws Exception {
        if (items.size() == 1) {
            delete(items.get(0), deadline);
            return List.of(ItemOutcome.done());
        }
        List<Deletion> together = items.stream().filter(item -> !isAlone(item)).toList();
        List<ItemOutcome<Void>> batch = together.isEmpty() ? List.of() : deleteTogether(together, deadline);
        List<ItemOutcome<Void>> outcomes = new ArrayList<>(items.size());
        int next = 0;
        for (Deletion item : items) {
            outcomes.add(isAlone(item) ? deleteAlone(item, deadline) : batch.get(next++));
        }
        return outcomes;
    }

    private static boolean isAlone(Deletion item) {
        return item.ifMatch() != null || item.version() != null;
    }

    private List<ItemOutcome<Void>> deleteTogether(List<Deletion> items, Deadline deadline) throws Exception {
        BlobBatch batch = batches.getBlobBatch();
        // by address: a path-style endpoint would lose the account otherwise
        List<Response<Void>> answers = items.stream()
                .map(item -> batch.deleteBlob(calls.url(item.key())))
                .toList();
        calls.call(deadline, context -> batches.submitBatchWithResponse(batch, false, null, context));
        return answers.stream().map(BlobDeletes::outcome).toList();
    }

    private static ItemOutcome<Void> outcome(Response<Void> answer) {
        try {
            answer.getStatusCode(); // throws for any but a success
            return ItemOutcome.done();
        } catch (BlobStorageException e) {
            return BlobErrors.isMissing(e) ? ItemOutcome.done() : ItemOutcome.failed(e);
        }
    }

    private ItemOutcome<Void> deleteAlone(Deletion item, Deadline deadline) throws Exception {
        try {
            delete(item, deadline);
            return ItemOutcome.done();
        } catch (BlobStorageException | DriverException e) {
            return ItemOutcome.failed(e);
        }
    }

    private void delete(Deletion item, Deadline deadline) throws Exception {
        String version = item.version();
        if (BlobVersions.isDeletion(version)) {
            versions.restore(item.key(), deadline);
            return;
        }
        HttpHeaders headers = new HttpHeaders();
        BlobHeaders.ifMatch(headers, item.ifMatch());
        String url = BlobVersions.url(calls.url(item.key()), version);
        try {
            BlobCalls.conditionally(
                    new Condition(false, item.ifMatch()),
                    () -> calls.send(HttpMethod.DELETE, url, headers, null, deadline));
        } catch (BlobStorageException e) {
            if (!BlobErrors.isMissing(e)) {
                throw e;
            }
        }
    }
}
