package io.midplatform.azure.fake;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.Symbol;
import org.apache.qpid.proton.amqp.UnsignedInteger;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.Outcome;
import org.apache.qpid.proton.amqp.messaging.Rejected;
import org.apache.qpid.proton.amqp.messaging.Source;
import org.apache.qpid.proton.amqp.transaction.TransactionalState;
import org.apache.qpid.proton.amqp.transport.DeliveryState;
import org.apache.qpid.proton.amqp.transport.SenderSettleMode;
import org.apache.qpid.proton.engine.Delivery;
import org.apache.qpid.proton.engine.EndpointState;
import org.apache.qpid.proton.engine.Sender;
import org.apache.qpid.proton.engine.Session;
import org.jspecify.annotations.Nullable;

/** A link that a receiver of a queue has made: from the queue to the client. Guarded by the fake. */
final class BusOutbound {
    private static final Symbol SESSION_FILTER = Symbol.valueOf("com.microsoft:session-filter");
    private static final Symbol TIMEOUT = Symbol.valueOf("com.microsoft:timeout");
    private static final Symbol LOCKED_UNTIL = Symbol.valueOf("com.microsoft:locked-until-utc");
    private static final long TICKS_OF_1970 = 621_355_968_000_000_000L;

    final BusQueue queue;
    private final ServiceBusFake fake;
    private final BusConnection connection;
    private final Sender link;
    private final Source source;
    private final boolean wantsSession;
    private final @Nullable String wanted;
    private final long acceptUntil;
    private @Nullable BusSession session;
    private boolean open;

    BusOutbound(ServiceBusFake fake, BusConnection connection, Sender link, BusQueue queue) {
        this.fake = fake;
        this.connection = connection;
        this.link = link;
        this.queue = queue;
        this.source = (Source) link.getRemoteSource();
        Map<?, ?> filter = source.getFilter();
        this.wantsSession = filter != null && filter.containsKey(SESSION_FILTER);
        this.wanted = wantsSession ? (String) filter.get(SESSION_FILTER) : null;
        Object timeout = link.getRemoteProperties() == null
                ? null
                : link.getRemoteProperties().get(TIMEOUT);
        long millis = timeout instanceof UnsignedInteger told ? told.longValue() : 60_000;
        this.acceptUntil = System.nanoTime() + millis * 1_000_000;
    }

    void attach() {
        if (wantsSession != queue.needsSessions()) {
            refuse(new BusFailure(
                    "amqp:not-allowed",
                    wantsSession
                            ? "A sessionful message receiver cannot be created on an entity that does not require sessions."
                            : "It is not possible for an entity that requires sessions to create a non-sessionful message"
                                    + " receiver."));
        } else if (!wantsSession) {
            open(null);
        } else {
            accept();
        }
    }

    /** Locks a session for a link that waits for one. */
    private void accept() {
        String id = wanted != null ? wanted : queue.freeSession();
        if (id != null && queue.sessions.containsKey(id)) {
            refuse(new BusFailure(
                    "com.microsoft:session-cannot-be-locked", "The requested session is locked already."));
        } else if (id != null) {
            session = new BusSession(id, this, fake.now().plus(queue.options.lock()));
            queue.sessions.put(id, session);
            open(session);
        } else if (System.nanoTime() - acceptUntil > 0) {
            refuse(new BusFailure(
                    "com.microsoft:timeout", "The operation did not complete within the allotted timeout."));
        }
    }

    private void open(@Nullable BusSession locked) {
        if (locked != null) {
            Source told = new Source();
            told.setAddress(source.getAddress());
            Map<Symbol, Object> filter = new HashMap<>();
            filter.put(SESSION_FILTER, locked.id);
            told.setFilter(filter);
            link.setSource(told);
            Map<Symbol, Object> properties = new HashMap<>();
            properties.put(LOCKED_UNTIL, ticks(locked.lockedUntil));
            link.setProperties(properties);
        } else {
            link.setSource(source);
        }
        link.setTarget(link.getRemoteTarget());
        link.setSenderSettleMode(link.getRemoteSenderSettleMode());
        link.setReceiverSettleMode(link.getRemoteReceiverSettleMode());
        link.open();
        open = true;
    }

    private void refuse(BusFailure failure) {
        BusConnection.refuse(link, failure);
        connection.forget(this);
    }

    private static long ticks(Instant instant) {
        return TICKS_OF_1970 + instant.toEpochMilli() * 10_000;
    }

    boolean isOf(Sender other) {
        return link == other;
    }

    boolean isIn(Session other) {
        return link.getSession() == other;
    }

    int credit() {
        return open ? link.getCredit() : 0;
    }

    /** Sends what there is credit for. */
    void pump() {
        if (!open) {
            if (link.getLocalState() == EndpointState.UNINITIALIZED) {
                accept();
            }
            if (!open) {
                return;
            }
        }
        while (link.getCredit() > 0 && link.getLocalState() == EndpointState.ACTIVE) {
            BusMessage message = queue.next(session);
            if (message == null) {
                if (link.getDrain()) {
                    link.drained();
                }
                return;
            }
            deliver(message);
        }
    }

    private void deliver(BusMessage message) {
        boolean settled = link.getSenderSettleMode() == SenderSettleMode.SETTLED;
        if (session == null) {
            message.lock(fake.now().plus(queue.options.lock()));
        } else {
            message.lock(session.lockedUntil);
            message.session = session;
        }
        UUID token = message.token;
        byte[] bytes = message.encode();
        Delivery delivery = link.delivery(BusMessage.tag(token == null ? UUID.randomUUID() : token));
        delivery.setContext(token);
        link.send(bytes, 0, bytes.length);
        if (settled) {
            delivery.settle();
            queue.messages.remove(message.sequence);
        } else {
            link.advance();
        }
    }

    /** The client has said what becomes of a message. */
    void updated(Delivery delivery) {
        DeliveryState state = delivery.getRemoteState();
        if (state == null || delivery.isSettled()) {
            return;
        }
        if (fake.isSilent("settle")) {
            return;
        }
        DeliveryState answer;
        try {
            fake.fail("settle");
            UUID token = (UUID) delivery.getContext();
            if (state instanceof TransactionalState transactional) {
                Outcome outcome = transactional.getOutcome();
                Binary id = transactional.getTxnId();
                fake.transactions().enlist(queue, token, outcome == null ? Accepted.getInstance() : outcome, id);
            } else {
                BusSettling.prepare(queue, token, state).run();
            }
            answer = state;
        } catch (BusFailure e) {
            Rejected rejected = new Rejected();
            rejected.setError(e.asCondition());
            answer = rejected;
        }
        delivery.disposition(answer);
        delivery.settle();
    }

    /** Ends the link with an error. */
    void detach(BusFailure failure) {
        link.setCondition(failure.asCondition());
        link.close();
        closed();
    }

    /** The link is gone: a session is given back, messages stay locked until their locks end. */
    void closed() {
        open = false;
        connection.forget(this);
        if (session != null && queue.sessions.get(session.id) == session) {
            queue.release(session, false);
        }
    }
}
