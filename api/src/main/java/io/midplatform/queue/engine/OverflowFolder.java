package io.midplatform.queue.engine;

import io.midplatform.PlatformException;
import io.midplatform.engine.call.ResourceContext;
import io.midplatform.queue.spi.Pointer;
import io.midplatform.spi.Deadline;
import io.midplatform.storage.Content;
import io.midplatform.storage.PutOptions;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One queue's folder of the overflow bucket; its dead letters have their bodies there too. Thread-safe. */
final class OverflowFolder {
    private static final Logger LOG = LoggerFactory.getLogger(OverflowFolder.class);

    private static final String ROOT = "midplatform-overflow/";

    /** The hour comes first, so that a sweep finds the oldest bodies first. */
    private static final DateTimeFormatter HOUR =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HH").withZone(ZoneOffset.UTC);

    private static final int MOST_WAITING = 10_000;
    private static final int MOST_AT_ONCE = 1_000;

    private final ResourceContext context;
    private final Overflow overflow;
    private final String prefix;
    private final Queue<String> unwanted = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicBoolean removing = new AtomicBoolean();
    private final AtomicBoolean told = new AtomicBoolean();
    private volatile boolean closed;

    OverflowFolder(ResourceContext context, Overflow overflow, String queue) {
        this.context = context;
        this.overflow = overflow;
        this.prefix = ROOT + segment(queue) + "/";
    }

    /** A queue's name as one segment of a key; two names are never the same segment. */
    static String segment(String queue) {
        StringBuilder segment = new StringBuilder(queue.length());
        for (int i = 0; i < queue.length(); i++) {
            char c = queue.charAt(i);
            boolean plain = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || c == '-'
                    || c == '_'
                    || (c == '.' && i > 0);
            if (plain) {
                segment.append(c);
            } else {
                segment.append('~').append(Integer.toHexString(0x10000 + c), 1, 5);
            }
        }
        return segment.toString();
    }

    Overflow overflow() {
        return overflow;
    }

    String prefix() {
        return prefix;
    }

    String newKey() {
        return prefix + HOUR.format(context.time().instant()) + "-" + UUID.randomUUID();
    }

    void put(String key, byte[] body, String contentType, Deadline deadline) {
        overflow.bucket()
                .put(
                        key,
                        Content.bytes(body),
                        PutOptions.defaults().contentType(contentType).timeout(deadline.remaining()));
    }

    /** The key of a body that was put here, which alone may be removed: a pointer of another program may lead to anything. */
    @Nullable
    String ownKey(@Nullable Pointer pointer) {
        String key = pointer == null || !pointer.isOwn() ? null : overflow.keyOf(pointer);
        return key != null && key.startsWith(prefix) ? key : null;
    }

    /** Removes bodies some time soon, if all goes well; what stays is swept. */
    void remove(Collection<String> keys) {
        for (String key : keys) {
            if (waiting.get() < MOST_WAITING) {
                waiting.incrementAndGet();
                unwanted.add(key);
            }
        }
        startRemoving();
    }

    void close() {
        closed = true;
    }

    private void startRemoving() {
        if (closed || unwanted.isEmpty() || !removing.compareAndSet(false, true)) {
            return;
        }
        boolean started = false;
        try {
            context.executor().execute(this::removeAll);
            started = true;
        } catch (RejectedExecutionException e) {
            LOG.debug("the bodies stay for the sweep: the executor takes no more work", e);
        } finally {
            if (!started) {
                removing.set(false);
            }
        }
    }

    private void removeAll() {
        try {
            List<String> batch = nextBatch();
            while (!batch.isEmpty()) {
                removeNow(batch);
                batch = nextBatch();
            }
        } finally {
            removing.set(false);
        }
        startRemoving(); // what came between the last look and the end
    }

    private List<String> nextBatch() {
        List<String> batch = new ArrayList<>();
        while (!closed && batch.size() < MOST_AT_ONCE) {
            String key = unwanted.poll();
            if (key == null) {
                break;
            }
            waiting.decrementAndGet();
            batch.add(key);
        }
        return batch;
    }

    private void removeNow(List<String> keys) {
        try {
            overflow.bucket().deleteAll(keys).throwIfAny();
            told.set(false);
        } catch (PlatformException | IllegalStateException e) {
            if (!closed && told.compareAndSet(false, true)) {
                LOG.warn("queue '{}': bodies in the overflow bucket stay for the sweep", context.resource(), e);
            }
        }
    }
}
