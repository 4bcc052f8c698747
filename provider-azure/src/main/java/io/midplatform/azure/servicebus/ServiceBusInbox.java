package io.midplatform.azure.servicebus;

import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverAsyncClient;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.TimedCondition;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The messages of a queue without sessions. All receives share one link and ask it for as many messages as they want together. AMQP has no way
 * through the SDK to take back what was asked for, so that what arrives after its receiver has left goes to the next one; where none comes within a
 * second, the link is ended and the message given back.
 */
final class ServiceBusInbox implements ServiceBusReceiving {
    private static final long LINGER_MILLIS = 1000;
    private static final int MANY = 1000;

    private final ServiceBusClients clients;
    private final ServiceBusClock clock;
    private final long gatherNanos;
    private final long listenNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final TimedCondition changed;
    private final Condition changedNow = lock.newCondition();
    private final Deque<ServiceBusReceipt> arrived = new ArrayDeque<>();
    private final Map<String, ServiceBusReceipt> open = new ConcurrentHashMap<>();
    private @Nullable ServiceBusLink link;
    private int receivers;
    private long wanted;
    private long turn;
    private long failures;
    private @Nullable Throwable failure;
    private boolean closed;

    ServiceBusInbox(ServiceBusClients clients, ServiceBusClock clock, ServiceBusSettings settings) {
        this.clients = clients;
        this.clock = clock;
        this.gatherNanos = settings.gather().toNanos();
        this.listenNanos = settings.listen().toNanos();
        this.changed = new TimedCondition(clock.time(), lock);
    }

    @Override
    public List<ServiceBusReceipt> receive(int max, Duration wait, Deadline deadline) throws Exception {
        long listen = wait.isZero() ? Math.max(listenNanos, warmUp(deadline)) : 0;
        List<ServiceBusReceipt> got = new ArrayList<>();
        lock.lockInterruptibly();
        try {
            receivers++;
            turn++;
            wanted += max;
            long end = Math.min(clock.time().nanoTime() + Deadline.nanos(wait), deadline.nanoTime());
            collect(got, max, listen, end);
        } catch (InterruptedException e) {
            if (got.isEmpty()) {
                throw e;
            }
            Thread.currentThread().interrupt();
        } finally {
            receivers--;
            wanted -= max - got.size();
            if (receivers == 0 && !arrived.isEmpty()) {
                lingerOn(turn);
            }
            lock.unlock();
        }
        return got;
    }

    /** Makes sure that the link can be opened; tells how long that may take, from how long the first request took. */
    private long warmUp(Deadline deadline) throws Exception {
        lock.lockInterruptibly();
        try {
            if (link != null || closed) {
                return 0;
            }
        } finally {
            lock.unlock();
        }
        long begin = System.nanoTime();
        ServiceBusCalls.await(clients.settler().peekMessage(Long.MAX_VALUE), deadline);
        return Math.max(2 * listenNanos, 4 * (System.nanoTime() - begin));
    }

    private void collect(List<ServiceBusReceipt> got, int max, long listen, long end) throws Exception {
        long failuresBefore = failures;
        long listenUntil = System.nanoTime() + listen;
        while (true) {
            take(got, max);
            if (got.size() == max || closed) {
                return;
            }
            if (failures != failuresBefore && failure != null) {
                if (!got.isEmpty()) {
                    return;
                }
                throw thrown(failure);
            }
            ask();
            boolean news;
            if (!got.isEmpty()) {
                news = !arrived.isEmpty() || changedNow.awaitNanos(gatherNanos) > 0;
            } else if (listen > 0) {
                news = !arrived.isEmpty() || changedNow.awaitNanos(listenUntil - System.nanoTime()) > 0;
            } else {
                news = !arrived.isEmpty() || changed.awaitUntil(end);
            }
            if (!news && arrived.isEmpty()) {
                return;
            }
        }
    }

