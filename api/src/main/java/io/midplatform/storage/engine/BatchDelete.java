package io.midplatform.storage.engine;

import io.midplatform.BatchResult;
import io.midplatform.Outcome;
import io.midplatform.PlatformException;
import io.midplatform.engine.call.Backoff;
import io.midplatform.engine.call.Calls;
import io.midplatform.engine.call.RetrySettings;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.ItemOutcome;
import io.midplatform.spi.PlatformTime;
import io.midplatform.storage.spi.BucketDriver;
import io.midplatform.storage.spi.BucketDriver.Deletion;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Deletes any number of objects in the batches that the service takes. What it refuses for now, item by item, is tried again: no SDK sees that. */
final class BatchDelete {
    private static final String OPERATION = "deleteAll";

    private final Calls calls;
    private final BucketDriver driver;
    private final Backoff backoff;
    private final int attempts;

    BatchDelete(Calls calls, BucketDriver driver, PlatformTime time, RetrySettings retry) {
        this.calls = calls;
        this.driver = driver;
        this.backoff = new Backoff(time, retry.backoff(), retry.maxBackoff());
        this.attempts = retry.attempts();
    }

    BatchResult<String, Void> delete(List<String> keys) {
        List<Outcome<String, Void>> outcomes = new ArrayList<>(keys.size());
        if (keys.isEmpty()) {
            calls.checkOpen();
            return new BatchResult<>(outcomes);
        }
        try {
            calls.run(OPERATION, null, null, first -> batches(keys, outcomes));
            return new BatchResult<>(outcomes);
        } catch (PlatformException e) {
            return new BatchResult<>(outcomes); // they have it; it was thrown for who observes
        }
    }

    /** Every batch is tried, each with a time-out of its own; throws what the first one that failed as a whole failed with. */
    private void batches(List<String> keys, List<Outcome<String, Void>> outcomes) {
        int most = driver.capabilities().limits().maxDeleteBatch();
        PlatformException first = null;
        for (int from = 0; from < keys.size(); from += most) {
            PlatformException failure = batch(keys.subList(from, Math.min(keys.size(), from + most)), outcomes);
            first = first == null ? failure : first;
        }
        if (first != null) {
            throw first;
        }
    }

    /** One batch; when a request fails as a whole, each of its keys has failed, and the batches before and after it have their own outcome. */
    @SuppressWarnings("IllegalCatch")
    private @Nullable PlatformException batch(List<String> keys, List<Outcome<String, Void>> outcomes) {
        @Nullable PlatformException[] errors = new PlatformException[keys.size()];
        List<Integer> open = new ArrayList<>(keys.size());
        for (int i = 0; i < keys.size(); i++) {
            open.add(i);
        }
        PlatformException whole = null;
        try {
            delete(keys, open, errors, calls.deadline(null));
        } catch (Exception e) {
            if (e instanceof IllegalStateException) {
                calls.checkOpen();
            }
            PlatformException failure = calls.wrap(OPERATION, null, e);
            open.forEach(index -> errors[index] = failure);
            whole = failure;
        }
        for (int i = 0; i < errors.length; i++) {
            PlatformException error = errors[i];
            outcomes.add(error == null ? Outcome.success(keys.get(i), null) : Outcome.failure(keys.get(i), error));
        }
        return whole;
    }

    /**
     * Sends what is open until all is done, refused for good, or out of attempts and time.
     *
     * @param open the indexes of the keys whose outcome is not known; emptied as it becomes known
     * @param errors where each key's last error goes
     */
    private void delete(List<String> keys, List<Integer> open, @Nullable PlatformException[] errors, Deadline deadline)
            throws Exception {
        for (int attempt = 1; ; attempt++) {
            List<Deletion> items = open.stream()
                    .map(index -> new Deletion(keys.get(index), null, null))
                    .toList();
            List<ItemOutcome<Void>> results = driver.delete(items, deadline);
            List<Integer> again = new ArrayList<>();
            for (int i = 0; i < results.size(); i++) {
                int index = open.get(i);
                Throwable failure = results.get(i).failure();
                PlatformException error = failure == null ? null : calls.wrap(OPERATION, keys.get(index), failure);
                errors[index] = error;
                if (error != null && error.retryable()) {
                    again.add(index);
                }
            }
            open.clear();
            if (again.isEmpty() || attempt >= attempts || !backoff.pause(attempt, deadline)) {
                return;
            }
            open.addAll(again);
        }
    }
}
