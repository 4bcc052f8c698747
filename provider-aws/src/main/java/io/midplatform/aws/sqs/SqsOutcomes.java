package io.midplatform.aws.sqs;

import io.midplatform.ErrorCode;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import io.midplatform.spi.ItemOutcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;

/**
 * The answers to the items of a batch, which SQS gives in any order: an item's id is its place in the batch. Belongs to one thread.
 *
 * @param <R> the result's type
 */
final class SqsOutcomes<R> {
    private final Map<String, ItemOutcome<R>> byId = new HashMap<>();

    void put(String id, ItemOutcome<R> outcome) {
        byId.put(id, outcome);
    }

    void fail(List<BatchResultErrorEntry> failed) {
        failed.forEach(entry -> byId.put(entry.id(), ItemOutcome.failed(SqsErrors.item(entry))));
    }

    /** The outcomes of as many items, in their order. */
    List<ItemOutcome<R>> inOrder(int count) {
        List<ItemOutcome<R>> all = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            ItemOutcome<R> outcome = byId.get(Integer.toString(i));
            all.add(outcome == null ? unanswered() : outcome);
        }
        return all;
    }

    private static <R> ItemOutcome<R> unanswered() {
        return ItemOutcome.failed(new DriverException(
                Failure.of(ErrorCode.UNAVAILABLE, "SQS did not tell what became of it.")
                        .retrying()
                        .uncertain(),
                null));
    }
}
