package io.midplatform.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.StorageFeature;
import io.midplatform.testkit.ContractSuite;
import io.midplatform.testkit.DriverProbe;
import java.util.function.Consumer;

/** What the suites of buckets share. */
public abstract class BucketSuite extends ContractSuite {
    /** For suites of this package. */
    BucketSuite() {}

    /**
     * Whether the provider has no such feature; asserts then that a call which needs it says so before any I/O.
     *
     * @return true when there is nothing more to test
     */
    boolean lacks(StorageFeature feature, Consumer<Bucket> call) {
        DriverProbe probe = new DriverProbe();
        Bucket bucket = opened(builder().layer(probe)).bucket("bucket");
        if (bucket.support(feature).isUsable()) {
            return false;
        }
        assertThat(fails(ErrorCode.UNSUPPORTED, () -> call.accept(bucket))).hasMessageContaining(feature.id());
        assertThat(probe.calls()).isEmpty();
        return true;
    }
}
