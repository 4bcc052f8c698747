package io.midplatform.cache.engine;

import io.midplatform.cache.spi.CacheWrite;
import io.midplatform.engine.call.Calls;
import io.midplatform.engine.call.ResourceContext;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.ItemOutcome;
import io.midplatform.spi.PlatformTime;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Short leases in the store that keep two processes from loading one key at a time. They save work and guard nothing: what is loaded is written
 * back only over what was seen, with a lease or without. So a store that cannot be asked for one does not keep anybody from loading. Thread-safe.
 */
final class Leases {
    private static final Logger LOG = LoggerFactory.getLogger(Leases.class);

    private final boolean on;
    private final Calls calls;
    private final CacheStore store;
    private final CacheKeys keys;
    private final Stamps stamps;
    private final PlatformTime time;
    private final Executor executor;
    private final String resource;
    private final long millis;
    private final long nanos;

    Leases(
            ResourceContext context,
            Calls calls,
            CacheStore store,
            CacheKeys keys,
            Stamps stamps,
            CacheSettings settings) {
        this.on = settings.lease();
        this.calls = calls;
        this.store = store;
        this.keys = keys;
        this.stamps = stamps;
        this.time = context.time();
        this.executor = context.executor();
        this.resource = context.resource();
        this.millis = Lifetimes.millis(settings.leaseTime());
        this.nanos = Deadline.nanos(settings.leaseTime());
    }

    boolean isOn() {
        return on;
    }

    /** The physical keys of the leases of entries. */
    List<String> physical(List<String> entries) {
        List<String> physical = new ArrayList<>(entries.size());
        for (String entry : entries) {
            physical.add(keys.lease(entry));
        }
        return physical;
    }

    /** Asks for the leases of entries with one request; with leases switched off, or a store that cannot be asked, none is held and none refused. */
    List<Lease> take(String operation, @Nullable String key, List<String> entries, Deadline deadline) throws Exception {
        List<String> physical = physical(entries);
        if (!on) {
            return physical.stream().map(Lease::none).toList();
        }
        List<CacheWrite> writes = new ArrayList<>(physical.size());
        for (String lease : physical) {
            byte[] owner =
                    ByteBuffer.allocate(Long.BYTES).putLong(stamps.next()).array();
            writes.add(CacheWrite.ifAbsent(lease, owner, millis));
        }
        long sent = time.nanoTime();
        AtomicBoolean unanswered = new AtomicBoolean();
        List<ItemOutcome<Boolean>> outcomes = new ArrayList<>();
        try {
            boolean asked = store.attempt(operation, key, () -> {
                unanswered.set(true);
                outcomes.addAll(store.putAside(writes, deadline));
                unanswered.set(false);
            });
            if (!asked && Thread.interrupted()) {
                throw new InterruptedException();
            }
            return asked
                    ? answers(operation, key, writes, outcomes, sent)
                    : physical.stream().map(Lease::none).toList();
        } finally {
            if (unanswered.get()) {
                giveUp(writes);
            }
        }
    }

    private List<Lease> answers(
            String operation,
            @Nullable String key,
            List<CacheWrite> writes,
            List<ItemOutcome<Boolean>> outcomes,
            long sent) {
        List<Lease> leases = new ArrayList<>(writes.size());
        List<CacheWrite> unanswered = new ArrayList<>();
        Throwable failure = null;
        for (int i = 0; i < writes.size(); i++) {
            CacheWrite write = writes.get(i);
            ItemOutcome<Boolean> outcome = outcomes.get(i);
            if (outcome.failure() != null) {
                failure = outcome.failure();
                unanswered.add(write);
                leases.add(Lease.none(write.key()));
            } else {
                boolean taken = Boolean.TRUE.equals(outcome.result());
                leases.add(taken ? Lease.held(write.key(), write.value(), sent) : Lease.refused(write.key()));
            }
        }
        giveUp(unanswered);
        if (failure != null && !store.isFailOpen()) {
            release(leases);
            throw calls.wrap(operation, key, failure);
        }
        return leases;
    }

