package io.midplatform.azure.fake;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.qpid.proton.message.Message;
import org.jspecify.annotations.Nullable;

/** A queue of the fake, or the dead-letter queue of one. Guarded by the fake. */
final class BusQueue {
    static final String DEAD = "/$deadletterqueue";

    final String name;
    final BusOptions options;
    final TreeMap<Long, BusMessage> messages = new TreeMap<>();
    final Map<String, BusSession> sessions = new HashMap<>();
    private final Map<Object, Instant> seen = new HashMap<>();
    private final @Nullable BusQueue dead;
    private final java.time.InstantSource clock;
    private long lastSequence;
    private Instant ticked = Instant.MIN;

    BusQueue(String name, BusOptions options, java.time.InstantSource clock) {
        this(name, options, clock, new BusQueue(name + DEAD, options.maxDeliveries(Integer.MAX_VALUE), clock, null));
    }

    private BusQueue(String name, BusOptions options, java.time.InstantSource clock, @Nullable BusQueue dead) {
        this.name = name;
        this.options = options;
        this.clock = clock;
        this.dead = dead;
    }

    @Nullable
    BusQueue deadLetters() {
        return dead;
    }

    boolean needsSessions() {
        return options.sessions() && dead != null; // the sub-queue has none
    }

    /** Takes a message; a duplicate is accepted and dropped. */
    long enqueue(Message content) {
        if (dead == null) {
            throw new BusFailure("amqp:not-allowed", "Messages cannot be sent to a dead-letter queue.");
        }
        if (needsSessions() && content.getGroupId() == null) {
            throw new BusFailure(
                    "amqp:not-allowed",
                    "The SessionId was not set on a message, and it cannot be sent to the entity. Entities that have session"
                            + " support enabled can only receive messages that have the SessionId set to a valid value.");
        }
        Instant now = clock.instant();
        Object id = content.getMessageId();
        if (!options.duplicateWindow().isZero() && id != null) {
            seen.values().removeIf(until -> !until.isAfter(now));
            if (seen.putIfAbsent(id, now.plus(options.duplicateWindow())) != null) {
                return -1;
            }
        }
        BusMessage message = new BusMessage(content, now);
        Instant at = message.scheduledAt();
        message.state = at != null && at.isAfter(now) ? BusMessage.State.SCHEDULED : BusMessage.State.ACTIVE;
        add(message);
        return message.sequence;
    }

    private void add(BusMessage message) {
        message.sequence = ++lastSequence;
        messages.put(message.sequence, message);
    }

    /** Ends locks whose time has come, and lets scheduled messages in. */
    void tick() {
        Instant now = clock.instant();
        if (now.equals(ticked)) {
            return;
        }
        ticked = now;
        for (BusSession session : new ArrayList<>(sessions.values())) {
            if (!session.lockedUntil.isAfter(now)) {
                loseSession(session);
            }
        }
        for (BusMessage message : new ArrayList<>(messages.values())) {
            Instant at = message.scheduledAt();
            if (message.state == BusMessage.State.SCHEDULED && at != null && !at.isAfter(now)) {
                messages.remove(message.sequence);
                message.state = BusMessage.State.ACTIVE;
                message.enqueued = at;
                add(message);
            } else if (message.token != null && message.session == null && !message.lockedUntil.isAfter(now)) {
                failed(message);
            }
        }
        if (dead != null) {
            dead.tick();
        }
    }

    /** The lock of a session is over: so are those of its messages, and its link. */
    void loseSession(BusSession session) {
        release(session, true);
        session.owner.detach(BusFailure.sessionLockLost());
    }

    /** Whoever closes a session gives its messages back, which does not count; the end of its lock does. */
    void release(BusSession session, boolean counts) {
        sessions.remove(session.id);
        for (BusMessage message : new ArrayList<>(messages.values())) {
            if (message.session == session) {
                if (counts) {
                    failed(message);
                } else {
                    message.unlock();
                }
            }
        }
    }

    void failed(BusMessage message) {
        message.unlock();
        message.failures++;
        if (message.failures >= options.maxDeliveries()) {
            deadLetter(message, Map.of("DeadLetterReason", "MaxDeliveryCountExceeded"));
        }
    }

    void deadLetter(BusMessage message, Map<?, ?> why) {
        if (dead == null) {
            throw new BusFailure("amqp:not-allowed", "A dead letter cannot be dead-lettered.");
        }
        messages.remove(message.sequence);
        message.unlock();
        change(message, why);
        message.state = BusMessage.State.ACTIVE;
        message.sequence = ++dead.lastSequence;
        dead.messages.put(message.sequence, message);
    }

    static void change(BusMessage message, @Nullable Map<?, ?> properties) {
        if (properties != null && !properties.isEmpty()) {
            Map<String, Object> all = message.properties();
            properties.forEach((key, value) -> all.put(String.valueOf(key), value));
            message.properties(all);
        }
    }

    /** The message of a lock that holds. */
    BusMessage locked(UUID token) {
        for (BusMessage message : messages.values()) {
            if (token.equals(message.token)) {
                return message;
            }
        }
        throw BusFailure.lockLost();
    }

    @Nullable
    BusMessage next(@Nullable BusSession session) {
        for (BusMessage message : messages.values()) {
            if (message.isFree() && (session == null || session.id.equals(message.sessionId()))) {
                return message;
            }
        }
        return null;
    }

    /** A session that has something to receive and that nobody holds. */
    @Nullable
    String freeSession() {
        for (BusMessage message : messages.values()) {
            String id = message.sessionId();
            if (message.isFree() && id != null && !sessions.containsKey(id)) {
                return id;
            }
        }
        return null;
    }

    List<BusMessage> peek(long from, int count, @Nullable String session) {
        List<BusMessage> found = new ArrayList<>();
        for (BusMessage message : messages.tailMap(from).values()) {
            if (found.size() < count && (session == null || session.equals(message.sessionId()))) {
                found.add(message);
            }
        }
        return found;
    }
}
