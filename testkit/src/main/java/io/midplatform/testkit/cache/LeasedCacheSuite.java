package io.midplatform.testkit.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.cache.Loader;
import io.midplatform.cache.spi.CacheWrite;
import io.midplatform.spi.Deadline;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** What the suites about leases share: loaders that are held, and leases of processes that are not there. */
public abstract class LeasedCacheSuite extends CacheSuite {
    /** The physical key of the lease of {@code a}. */
    static final String LEASE = "midplatform:test^a";

    /** The longest pause between two looks of a waiter. */
    static final Duration POLL = Duration.ofMillis(200);

    final CountDownLatch loading = new CountDownLatch(1);
    final CountDownLatch release = new CountDownLatch(1);
    final AtomicInteger loads = new AtomicInteger();

    LeasedCacheSuite() {}

    /**
     * Lets time pass for the store; a provider whose store does not go by the platform's time really waits.
     *
     * @param by how long
     */
    protected void passStoreTime(Duration by) {
        time.advance(by);
    }

    final Loader<String> held(String value) {
        return held(key -> value);
    }

    /** A loader that counts, tells that it runs and waits to be released. */
    final Loader<String> held(Loader<String> loader) {
        return key -> {
            loads.incrementAndGet();
            loading.countDown();
            release.await();
            return loader.load(key);
        };
    }

    /** Another process's lease. */
    final void lease(String key, Duration ttl) throws Exception {
        byte[] owner = "somebody".getBytes(StandardCharsets.UTF_8);
        driver().put(List.of(CacheWrite.always(key, owner, ttl.toMillis())), List.of(), deadline());
    }

    final boolean isStored(String key) throws Exception {
        return driver().get(List.of(key), deadline()).get(0).result() != null;
    }

    final Deadline deadline() {
        return Deadline.after(time, Duration.ofSeconds(20));
    }

    /** Waits until the driver has been called so. */
    final void awaitCall(String operation) {
        awaitThat(() -> driver().calls().contains(operation));
    }

    /** Waits until nobody has a lease any more. */
    final void awaitReleased(String key) {
        awaitThat(() -> {
            try {
                return !isStored(key);
            } catch (Exception e) {
                throw new AssertionError("the store cannot be asked", e);
            }
        });
    }

    static void assertCode(ErrorCode code, Throwable thrown) {
        assertThat(thrown)
                .isInstanceOfSatisfying(
                        PlatformException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
