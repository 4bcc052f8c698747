package io.midplatform.config.engine;

import io.midplatform.config.Change;
import io.midplatform.config.ChangeListener;
import io.midplatform.config.ConfigDifference;
import io.midplatform.engine.call.ResourceContext;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One listener with the changes that it has not seen yet; a slow one only delays itself. */
final class Listening {
    private static final Logger LOG = LoggerFactory.getLogger(Listening.class);

    private final String prefix;
    private final ChangeListener listener;
    private final ResourceContext context;
    private final Queue<Change> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private volatile boolean closed;

    Listening(String prefix, ChangeListener listener, ResourceContext context) {
        this.prefix = prefix;
        this.listener = listener;
        this.context = context;
    }

    void offer(Change change) {
        List<ConfigDifference> mine = change.differences().stream()
                .filter(difference -> prefix.isEmpty()
                        || difference.key().equals(prefix)
                        || difference.key().startsWith(prefix + "."))
                .toList();
        if (mine.isEmpty()) {
            return;
        }
        waiting.add(new Change(change.version(), change.time(), mine));
        if (count.getAndIncrement() == 0) {
            submit();
        }
    }

    private void submit() {
        if (closed || context.lifecycle().isClosed()) {
            return;
        }
        try {
            context.executor().execute(this::deliver);
        } catch (RejectedExecutionException full) {
            LOG.debug("A change came while the executor took nothing", full);
            context.time().schedule(this::submit, Source.AGAIN);
        }
    }

    @SuppressWarnings("IllegalCatch") // a listener may throw anything and disturbs nobody
    private void deliver() {
        Change change = waiting.poll();
        try {
            if (change != null && !closed) {
                listener.changed(change);
            }
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            // without its message: a listener's exception may quote the values
            LOG.warn(
                    "A listener to changes of the configuration failed with {}",
                    e.getClass().getName());
        } finally {
            if (count.decrementAndGet() > 0) {
                submit();
            }
        }
    }

    void close() {
        closed = true;
    }
}
