package io.midplatform.local.memory;

import io.midplatform.queue.spi.OutgoingMessage;
import io.midplatform.queue.spi.StoredMessage;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A message in a queue. All that changes is guarded by the queue's lock. */
final class Entry {
    /** Where a message is. */
    enum Place {
        /** In its lane. */
        READY,
        /** Waits for its moment; in its lane too if that keeps order. */
        DELAYED,
        /** Given to a receiver. */
        LEASED,
        /** Deleted. */
        GONE
    }

    final long sequence;
    final String id;
    final OutgoingMessage sent;
    final Map<String, String> headers;
    final Instant sentAt;
    final Lane lane;

    Place place = Place.READY;
    int attempts;
    /** When the delay or the lease is over, on the monotonic clock. */
    long dueAt;
    /** Where the entry stands in the heap of those that wait for a moment, -1 if it does not. */
    int heapIndex = -1;
    /** Which lease is the current one; an older receipt is void. */
    long lease;

    Entry(long sequence, String id, OutgoingMessage sent, Instant sentAt, Lane lane) {
        this.sequence = sequence;
        this.id = id;
        this.sent = sent;
        this.headers = headers(sent);
        this.sentAt = sentAt;
        this.lane = lane;
    }

    private static Map<String, String> headers(OutgoingMessage message) {
        if (message.trace().isEmpty()) {
            return message.headers();
        }
        Map<String, String> all = new LinkedHashMap<>(message.trace());
        all.putAll(message.headers());
        return Collections.unmodifiableMap(all);
    }

    StoredMessage stored() {
        return new StoredMessage(
                id,
                sent.body(),
                headers,
                attempts,
                sentAt,
                sent.orderingKey(),
                sent.fairnessKey(),
                sent.deadLetter(),
                sent.pointer());
    }

    /**
     * What a receiver must show to settle.
     *
     * @param entry the message
     * @param lease which of its leases
     */
    record Receipt(Entry entry, long lease) {
        boolean isVoid() {
            return entry.place != Place.LEASED || entry.lease != lease;
        }
    }

    /**
     * The key of a lane; keys of order and of fairness do not meet.
     *
     * @param ordered whether the lane keeps order
     * @param key the key, null for the messages without one
     */
    record LaneKey(boolean ordered, @Nullable String key) {}
}
