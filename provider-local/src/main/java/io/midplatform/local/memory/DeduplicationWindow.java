package io.midplatform.local.memory;

import io.midplatform.spi.PlatformTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The deduplication ids of the last minutes. Guarded by the queue's lock. */
final class DeduplicationWindow {
    private record Seen(String deduplicationId, long until) {}

    private final PlatformTime time;
    private final long nanos;
    private final Map<String, String> messageIds = new HashMap<>();
    private final Deque<Seen> inOrder = new ArrayDeque<>();

    DeduplicationWindow(PlatformTime time, Duration length) {
        this.time = time;
        this.nanos = length.toNanos();
    }

    /** The id of the message that was sent with this deduplication id, null if there was none. */
    @Nullable
    String find(String deduplicationId) {
        long now = time.nanoTime();
        for (Seen first = inOrder.peekFirst(); first != null && first.until - now <= 0; first = inOrder.peekFirst()) {
            messageIds.remove(first.deduplicationId);
            inOrder.removeFirst();
        }
        return messageIds.get(deduplicationId);
    }

    void add(String deduplicationId, String messageId) {
        messageIds.put(deduplicationId, messageId);
        inOrder.addLast(new Seen(deduplicationId, time.nanoTime() + nanos));
    }
}
