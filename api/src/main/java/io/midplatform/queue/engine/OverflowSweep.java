package io.midplatform.queue.engine;

import io.midplatform.PlatformException;
import io.midplatform.Registration;
import io.midplatform.engine.call.ResourceContext;
import io.midplatform.queue.spi.QueueLimits;
import io.midplatform.storage.Bucket;
import io.midplatform.storage.ListEntry;
import io.midplatform.storage.ListOptions;
import io.midplatform.storage.ListPage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes the bodies of a queue that nobody can need any more: those of messages that the queue itself has dropped by now. */
final class OverflowSweep {
    private static final Logger LOG = LoggerFactory.getLogger(OverflowSweep.class);

    /** A program that is started now and then and runs for minutes sweeps too. */
    private static final Duration FIRST = Duration.ofMinutes(1);

    private static final Duration INTERVAL = Duration.ofHours(1);

    /** For clocks that differ, and for a body that was put long before its message was sent. */
    private static final Duration MARGIN = Duration.ofHours(1);

    private static final int PAGE = 1_000;
    private static final int MOST_PAGES = 10;

    /** A sweep that fails once is no trouble: the next one comes. */
    private static final int PERSISTENT = 3;

    private static final String PART = "overflow";

    private final ResourceContext context;
    private final OverflowFolder folder;
    private final Duration keep;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Registration next;
    private volatile boolean closed;
    private int failures;

    OverflowSweep(ResourceContext context, OverflowFolder folder, Duration keep) {
        this.context = context;
        this.folder = folder;
        this.keep = keep;
    }

    void start() {
        if (keep.compareTo(QueueLimits.UNLIMITED) < 0) {
            schedule(FIRST);
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            if (next != null) {
                next.close();
            }
        } finally {
            lock.unlock();
        }
    }

    private void schedule(Duration delay) {
        lock.lock();
        try {
            if (!closed) {
                next = context.time().schedule(this::submit, delay);
            }
        } finally {
            lock.unlock();
        }
    }

    private void submit() {
        try {
            context.executor().execute(this::run);
        } catch (RejectedExecutionException e) {
            schedule(INTERVAL);
        }
    }

    private void run() {
        try {
            sweep();
            failures = 0;
            context.health().well(PART);
        } catch (PlatformException | IllegalStateException e) {
            if (!closed) {
                failed(e);
            }
        } finally {
            schedule(INTERVAL);
        }
    }

    private void failed(RuntimeException e) {
        failures++;
        if (failures == 1) {
            LOG.warn("queue '{}': the overflow bucket cannot be swept", context.resource(), e);
        }
        if (failures >= PERSISTENT) {
            context.health().trouble(PART, false, "old bodies cannot be removed: " + e.getMessage());
        }
    }

    /** Goes on as long as there is anything old, up to a bound; the rest waits for the next time. */
    private void sweep() {
        Bucket bucket = folder.overflow().bucket();
        Instant oldest = context.time().instant().minus(keep).minus(MARGIN);
        ListOptions options = ListOptions.defaults().prefix(folder.prefix()).pageSize(PAGE);
        for (int pages = 0; pages < MOST_PAGES && !closed; pages++) {
            ListPage page = bucket.listPage(options);
            List<String> old = new ArrayList<>();
            for (ListEntry entry : page.entries()) {
                if (entry instanceof ListEntry.ObjectEntry object
                        && object.lastModified().isBefore(oldest)) {
                    old.add(object.key());
                }
            }
            if (old.isEmpty()) {
                return; // the keys begin with their hour
            }
            bucket.deleteAll(old).throwIfAny();
            if (page.next().isEmpty()) {
                return;
            }
            options = options.token(page.next().get());
        }
    }
}