    private void take(List<ServiceBusReceipt> got, int max) {
        if (open.size() > MANY) {
            long now = clock.time().nanoTime(); // who never settles must not fill the memory
            open.values().removeIf(receipt -> receipt.until() - now <= 0);
        }
        while (got.size() < max && !arrived.isEmpty()) {
            ServiceBusReceipt receipt = arrived.remove();
            if (receipt.until() - clock.time().nanoTime() > 0) {
                got.add(receipt);
                wanted--;
                String token = receipt.token();
                if (token != null) {
                    open.put(token, receipt);
                }
            }
        }
    }

    private void ask() {
        ServiceBusLink current = link;
        if (current == null) {
            current = new ServiceBusLink(clients.receiver(), this::arrived, this::ended);
            link = current;
            current.open();
        }
        long more = wanted - current.asked() - arrived.size();
        if (more > 0) {
            current.ask(more);
        }
    }

    private void arrived(ServiceBusLink from, ServiceBusReceivedMessage message) {
        lock.lock();
        try {
            from.arrived();
            long now = clock.time().nanoTime();
            arrived.add(new ServiceBusReceipt(message, from, now, clock.left(message.getLockedUntil())));
            if (receivers == 0) {
                lingerOn(turn);
            }
            signal();
        } finally {
            lock.unlock();
        }
    }

    private void ended(ServiceBusLink which, @Nullable Throwable thrown) {
        lock.lock();
        try {
            if (link == which) {
                link = null;
                failures++;
                failure = thrown == null ? new TimeoutException("the link has ended") : thrown;
                signal();
            }
        } finally {
            lock.unlock();
        }
        which.end();
    }

    private void signal() {
        changed.signalAll();
        changedNow.signalAll();
    }

    private void lingerOn(long since) {
        Schedulers.boundedElastic().schedule(() -> leave(since), LINGER_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * Nobody has come for a message: it is given back, after the link has ended, which would bring it again. Nothing else is on its way then, since
     * what was asked for would have come along.
     */
    private void leave(long since) {
        ServiceBusLink unused;
        List<ServiceBusReceipt> strays;
        lock.lock();
        try {
            if (receivers > 0 || turn != since || closed || arrived.isEmpty()) {
                return;
            }
            unused = link;
            link = null;
            strays = new ArrayList<>(arrived);
            arrived.clear();
        } finally {
            lock.unlock();
        }
        if (unused != null) {
            unused.end();
        }
        ServiceBusCalls.begin(abandon(strays), nothing -> {}, () -> {}, thrown -> {}); // each looks after itself
    }

    private Mono<Void> abandon(List<ServiceBusReceipt> receipts) {
        return Flux.fromIterable(receipts)
                .flatMap(receipt -> clients.settler().abandon(receipt.message()).onErrorComplete())
                .then();
    }

    static Exception thrown(Throwable failure) {
        return failure instanceof Exception known ? known : new IllegalStateException(failure);
    }

    @Override
    public ServiceBusReceiverAsyncClient settler(ServiceBusReceipt receipt) {
        return receipt.link().isEnded() ? clients.settler() : receipt.link().client();
    }

    @Override
    public Mono<OffsetDateTime> renewal(ServiceBusReceipt receipt) {
        return clients.settler().renewMessageLock(receipt.message());
    }

    @Override
    public Object lockOf(ServiceBusReceipt receipt) {
        return receipt;
    }

    @Override
    public void done(ServiceBusReceipt receipt) {
        String token = receipt.token();
        if (token != null) {
            open.remove(token);
        }
    }

    @Override
    public boolean letGo(ServiceBusReceipt receipt) {
        return false;
    }

    @Override
    public void close() {
        List<ServiceBusReceipt> rest;
        ServiceBusLink last;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            last = link;
            link = null;
            rest = new ArrayList<>(arrived);
            arrived.clear();
            signal();
        } finally {
            lock.unlock();
        }
        if (last != null) {
            last.end();
        }
        long now = clock.time().nanoTime();
        open.values().stream().filter(receipt -> receipt.until() - now > 0).forEach(rest::add);
        if (!rest.isEmpty()) {
            ServiceBusCalls.farewell(abandon(rest));
        }
    }
}
