package io.midplatform.queue.engine;

import io.midplatform.BatchResult;
import io.midplatform.ErrorCode;
import io.midplatform.Outcome;
import io.midplatform.PlatformException;
import io.midplatform.Support;
import io.midplatform.engine.call.PayloadCodec;
import io.midplatform.queue.Delivery;
import io.midplatform.queue.Depth;
import io.midplatform.queue.Message;
import io.midplatform.queue.MessageHandler;
import io.midplatform.queue.MessageQueue;
import io.midplatform.queue.PeekedMessage;
import io.midplatform.queue.QueueFeature;
import io.midplatform.queue.ReceiveOptions;
import io.midplatform.queue.SendOptions;
import io.midplatform.queue.SendReceipt;
import io.midplatform.queue.WorkOptions;
import io.midplatform.queue.Worker;
import io.midplatform.queue.spi.ReceivedMessage;
import io.midplatform.queue.spi.StoredMessage;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.PlatformTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one implementation of a queue. */
final class EngineQueue<T> implements MessageQueue<T> {
    private static final Logger LOG = LoggerFactory.getLogger(EngineQueue.class);

    private final String name;
    private final Wiring wiring;
    private final PayloadCodec<T> codec;
    private final MessageRules<T> rules;
    private final Bodies bodies;
    private final Outbox outbox;
    private final LeaseKeeper keeper;
    private final Settler settler;
    private final Receiver receiver;
    private final @Nullable DeadLetters<T> deadLetters;
    private final Set<EngineWorker<T>> workers = ConcurrentHashMap.newKeySet();
    private final AtomicInteger workerNumber = new AtomicInteger();

