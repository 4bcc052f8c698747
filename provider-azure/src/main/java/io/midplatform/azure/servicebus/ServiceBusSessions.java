package io.midplatform.azure.servicebus;

import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverAsyncClient;
import com.azure.messaging.servicebus.models.ServiceBusMessageState;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.TimedCondition;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The messages of a queue with sessions, one for each ordering key. A session is accepted for one receive, held while messages of that one are not
 * settled, and released with the last of them: closing it gives the others back without counting a delivery. At most one accept waits at the
 * service at a time; a session that it brings after its receiver has left is released at once.
 */
final class ServiceBusSessions implements ServiceBusReceiving {
    private final ServiceBusClients clients;
    private final ServiceBusClock clock;
    private final long gatherNanos;
    private final long listenNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final TimedCondition changed;
    private final Condition changedNow = lock.newCondition();
    private final Map<ServiceBusLink, ServiceBusSession> sessions = new HashMap<>();
    private final Deque<ServiceBusTurn> turns = new ArrayDeque<>();
    private @Nullable Accept accepting;
    private long news;
    private long failures;
    private @Nullable Throwable failure;
    private boolean closed;

    ServiceBusSessions(ServiceBusClients clients, ServiceBusClock clock, ServiceBusSettings settings) {
        this.clients = clients;
        this.clock = clock;
        this.gatherNanos = settings.gather().toNanos();
        this.listenNanos = settings.listen().toNanos();
        this.changed = new TimedCondition(clock.time(), lock);
    }

    @Override
    public List<ServiceBusReceipt> receive(int max, Duration wait, Deadline deadline) throws Exception {
        long listen = wait.isZero() ? Math.max(listenNanos, warmUp(deadline)) : 0;
        ServiceBusTurn turn = new ServiceBusTurn(max);
        lock.lockInterruptibly();
        try {
            turns.add(turn);
            sweep();
            long end = Math.min(clock.time().nanoTime() + Deadline.nanos(wait), deadline.nanoTime());
            collect(turn, listen, end);
        } catch (InterruptedException e) {
            if (turn.got().isEmpty()) {
                throw e;
            }
            Thread.currentThread().interrupt();
        } finally {
            turns.remove(turn);
            for (ServiceBusSession session : turn.sessions()) {
                session.leave();
                releaseIfDone(session);
            }
            lock.unlock();
        }
        return turn.got();
    }

    /** Makes sure that the queue can be reached; tells how long an accept may take, from how long that took. */
    private long warmUp(Deadline deadline) throws Exception {
        if (clients.isWarm()) {
            return 0;
        }
        long begin = System.nanoTime();
        ServiceBusCalls.await(clients.settler().peekMessage(Long.MAX_VALUE), deadline);
        clients.warm();
        return Math.max(2 * listenNanos, 4 * (System.nanoTime() - begin));
    }

    private void collect(ServiceBusTurn turn, long listen, long end) throws Exception {
        long failuresBefore = failures;
        long listenUntil = System.nanoTime() + listen;
        while (true) {
            turn.draw(clock.time().nanoTime());
            if (turn.isFull() || closed) {
                return;
            }
            if (failures != failuresBefore && failure != null) {
                if (turn.got().isEmpty()) {
                    throw ServiceBusInbox.thrown(failure);
                }
                return;
            }
            dropDry(turn);
            accept();
            if (!turn.got().isEmpty()) {
                if (!hears(turn.isDeep() && turn.isExpecting() ? listenNanos : gatherNanos)) {
                    if (turn.isDeep()) {
                        return;
                    }
                    turn.goDeep(this::look);
                }
            } else if (listen > 0) {
                if (!hears(listenUntil - System.nanoTime())) {
                    return;
                }
            } else if (!turn.sessions().isEmpty()) {
                hears(listenNanos); // the message of a session that was accepted is under way
            } else {
                long seen = news;
                if (!changed.awaitUntil(end) && news == seen) {
                    return;
                }
            }
        }
    }

    /**
     * Asks a session for more, but for no more than it has. A link that still wants messages when its session is released would get those that are
     * given back just then, and the SDK would give them back once more: again and again, each time counted as a delivery, until the link is closed.
     */
    private void look(ServiceBusSession session, int share) {
        session.looking(true);
        ServiceBusCalls.begin(
                session.link()
                        .client()
                        .peekMessages(Math.toIntExact(share + session.link().asked()), session.next())
                        .filter(message -> message.getState() == ServiceBusMessageState.ACTIVE)
                        .count(),
                there -> found(session, share, there),
                () -> {},
                thrown -> found(session, share, 0));
    }

    private void found(ServiceBusSession session, int share, long there) {
        lock.lock();
        try {
            session.looking(false);
            long more = Math.min(share, there - session.link().asked());
            if (more > 0 && session.isTaken() && sessions.get(session.link()) == session) {
                session.ask(more);
            }
            signal();
        } finally {
            lock.unlock();
        }
    }

