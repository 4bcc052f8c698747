package io.midplatform.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.BatchResult;
import io.midplatform.ErrorCode;
import io.midplatform.Outcome;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import io.midplatform.spi.ItemOutcome;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.DeleteOptions;
import io.midplatform.storage.StorageFeature;
import io.midplatform.testkit.DriverProbe;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What {@code delete} and {@code deleteAll} promise. */
public abstract class BucketDeletingSuite extends BucketSuite {
    /** For providers. */
    protected BucketDeletingSuite() {}

    @Test
    protected void delete_isIdempotentInOneRequest() {
        DriverProbe probe = new DriverProbe();
        Bucket bucket = opened(builder().layer(probe)).bucket("bucket");
        bucket.put("k", "x");
        probe.reset();
        bucket.delete("k");
        bucket.delete("k");
        bucket.delete("never");
        assertThat(probe.calls()).containsExactly("delete", "delete", "delete");
        assertThat(bucket.exists("k")).isFalse();
    }

    @Test
    protected void delete_ifMatch_deletesThatObjectOnly() {
        if (lacks(
                StorageFeature.CONDITIONAL_DELETE,
                bucket -> bucket.delete("k", DeleteOptions.defaults().ifMatch("e")))) {
            return;
        }
        Bucket bucket = platform().bucket("bucket");
        String old = bucket.put("k", "one").etag();
        String etag = bucket.put("k", "two").etag();
        fails(
                ErrorCode.PRECONDITION_FAILED,
                () -> bucket.delete("k", DeleteOptions.defaults().ifMatch(old)));
        assertThat(bucket.exists("k")).isTrue();
        bucket.delete("k", DeleteOptions.defaults().ifMatch(etag));
        assertThat(bucket.exists("k")).isFalse();
        fails(
                ErrorCode.PRECONDITION_FAILED,
                () -> bucket.delete("k", DeleteOptions.defaults().ifMatch(etag)));
    }

    @Test
    protected void deleteAll_givesAnOutcomePerKeyInOrder() {
        Bucket bucket = platform().bucket("bucket");
        bucket.put("a", "x");
        bucket.put("c", "x");
        bucket.put("kept", "x");
        BatchResult<String, Void> result = bucket.deleteAll(List.of("c", "missing", "a", "a"));
        assertThat(result.outcomes()).extracting(Outcome::item).containsExactly("c", "missing", "a", "a");
        assertThat(result.failed()).isEmpty();
        assertThat(result.throwIfAny()).isSameAs(result);
        assertThat(bucket.list()).hasSize(1);
        assertThat(bucket.deleteAll(List.of()).outcomes()).isEmpty();
    }

    @Test
    protected void deleteAll_overOneBatch_isSplit() {
        DriverProbe probe = new DriverProbe().limits(StorageLimitsOf.deleteBatch(10));
        Bucket bucket = opened(builder().layer(probe)).bucket("bucket");
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            keys.add("k" + i);
            bucket.put("k" + i, "x");
        }
        probe.reset();
        assertThat(bucket.deleteAll(keys).throwIfAny().outcomes()).hasSize(25);
        assertThat(probe.calls()).containsExactly("delete", "delete", "delete");
        assertThat(bucket.list()).isEmpty();
    }

    @Test
    protected void deleteAll_someFail_areToldOneByOne() {
        DriverProbe probe = new DriverProbe();
        probe.change("delete", outcomes -> {
            List<Object> changed = new ArrayList<>((List<?>) outcomes);
            changed.set(1, ItemOutcome.failed(new DriverException(ErrorCode.ACCESS_DENIED, "not this one.")));
            return changed;
        });
        Bucket bucket = opened(builder().layer(probe)).bucket("bucket");
        BatchResult<String, Void> result = bucket.deleteAll(List.of("a", "b", "c"));
        assertThat(result.failed()).extracting(Outcome::item).containsExactly("b");
        assertThat(fails(ErrorCode.ACCESS_DENIED, () -> {
                            throw result.failed().get(0).error().orElseThrow();
                        })
                        .key())
                .contains("b");
    }

    @Test
    protected void deleteAll_oneBatchFails_theOthersHaveTheirOutcome() {
        DriverProbe probe = new DriverProbe().limits(StorageLimitsOf.deleteBatch(2));
        AtomicInteger batches = new AtomicInteger();
        probe.change("delete", outcomes -> {
            if (batches.incrementAndGet() == 2) {
                throw new DriverException(
                        Failure.of(ErrorCode.UNAVAILABLE, "down").retrying(), null);
            }
            return outcomes;
        });
        Bucket bucket = opened(builder().layer(probe)).bucket("bucket");
        BatchResult<String, Void> result = bucket.deleteAll(List.of("a", "b", "c", "d", "e"));
        assertThat(result.outcomes()).extracting(Outcome::isFailed).containsExactly(false, false, true, true, false);
        assertThat(result.failed().get(0).error().orElseThrow().retryable()).isTrue();
    }

    @Test
    protected void deleteAll_itemsRefusedForNow_areTriedAgain() {
        DriverProbe probe = new DriverProbe();
        List<Integer> sizes = new ArrayList<>();
        probe.change("delete", outcomes -> {
            List<Object> changed = new ArrayList<>((List<?>) outcomes);
            sizes.add(changed.size());
            if (sizes.size() <= 2) {
                changed.set(changed.size() - 1, ItemOutcome.failed(throttled()));
            }
            return changed;
        });
        Bucket bucket = opened(builder("midplatform.storage.bucket.retry.backoff", "0s")
                        .layer(probe))
                .bucket("bucket");
        assertThat(bucket.deleteAll(List.of("a", "b", "c")).failed()).isEmpty();
        assertThat(sizes).containsExactly(3, 1, 1);
    }

    @Test
    protected void deleteAll_itemRefusedAtEveryAttempt_fails() {
        DriverProbe probe = new DriverProbe();
        probe.change("delete", outcomes -> List.of(ItemOutcome.failed(throttled())));
        Bucket bucket = opened(builder(
                                "midplatform.storage.bucket.retry.backoff",
                                "0s",
                                "midplatform.storage.bucket.retry.attempts",
                                "3")
                        .layer(probe))
                .bucket("bucket");
        BatchResult<String, Void> result = bucket.deleteAll(List.of("a"));
        assertThat(result.failed().get(0).error().orElseThrow().code()).isEqualTo(ErrorCode.THROTTLED);
        assertThat(probe.calls()).containsExactly("delete", "delete", "delete");
    }

    private static DriverException throttled() {
        return new DriverException(Failure.of(ErrorCode.THROTTLED, "slow down.").retrying(), null);
    }
}