    EngineQueue(
            String name, Wiring wiring, PayloadCodec<T> codec, Bodies bodies, @Nullable DeadLetters<T> deadLetters) {
        this.name = name;
        this.wiring = wiring;
        this.codec = codec;
        this.bodies = bodies;
        this.rules = new MessageRules<>(wiring, codec, bodies);
        this.outbox = new Outbox(wiring, bodies);
        this.keeper = new LeaseKeeper(wiring);
        this.settler = new Settler(wiring, keeper, bodies);
        this.receiver = new Receiver(wiring, settler);
        this.deadLetters = deadLetters;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public SendReceipt send(T payload) {
        return send(Message.of(payload), SendOptions.defaults());
    }

    @Override
    public SendReceipt send(Message<T> message, SendOptions options) {
        Objects.requireNonNull(message, "message");
        Map<String, String> trace = carrier();
        Parcel parcel = rules.parcel("send", rules.encode("send", message, trace));
        return SendReceipt.of(wiring.calls()
                .call(
                        "send",
                        null,
                        options.timeout().orElse(null),
                        () -> Traces.sending(trace),
                        deadline -> outbox.send("send", parcel, deadline)));
    }

    @Override
    public BatchResult<Message<T>, SendReceipt> sendAll(Collection<Message<T>> messages, SendOptions options) {
        List<Message<T>> all = List.copyOf(messages);
        wiring.calls().checkOpen();
        Map<String, String> trace = carrier();
        List<Parcel> parcels = parcels(all, trace);
        if (parcels.stream().anyMatch(Parcel::isOpen)) {
            wiring.calls()
                    .call("sendAll", null, options.timeout().orElse(null), () -> Traces.sending(trace), deadline -> {
                        outbox.sendAll("sendAll", parcels, deadline);
                        return Boolean.TRUE;
                    });
        }
        List<Outcome<Message<T>, SendReceipt>> outcomes = new ArrayList<>(all.size());
        for (int i = 0; i < all.size(); i++) {
            outcomes.add(outcome(all.get(i), parcels.get(i)));
        }
        return new BatchResult<>(outcomes);
    }

    @Override
    public List<Delivery<T>> receive(ReceiveOptions options) {
        Duration lease = options.lease().orElse(wiring.settings().lease());
        return List.copyOf(receive(
                options.max(), options.waitUpTo(), lease, options.timeout().orElse(null)));
    }

    List<EngineDelivery<T>> receive(int max, Duration wait, Duration lease, @Nullable Duration timeout) {
        Duration inAll = timeout == null ? wiring.settings().timeout() : timeout;
        List<EngineDelivery<T>> deliveries = wiring.calls()
                .call("receive", null, wait.isZero() ? inAll : inAll.plus(wait), deadline -> {
                    long until = time().nanoTime() + Deadline.nanos(wait);
                    List<EngineDelivery<T>> fit = List.of();
                    boolean again = true;
                    while (again) {
                        List<ReceivedMessage> got = receiver.receive(max, until, lease, deadline);
                        fit = screen(got);
                        // all that came may have gone to the dead letters: that is no reason to stop waiting
                        again = fit.isEmpty() && !got.isEmpty() && until - time().nanoTime() > 0;
                    }
                    return fit;
                });
        if (deliveries.isEmpty() && receiver.isClosed()) {
            throw new IllegalStateException("queue '" + name + "' was closed while it waited for messages");
        }
        return deliveries;
    }

    @Override
    public Worker work(MessageHandler<T> handler, WorkOptions options) {
        Objects.requireNonNull(handler, "handler");
        Objects.requireNonNull(options, "options");
        wiring.calls().checkOpen();
        EngineWorker<T> worker = new EngineWorker<>(this, handler, options, workerNumber.incrementAndGet());
        workers.add(worker);
        worker.start();
        return worker;
    }

    @Override
    public MessageQueue<T> deadLetters() {
        wiring.calls().checkOpen();
        return theDeadLetters("deadLetters").queue();
    }

    @Override
    public int redrive(int max) {
        positive(max);
        return theDeadLetters("redrive").redrive(max, outbox);
    }

    @Override
    public Depth depth() {
        wiring.require("depth", QueueFeature.DEPTH);
        return wiring.calls().call("depth", null, null, wiring.driver()::depth);
    }

    @Override
    public List<PeekedMessage<T>> peek(int max) {
        positive(max);
        wiring.require("peek", QueueFeature.PEEK);
        int most = Math.min(max, wiring.limits().receiveCount());
        List<StoredMessage> stored = wiring.calls()
                .call("peek", null, null, deadline -> wiring.driver().peek(most, deadline));
        List<PeekedMessage<T>> peeked = new ArrayList<>(stored.size());
        stored.forEach(message -> peeked.add(new EnginePeekedMessage<>(this, message)));
        return List.copyOf(peeked);
    }

    @Override
    public void purge() {
        wiring.require("purge", QueueFeature.PURGE);
        wiring.calls().run("purge", null, null, wiring.driver()::purge);
    }

    @Override
    public Support support(QueueFeature feature) {
        return wiring.capabilities().support(Objects.requireNonNull(feature, "feature"));
    }

    @Override
    public <C> Optional<C> unwrap(Class<C> type) {
        return wiring.driver().unwrap(Objects.requireNonNull(type, "type"));
    }

    Wiring wiring() {
        return wiring;
    }

    PlatformTime time() {
        return wiring.time();
    }

    Outbox outbox() {
        return outbox;
    }

    Settler settler() {
        return settler;
    }

    Receiver receiver() {
        return receiver;
    }

    LeaseKeeper keeper() {
        return keeper;
    }

    Set<EngineWorker<T>> workers() {
        return workers;
    }

    @Nullable
    EngineQueue<T> openedDeadLetters() {
        return deadLetters == null ? null : deadLetters.ifOpened();
    }

    void checkRetryDelay(Duration delay) {
        rules.checkDelay("retry", delay);
    }

    void deadLetter(LeasedMessage message, String reason, int attempts) {
        DeadLetters<T> target = theDeadLetters("deadLetter");
        settler.settle(
                "deadLetter", message, true, deadline -> target.move(message, reason, attempts, settler, deadline));
    }

    byte[] body(StoredMessage message) {
        return bodies.bytes(message);
    }

    T decode(StoredMessage message) {
        byte[] body = bodies.meant(message);
        try {
            return codec.decode(body);
        } catch (Exception e) {
            throw wiring.calls()
                    .error(
                            ErrorCode.CODEC,
                            "payload",
                            message.id(),
                            "the body of " + body.length + " bytes is not a payload of the queue's type.")
                    .advice("Look at body(), and at what the sender writes.")
                    .cause(e)
                    .build();
        }
    }

    /** Wakes receivers and ends threads; the driver is closed by the caller. */
    void close() {
        receiver.close();
        keeper.close();
    }

    private DeadLetters<T> theDeadLetters(String operation) {
        if (deadLetters == null || !wiring.canDeadLetter()) {
            throw wiring.calls().unsupported(operation, QueueFeature.DEAD_LETTERS.id());
        }
        return deadLetters;
    }

    private Map<String, String> carrier() {
        return wiring.calls().isObserved() ? new HashMap<>() : Map.of();
    }

    private List<Parcel> parcels(List<Message<T>> messages, Map<String, String> trace) {
        List<Parcel> parcels = new ArrayList<>(messages.size());
        Set<String> brokenKeys = new HashSet<>();
        for (Message<T> message : messages) {
            String key = message.orderingKey().orElse(null);
            try {
                if (key != null && brokenKeys.contains(key)) {
                    parcels.add(Parcel.refused(outbox.overtaking("sendAll")));
                } else {
                    parcels.add(rules.parcel("sendAll", rules.encode("sendAll", message, trace)));
                }
            } catch (PlatformException e) {
                parcels.add(Parcel.refused(e));
                if (key != null) {
                    brokenKeys.add(key);
                }
            }
        }
        return parcels;
    }

    private static <T> Outcome<Message<T>, SendReceipt> outcome(Message<T> message, Parcel parcel) {
        String id = parcel.id();
        if (id != null) {
            return Outcome.success(message, SendReceipt.of(id));
        }
        return Outcome.failure(message, Objects.requireNonNull(parcel.error(), "a parcel is sent or failed"));
    }

    /** Makes deliveries, except of what was delivered too often already: that goes to the dead letters. */
    private List<EngineDelivery<T>> screen(List<ReceivedMessage> got) {
        if (got.isEmpty()) {
            return List.of();
        }
        int most = wiring.canDeadLetter() ? wiring.settings().maxDeliveries() : Integer.MAX_VALUE;
        List<EngineDelivery<T>> all = new ArrayList<>(got.size());
        for (ReceivedMessage received : got) {
            all.add(new EngineDelivery<>(this, received));
        }
        if (wiring.settings().ordered() && all.size() > 1) {
            chain(all);
        }
        List<EngineDelivery<T>> fit = new ArrayList<>(all.size());
        for (EngineDelivery<T> delivery : all) {
            if (delivery.attempt() <= most) {
                if (!delivery.leaseLost()) {
                    fit.add(delivery);
                }
            } else {
                retire(delivery, most);
            }
        }
        return fit;
    }

    private void chain(List<EngineDelivery<T>> deliveries) {
        Map<String, KeyChain> chains = new HashMap<>();
        for (EngineDelivery<T> delivery : deliveries) {
            String key = delivery.message().orderingKey();
            if (key != null) {
                chains.computeIfAbsent(key, k -> new KeyChain()).add(delivery);
            }
        }
    }

    private void retire(EngineDelivery<T> delivery, int most) {
        try {
            deadLetter(delivery, "it was delivered " + most + " times and never acknowledged", most);
        } catch (PlatformException | IllegalStateException e) {
            LOG.warn(
                    "queue '{}': message {} was delivered {} times and cannot be moved to the dead letters; it comes back",
                    name,
                    delivery.id(),
                    delivery.attempt(),
                    e);
            KeyChain chain = delivery.chain();
            if (chain != null) {
                settler.giveBackUnseen(chain.after(delivery));
            }
        }
    }

    private static void positive(int max) {
        if (max < 1) {
            throw new IllegalArgumentException("max is at least 1, not " + max);
        }
    }
}
