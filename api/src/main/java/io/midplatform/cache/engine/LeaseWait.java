package io.midplatform.cache.engine;

import io.midplatform.Registration;
import io.midplatform.engine.call.Calls;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.ItemOutcome;
import io.midplatform.spi.PlatformTime;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Waits for what other processes load, by looking into the store again and again.
 *
 * @param <V> the values' type
 */
final class LeaseWait<V> {
    /** Many loads take little longer than this; a store answers faster. */
    private static final long FIRST_PAUSE_NANOS = 10_000_000;
    /** A process asks for one key five to ten times a second at most. */
    private static final long LONGEST_PAUSE_NANOS = 200_000_000;
    /** How often a waiter makes sure that its platform is open: a closed one's timer wakes nobody. */
    private static final long CHECK_MILLIS = 200;

    private final Calls calls;
    private final CacheReader<V> reader;
    private final Leases leases;
    private final PlatformTime time;
    private final LoadFailures failures;

    LeaseWait(Parts<V> parts, CacheReader<V> reader, LoadFailures failures) {
        this.calls = parts.calls();
        this.reader = reader;
        this.leases = parts.leases();
        this.time = parts.context().time();
        this.failures = failures;
    }

    /** Pauses, for longer with each attempt from 1 on, and looks at entries and at their leases in one round trip. */
    CacheReader.Glance<V> next(
            String operation,
            @Nullable String key,
            List<String> entries,
            Collection<String> tags,
            int attempt,
            Deadline deadline)
            throws Exception {
        pause(operation, key, attempt, deadline);
        return reader.seeAll(operation, entries, tags, leases.physical(entries), deadline);
    }

    /** Whether such a look saw the lease of an entry; not when the store cannot be asked. */
    static boolean isLeased(CacheReader.Glance<?> glance, int index) {
        List<ItemOutcome<byte[]>> found = glance.alongside();
        return !found.isEmpty() && found.get(index).result() != null;
    }

    private void pause(String operation, @Nullable String key, int attempt, Deadline deadline) {
        long ceiling = Math.min(LONGEST_PAUSE_NANOS, FIRST_PAUSE_NANOS << Math.min(attempt - 1, 10));
        // jitter: processes that missed together do not ask together
        long drawn = ceiling / 2 + ThreadLocalRandom.current().nextLong(ceiling / 2) + 1;
        CountDownLatch moment = new CountDownLatch(1);
        Duration pause = Duration.ofNanos(Math.min(drawn, deadline.remainingNanos()));
        try (Registration alarm = time.schedule(moment::countDown, pause)) {
            Objects.requireNonNull(alarm, "alarm");
            while (!moment.await(CHECK_MILLIS, TimeUnit.MILLISECONDS)) {
                calls.checkOpen();
            }
        } catch (InterruptedException e) {
            throw failures.cancelled(operation, key, e);
        }
        if (deadline.isExpired()) {
            throw failures.late(operation, key);
        }
    }
}
