package io.midplatform.engine.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.spi.Leak;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeaksTest {
    @Test
    void caller_isTheFirstLineOutsideContractsEngineAndRuntime() {
        assertThat(List.of(
                        "com.acme.Shop",
                        "Shop",
                        "io.midplatform.local.LocalTest",
                        "io.midplatform.testkit.storage.BucketReadingSuite",
                        "io.midplatform.examples.quickstart.Quickstart"))
                .allMatch(Leaks::isCaller);
        assertThat(List.of(
                        "io.midplatform.Platform",
                        "io.midplatform.storage.Bucket",
                        "io.midplatform.storage.engine.PortableBucket",
                        "io.midplatform.engine.call.Calls",
                        "java.util.stream.ReferencePipeline$3$1",
                        "jdk.internal.reflect.DirectMethodHandleAccessor"))
                .noneMatch(Leaks::isCaller);
    }

    @Test
    void platformClosed_nothingOpen_tellsNothing() {
        List<Leak> told = new ArrayList<>();
        Leaks leaks = new Leaks(Leaks.Detection.FULL, told::add);
        Object platform = new Object();
        leaks.follow(platform).closed(platform);
        leaks.platformClosed();
        assertThat(told).isEmpty();
    }
}
