package io.midplatform.local.memory;

import io.midplatform.local.memory.Entry.LaneKey;
import io.midplatform.local.memory.Entry.Place;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The waiting messages of one ordering key, of one fairness key, or of none. An ordered lane holds delayed messages too, each in its place, and
 * gives nothing while one of its messages is leased. Guarded by the queue's lock.
 */
final class Lane {
    final LaneKey key;
    private final Deque<Entry> waiting = new ArrayDeque<>();
    private int leased;
    private int members;
    /** Whether the lane stands in the queue's round. */
    boolean inRound;

    Lane(LaneKey key) {
        this.key = key;
    }

    boolean isOrdered() {
        return key.ordered();
    }

    boolean isEmpty() {
        return members == 0;
    }

    /** A message was sent that belongs here, wherever it waits. */
    void join() {
        members++;
    }

    /** Whether a receiver may be given a message. */
    boolean isReady() {
        return (leased == 0 || !isOrdered()) && hasReadyHead();
    }

    /** Whether the first message is due, be others leased or not: for the receive that has leased them itself. */
    boolean hasReadyHead() {
        Entry head = waiting.peekFirst();
        return head != null && head.place == Place.READY;
    }

    /** A new message, or one whose delay is over in a lane without order. */
    void append(Entry entry) {
        waiting.addLast(entry);
    }

    Entry take() {
        leased++;
        return waiting.removeFirst();
    }

    /** A leased message is deleted. */
    void release() {
        leased--;
        members--;
    }

    /**
     * A leased message comes back.
     *
     * @param first whether it goes before the others of a lane without order
     */
    void putBack(Entry entry, boolean first) {
        leased--;
        if (isOrdered()) {
            putInPlace(entry);
        } else if (entry.place == Place.READY) {
            if (first) {
                waiting.addFirst(entry);
            } else {
                waiting.addLast(entry);
            }
        }
    }

    /** Only those that were leased together with it can stand before it: a few. */
    private void putInPlace(Entry entry) {
        List<Entry> earlier = new ArrayList<>();
        for (Entry head = waiting.peekFirst();
                head != null && head.sequence < entry.sequence;
                head = waiting.peekFirst()) {
            earlier.add(waiting.removeFirst());
        }
        waiting.addFirst(entry);
        for (int i = earlier.size() - 1; i >= 0; i--) {
            waiting.addFirst(earlier.get(i));
        }
    }

    /** Adds the messages that could be received now. */
    void peek(int max, List<Entry> found) {
        if (!isReady()) {
            return;
        }
        for (Entry entry : waiting) {
            if (found.size() == max || entry.place != Place.READY) {
                return;
            }
            found.add(entry);
        }
    }

    void clear() {
        waiting.forEach(entry -> entry.place = Place.GONE);
        waiting.clear();
        leased = 0;
        members = 0;
        inRound = false;
    }
}
