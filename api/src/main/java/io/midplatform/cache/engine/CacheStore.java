package io.midplatform.cache.engine;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.Support;
import io.midplatform.cache.CacheFeature;
import io.midplatform.cache.spi.CacheDriver;
import io.midplatform.cache.spi.CacheWrite;
import io.midplatform.cache.spi.CacheWritten;
import io.midplatform.engine.call.Calls;
import io.midplatform.engine.call.ResourceContext;
import io.midplatform.engine.call.ResourceHealth;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.ItemOutcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The driver with the failure policy around it: what may fail open goes through {@link #read} and {@link #attempt}, all else straight. */
final class CacheStore {
    /** A request whose failure fail-open may swallow. */
    @FunctionalInterface
    interface Request {
        void run() throws Exception;
    }

    private static final String PART = "store";

    private final CacheDriver driver;
    private final Calls calls;
    private final ResourceHealth health;
    private final Breaker breaker;
    private final boolean failOpen;
    private final boolean conditional;
    private final @Nullable Near<?> near;

    CacheStore(ResourceContext context, CacheDriver driver, Calls calls, FailurePolicy policy, @Nullable Near<?> near) {
        this.driver = driver;
        this.calls = calls;
        this.health = context.health();
        this.breaker = new Breaker(context.time());
        this.failOpen = policy == FailurePolicy.FAIL_OPEN;
        this.near = near;
        this.conditional = support(CacheFeature.CONDITIONAL_WRITES).isUsable();
    }

    CacheDriver driver() {
        return driver;
    }

    boolean isFailOpen() {
        return failOpen;
    }

    boolean isConditional() {
        return conditional;
    }

    Support support(CacheFeature feature) {
        return driver.capabilities().support(feature);
    }

    /** Reads for a call that may fail open: null when the store cannot be asked. */
    @SuppressWarnings("IllegalCatch")
    @Nullable
    List<ItemOutcome<byte[]>> read(String operation, @Nullable String key, List<String> keys, Deadline deadline)
            throws Exception {
        if (!failOpen) {
            return driver.get(keys, deadline);
        }
        if (!breaker.admits()) {
            return null;
        }
        try {
            List<ItemOutcome<byte[]>> outcomes = driver.get(keys, deadline);
            succeeded();
            return outcomes;
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            swallow(operation, key, e);
            return null;
        }
    }

    /** Whether an item of such a read failed; the other policy throws its failure. */
    boolean isFailed(String operation, @Nullable String key, ItemOutcome<?> outcome) {
        Throwable failure = outcome.failure();
        if (failure == null) {
            return false;
        }
        if (!failOpen) {
            throw calls.wrap(operation, key, failure);
        }
        swallow(operation, key, failure);
        return true;
    }

    /** Does what fail-open may drop; false when it was dropped. */
    @SuppressWarnings("IllegalCatch")
    boolean attempt(String operation, @Nullable String key, Request request) throws Exception {
        if (!failOpen) {
            request.run();
            return true;
        }
        if (!breaker.admits()) {
            return false;
        }
        try {
            request.run();
            succeeded();
            return true;
        } catch (InterruptedException e) {
            // the value is loaded and worth returning; the caller's next wait sees the flag
            Thread.currentThread().interrupt();
            return false;
        } catch (Exception e) {
            swallow(operation, key, e);
            return false;
        }
    }

    /** Reads for a call that always throws. */
    List<ItemOutcome<byte[]>> readStrictly(String operation, @Nullable String key, List<String> keys, Deadline deadline)
            throws Exception {
        List<ItemOutcome<byte[]>> outcomes = driver.get(keys, deadline);
        for (int i = 0; i < outcomes.size(); i++) {
            check(operation, key, outcomes.get(i));
        }
        return outcomes;
    }

    /** Writes what is no entry, such as markers and leases, for a call that always throws, or through {@link #attempt}. */
    List<ItemOutcome<Boolean>> putAside(List<CacheWrite> writes, Deadline deadline) throws Exception {
        return driver.put(writes, List.of(), deadline).outcomes();
    }

    /** Writes entries, for a call that always throws, or through {@link #attempt}; with the tickets taken before the markers were read. */
    CacheWritten put(
            List<CacheWrite> entries,
            List<NearCache.@Nullable Ticket> tickets,
            List<String> alongside,
            Deadline deadline)
            throws Exception {
        if (near == null) {
            return driver.put(entries, alongside, deadline);
        }
        CacheWritten written = null;
        try {
            written = driver.put(entries, alongside, deadline);
            return written;
        } finally {
            near.wrote(entries, tickets, written);
        }
    }

    /** Removes entries, for a call that always throws, or through {@link #attempt}. */
    List<ItemOutcome<Void>> remove(List<String> physical, Deadline deadline) throws Exception {
        boolean certain = false;
        try {
            List<ItemOutcome<Void>> outcomes = driver.remove(physical, deadline);
            certain = outcomes.stream().allMatch(outcome -> outcome.failure() == null);
            return outcomes;
        } finally {
            changed(physical, certain);
        }
    }

    /** Removes an entry if it starts with these bytes; through {@link #attempt}. */
    void removeIf(String physical, byte[] head, Deadline deadline) throws Exception {
        boolean certain = false;
        try {
            driver.removeIf(physical, head, deadline);
            certain = true;
        } finally {
            changed(List.of(physical), certain);
        }
    }

    /** Entries were changed, or may have been. */
    void changed(List<String> physical, boolean certain) {
        if (near != null) {
            near.changed(physical, certain);
        }
    }

    /** Throws an item's failure. */
    void check(String operation, @Nullable String key, ItemOutcome<?> outcome) {
        Throwable failure = outcome.failure();
        if (failure != null) {
            throw calls.wrap(operation, key, failure);
        }
    }

    private void succeeded() {
        if (breaker.succeeded()) {
            health.well(PART);
        }
    }

    private void swallow(String operation, @Nullable String key, Throwable thrown) {
        PlatformException failure = calls.wrap(operation, key, thrown);
        if (!isStoreTrouble(failure.code())) {
            throw failure;
        }
        // told first: whoever ends the breaker's count ends the trouble too
        health.trouble(PART, false, "the store fails and reads are misses: " + failure.code());
        breaker.failed();
    }

    /** What is wrong with the request, or with this thread, is no reason to believe the store is down. */
    private static boolean isStoreTrouble(ErrorCode code) {
        return switch (code) {
            case CANCELLED, INVALID_REQUEST, LIMIT_EXCEEDED, UNSUPPORTED, CONFIGURATION, CODEC, LOADER -> false;
            default -> true;
        };
    }
}
