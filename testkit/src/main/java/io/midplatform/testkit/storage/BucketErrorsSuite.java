package io.midplatform.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.midplatform.Capability;
import io.midplatform.ErrorCode;
import io.midplatform.HealthReport;
import io.midplatform.Platform;
import io.midplatform.PlatformException;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.ListEntry;
import io.midplatform.storage.ListOptions;
import io.midplatform.testkit.DriverProbe;
import io.midplatform.testkit.Planted;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every operation with every failure: one exception, its code, its context, wrapped once. */
public abstract class BucketErrorsSuite extends BucketSuite {
    private static final List<Failure> FAILURES = List.of(
            Failure.of(ErrorCode.NOT_FOUND, "no bucket."),
            Failure.of(ErrorCode.ACCESS_DENIED, "denied."),
            Failure.of(ErrorCode.UNAUTHENTICATED, "expired."),
            Failure.of(ErrorCode.THROTTLED, "slow down.").retrying(),
            new Failure(ErrorCode.UNAVAILABLE, "503.", "Try later.", true, true, "req-1"),
            Failure.of(ErrorCode.UNKNOWN, "teapot."));

    /** For providers. */
    protected BucketErrorsSuite() {}

    /** All that the provider has the features for; what it lacks is refused before any I/O, see {@link BucketFeaturesSuite}. */
    private static Stream<BucketOperations.Operation> operations(Bucket bucket) {
        return Stream.concat(BucketOperations.ALL.stream(), BucketOperations.KEYLESS.stream())
                .filter(operation -> operation.needs() == null
                        || bucket.support(operation.needs()).isUsable());
    }

    @Test
    protected void operation_driverFails_isClassifiedAndWrappedOnce() {
        DriverProbe probe = new DriverProbe();
        Bucket bucket = opened(builder().layer(probe)).bucket("bucket");
        operations(bucket)
                .forEach(operation -> FAILURES.forEach(failure -> {
                    DriverException vendor = new DriverException(failure, null);
                    probe.fail(operation.driver(), vendor);
                    PlatformException thrown =
                            fails(failure.code(), () -> operation.call().on(bucket, Planted.KEY));
                    probe.fail(operation.driver(), null);
                    assertThat(thrown.operation()).contains(operation.name());
                    assertThat(thrown.resource()).contains("bucket");
                    assertThat(thrown.capability()).contains(Capability.STORAGE);
                    assertThat(thrown.provider()).isPresent();
                    assertThat(thrown.retryable()).isEqualTo(failure.retryable());
                    assertThat(thrown.ambiguous()).isEqualTo(failure.ambiguous());
                    assertThat(thrown.requestId()).isEqualTo(java.util.Optional.ofNullable(failure.requestId()));
                    assertThat(thrown.unwrap(DriverException.class)).contains(vendor);
                }));
    }

    @Test
    protected void operation_asyncFailure_isUnwrapped() {
        DriverProbe probe = new DriverProbe();
        Bucket bucket = opened(builder().layer(probe)).bucket("bucket");
        DriverException vendor = new DriverException(ErrorCode.ACCESS_DENIED, "denied.");
        probe.fail("stat", new CompletionException(new ExecutionException(vendor)));
        assertThat(fails(ErrorCode.ACCESS_DENIED, () -> bucket.head(Planted.KEY))
                        .getCause())
                .isSameAs(vendor);
    }

    @Test
    protected void operation_timeout_isDeadlineExceededAndAmbiguous() {
        DriverProbe probe = new DriverProbe();
        Bucket bucket = opened(builder().layer(probe)).bucket("bucket");
        operations(bucket).forEach(operation -> {
            probe.fail(operation.driver(), new TimeoutException());
            PlatformException thrown =
                    fails(ErrorCode.DEADLINE_EXCEEDED, () -> operation.call().on(bucket, Planted.KEY));
            probe.fail(operation.driver(), null);
            assertThat(thrown.ambiguous()).isTrue();
            assertThat(thrown.advice()).isPresent();
        });
    }