    /** Renews leases from now on, until they end or the answer is told to. */
    LeaseRenewal keep(List<Lease> leases) {
        LeaseRenewal renewal = new LeaseRenewal(time, executor, nanos / 3, () -> renewHeld(leases));
        if (leases.stream().anyMatch(Lease::isHeld)) {
            renewal.start();
        }
        return renewal;
    }

    /** Renews those that are still held; false when there is none. */
    private boolean renewHeld(List<Lease> leases) {
        List<Lease> held = leases.stream().filter(Lease::isHeld).toList();
        if (held.isEmpty()) {
            return false;
        }
        try {
            calls.run("renew", null, third(), deadline -> renew(held, deadline));
        } catch (RuntimeException e) {
            LOG.debug(
                    "cache '{}': a lease was not renewed: {}",
                    resource,
                    e.getClass().getName());
        }
        return true;
    }

    private void renew(List<Lease> held, Deadline deadline) throws Exception {
        List<CacheWrite> writes = new ArrayList<>(held.size());
        for (Lease lease : held) {
            writes.add(CacheWrite.ifMatches(lease.key(), lease.owner(), millis, lease.owner()));
        }
        long sent = time.nanoTime();
        List<ItemOutcome<Boolean>> outcomes = new ArrayList<>();
        store.attempt("renew", null, () -> outcomes.addAll(store.putAside(writes, deadline)));
        for (int i = 0; i < outcomes.size(); i++) {
            if (store.isFailed("renew", null, outcomes.get(i))) {
                continue; // there are two more tries in its time
            }
            if (Boolean.TRUE.equals(outcomes.get(i).result())) {
                held.get(i).confirm(sent);
            } else {
                held.get(i).end(); // it ran out, or the store dropped it: perhaps another load has it now
            }
        }
    }

    /** Gives leases up for others, within a third of their time. */
    void release(List<Lease> leases) {
        release(leases, Deadline.afterNanos(time, nanos / 3));
    }

    /** Gives leases up for others. It never fails: they end by themselves. */
    void release(List<Lease> leases, Deadline deadline) {
        List<Lease> held = leases.stream().filter(Lease::end).toList();
        if (held.isEmpty()) {
            return;
        }
        if (!Thread.currentThread().isInterrupted() && !deadline.isExpired()) {
            Deadline soon = Deadline.afterNanos(time, Math.min(deadline.remainingNanos(), nanos / 3));
            remove(() -> removeFromStore(held, soon));
        } else {
            later(soon -> removeFromStore(held, soon));
        }
    }

    /** Gives up leases that the store may have given without anybody being told; only if they are ours. */
    private void giveUp(List<CacheWrite> asked) {
        if (!asked.isEmpty()) {
            later(deadline -> {
                for (CacheWrite write : asked) {
                    store.driver().removeIf(write.key(), write.value(), deadline);
                }
            });
        }
    }

    /** For a thread that may not wait for a store any more, while others wait for the lease. */
    private void later(Calls.Action removal) {
        try {
            executor.execute(() -> {
                Deadline deadline = Deadline.afterNanos(time, nanos / 3);
                remove(() -> removal.run(deadline));
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("cache '{}': the executor took no release of a lease", resource);
        }
    }

    @SuppressWarnings("IllegalCatch")
    private void remove(CacheStore.Request removal) {
        try {
            store.attempt("release", null, removal);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            LOG.debug(
                    "cache '{}': a lease was not released: {}",
                    resource,
                    e.getClass().getName());
        }
    }

    private void removeFromStore(List<Lease> held, Deadline deadline) throws Exception {
        List<String> sure = new ArrayList<>();
        for (Lease lease : held) {
            // the SPI removes on condition one by one: where many are sure to be still ours, they go in one round trip
            if (held.size() > 1 && time.nanoTime() - lease.confirmed() < nanos / 2) {
                sure.add(lease.key());
            } else {
                store.driver().removeIf(lease.key(), lease.owner(), deadline);
            }
        }
        if (!sure.isEmpty()) {
            store.driver().remove(sure, deadline);
        }
    }

    private java.time.Duration third() {
        return java.time.Duration.ofNanos(nanos / 3);
    }
}