    /** Whether something happens within some time of the machine's. */
    private boolean hears(long nanos) throws InterruptedException {
        long seen = news;
        long left = nanos;
        while (news == seen && left > 0) {
            left = changedNow.awaitNanos(left);
        }
        return news != seen;
    }

    /** Sessions that were accepted for messages which somebody else has received meanwhile. */
    private void dropDry(ServiceBusTurn turn) {
        for (ServiceBusSession session : new ArrayList<>(turn.sessions())) {
            if (session.isDry(listenNanos)) {
                turn.sessions().remove(session);
                session.leave();
                releaseIfDone(session);
            }
        }
    }

    private void accept() {
        if (accepting == null && !closed && neediest() != null) {
            Accept next = new Accept();
            accepting = next;
            next.begin();
        }
    }

    private @Nullable ServiceBusTurn neediest() {
        for (ServiceBusTurn turn : turns) {
            if (turn.needsSession()) {
                return turn;
            }
        }
        return null;
    }

    private void accepted(Accept which, ServiceBusReceiverAsyncClient client) {
        lock.lock();
        try {
            if (accepting == which) {
                accepting = null;
            }
            ServiceBusTurn turn = closed ? null : neediest();
            if (turn == null) {
                ServiceBusCalls.leave(client::close);
                return;
            }
            ServiceBusLink link = new ServiceBusLink(client, this::arrived, this::ended);
            ServiceBusSession session = new ServiceBusSession(link, turn);
            sessions.put(link, session);
            turn.sessions().add(session);
            link.open();
            session.ask(1);
            signal();
        } finally {
            lock.unlock();
        }
    }

    private void refused(Accept which, Throwable thrown) {
        lock.lock();
        try {
            if (accepting == which) {
                accepting = null;
                if (!ServiceBusErrors.isNoSession(thrown)) {
                    failures++;
                    failure = thrown;
                }
                signal();
            }
        } finally {
            lock.unlock();
        }
    }

    private void arrived(ServiceBusLink link, ServiceBusReceivedMessage message) {
        lock.lock();
        try {
            link.arrived();
            ServiceBusSession session = sessions.get(link);
            if (session != null) {
                long now = clock.time().nanoTime();
                session.arrived(new ServiceBusReceipt(message, link, now, clock.left(message.getLockedUntil())));
                signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The session is lost, or the connection: the service has given its messages back. */
    private void ended(ServiceBusLink link, @Nullable Throwable thrown) {
        lock.lock();
        try {
            ServiceBusSession session = sessions.remove(link);
            if (session != null) {
                session.lose();
                turns.forEach(turn -> turn.sessions().remove(session));
                if (thrown instanceof TimeoutException) {
                    failures++;
                    failure = thrown;
                }
                signal();
            }
        } finally {
            lock.unlock();
        }
        link.end();
    }

    private void signal() {
        news++;
        changed.signalAll();
        changedNow.signalAll();
    }

    /** Sessions whose leases are all over hold back their keys for nobody. */
    private void sweep() {
        new ArrayList<>(sessions.values()).forEach(this::releaseIfDone);
    }

    private void releaseIfDone(ServiceBusSession session) {
        if (session.isDone(clock.time().nanoTime()) && sessions.remove(session.link()) != null) {
            session.link().end();
        }
    }

    private void change(ServiceBusReceipt receipt, java.util.function.Consumer<ServiceBusSession> change) {
        lock.lock();
        try {
            ServiceBusSession session = sessions.get(receipt.link());
            if (session != null) {
                change.accept(session);
                releaseIfDone(session);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public ServiceBusReceiverAsyncClient settler(ServiceBusReceipt receipt) {
        return receipt.link().isEnded() ? clients.settler() : receipt.link().client();
    }

    @Override
    public Mono<OffsetDateTime> renewal(ServiceBusReceipt receipt) {
        return receipt.link().client().renewSessionLock();
    }

    @Override
    public Object lockOf(ServiceBusReceipt receipt) {
        return receipt.link();
    }

    @Override
    public void done(ServiceBusReceipt receipt) {
        change(receipt, session -> session.done(receipt));
    }

    @Override
    public boolean letGo(ServiceBusReceipt receipt) {
        done(receipt);
        return true;
    }

    @Override
    public void close() {
        List<ServiceBusSession> rest;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            accepting = null;
            rest = new ArrayList<>(sessions.values());
            sessions.clear();
            signal();
        } finally {
            lock.unlock();
        }
        rest.forEach(session -> session.link().end());
    }

    /** A request for any session. Where it is too late, the session that it brings is released. */
    private final class Accept {
        void begin() {
            ServiceBusCalls.begin(
                    clients.sessions().acceptNextSession(),
                    client -> accepted(this, client),
                    () -> {},
                    thrown -> refused(this, thrown));
        }
    }
}