    @Test
    protected void operation_interrupted_isCancelledWithTheFlagSet() {
        DriverProbe probe = new DriverProbe();
        Bucket bucket = opened(builder().layer(probe)).bucket("bucket");
        operations(bucket).forEach(operation -> {
            probe.fail(operation.driver(), new InterruptedException());
            fails(ErrorCode.CANCELLED, () -> operation.call().on(bucket, Planted.KEY));
            probe.fail(operation.driver(), null);
            assertThat(Thread.interrupted()).as(operation.name()).isTrue();
        });
    }

    @Test
    protected void put_interruptedBetweenParts_isCancelledAndLeavesNothing() {
        Bucket bucket = platform().bucket("bucket");
        BucketOperations.Operation parts = BucketOperations.ALL.get(2);
        Thread.currentThread().interrupt();
        fails(ErrorCode.CANCELLED, () -> parts.call().on(bucket, Planted.KEY));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(bucket.exists(Planted.KEY)).isFalse();
    }

    @Test
    protected void list_secondPageFails_throwsThere() {
        DriverProbe probe = new DriverProbe();
        Bucket bucket = opened(builder().layer(probe)).bucket("bucket");
        bucket.put("a", "x");
        bucket.put("b", "x");
        Iterator<ListEntry> listing =
                bucket.list(ListOptions.defaults().pageSize(1)).iterator();
        assertThat(listing.next().key()).isEqualTo("a");
        probe.fail("list", new DriverException(ErrorCode.THROTTLED, "slow down."));
        fails(ErrorCode.THROTTLED, listing::next);
        probe.fail("list", null);
        assertThat(listing.next().key()).as("the same page is asked for again").isEqualTo("b");
    }

    @Test
    protected void operation_missingBucket_isNotFound() {
        Bucket bucket = platform("midplatform.storage.bucket.create", "false").bucket("bucket");
        operations(bucket)
                .filter(o -> !o.name().equals("copy"))
                .forEach(operation ->
                        fails(ErrorCode.NOT_FOUND, () -> operation.call().on(bucket, Planted.KEY)));
    }

    @Test
    protected void operation_afterClose_isIllegalState() {
        Platform platform = platform();
        Bucket bucket = platform.bucket("bucket");
        Iterator<ListEntry> listing = bucket.list().iterator();
        platform.close();
        platform.close();
        operations(bucket)
                .forEach(operation -> assertThatIllegalStateException()
                        .as(operation.name())
                        .isThrownBy(() -> operation.call().on(bucket, Planted.KEY)));
        assertThatIllegalStateException().isThrownBy(listing::hasNext);
        assertThatIllegalStateException().isThrownBy(() -> platform.bucket("bucket"));
    }

    @Test
    protected void health_followsTheCalls() {
        DriverProbe probe = new DriverProbe();
        Platform platform = opened(builder().layer(probe));
        Bucket bucket = platform.bucket("bucket");
        bucket.exists(Planted.KEY);
        assertThat(platform.health().status()).isEqualTo(HealthReport.Status.UP);
        probe.fail("stat", new DriverException(ErrorCode.UNAVAILABLE, "gone."));
        fails(ErrorCode.UNAVAILABLE, () -> bucket.exists(Planted.KEY));
        assertThat(platform.health().status()).isEqualTo(HealthReport.Status.DOWN);
        assertThat(platform.health().resources().get(0).reason()).contains("UNAVAILABLE");
        probe.fail("stat", new DriverException(ErrorCode.THROTTLED, "slow."));
        fails(ErrorCode.THROTTLED, () -> bucket.exists(Planted.KEY));
        assertThat(platform.health().status()).isEqualTo(HealthReport.Status.DEGRADED);
        probe.fail("stat", null);
        bucket.exists(Planted.KEY);
        assertThat(platform.health().status()).isEqualTo(HealthReport.Status.UP);
    }
}
