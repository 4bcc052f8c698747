package io.midplatform.cache.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.observation.ObservationRegistry;
import io.midplatform.Capability;
import io.midplatform.ErrorCode;
import io.midplatform.cache.spi.CacheCapabilities;
import io.midplatform.cache.spi.CacheDriver;
import io.midplatform.engine.call.Calls;
import io.midplatform.engine.call.Leaks;
import io.midplatform.engine.call.Lifecycle;
import io.midplatform.engine.call.ResourceContext;
import io.midplatform.engine.call.ResourceHealth;
import io.midplatform.engine.call.SystemTime;
import io.midplatform.spi.DriverException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CacheStoreTest {
    private static final int ROUNDS = 20_000;

    private final SystemTime time = new SystemTime();
    private final ResourceHealth health = new ResourceHealth(time);
    private final ExecutorService other = Executors.newSingleThreadExecutor();
    private final CacheStore store = store();

    private CacheStore store() {
        ResourceContext context = new ResourceContext(
                Capability.CACHE,
                "local",
                "test",
                time,
                Runnable::run,
                ObservationRegistry.NOOP,
                new Lifecycle(),
                health,
                List.of(),
                Leaks.OFF);
        CacheCapabilities capabilities = new CacheCapabilities(Map.of(), 1_000, 1_000_000);
        CacheDriver driver = (CacheDriver) Proxy.newProxyInstance(
                CacheDriver.class.getClassLoader(),
                new Class<?>[] {CacheDriver.class},
                (proxy, method, arguments) -> capabilities); // nothing else is asked for here
        Calls calls = new Calls(context, Duration.ofSeconds(30), driver::classify);
        return new CacheStore(context, driver, calls, FailurePolicy.FAIL_OPEN, null);
    }

    @AfterEach
    void close() {
        other.shutdownNow();
        time.close();
    }

    /** A success beside a failure must not make the breaker forget a trouble that health is told of a moment later. */
    @Test
    void attempt_successesBesideAFailure_theNextSuccessEndsTheTrouble() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            CyclicBarrier start = new CyclicBarrier(2);
            AtomicBoolean failed = new AtomicBoolean();
            Future<?> successes = other.submit(() -> {
                start.await();
                do {
                    succeed();
                } while (!failed.get());
                return null;
            });
            start.await();
            fail();
            failed.set(true);
            successes.get();
            succeed();
            assertThat(health.worst()).as("in round %s", round).isNull();
        }
    }

    private void succeed() throws Exception {
        store.attempt("get", null, () -> {});
    }

    private void fail() throws Exception {
        store.attempt("get", null, () -> {
            throw new DriverException(ErrorCode.UNKNOWN, "the test wants it so.");
        });
    }
}
