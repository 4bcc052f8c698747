package io.midplatform.queue.engine;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.engine.call.Backoff;
import io.midplatform.engine.call.Calls;
import io.midplatform.queue.engine.LeasedMessage.State;
import io.midplatform.queue.spi.GiveBack;
import io.midplatform.queue.spi.Lease;
import io.midplatform.queue.spi.LeaseChange;
import io.midplatform.queue.spi.QueueDriver;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.ItemOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Settles received messages, each exactly once, and prolongs their leases. */
final class Settler {
    private static final Logger LOG = LoggerFactory.getLogger(Settler.class);

    /** One attempt at one message; the failure that the service reported, null for success. */
    @FunctionalInterface
    private interface Attempt {
        @Nullable
        Throwable make(Deadline deadline) throws Exception;
    }

    private final Wiring wiring;
    private final QueueDriver driver;
    private final Calls calls;
    private final LeaseKeeper keeper;
    private final Bodies bodies;
    private final Backoff backoff;
    private final GroupCommit<Lease> acks;
    private final GroupCommit<GiveBack> givebacks;

    Settler(Wiring wiring, LeaseKeeper keeper, Bodies bodies) {
        this.wiring = wiring;
        this.driver = wiring.driver();
        this.calls = wiring.calls();
        this.keeper = keeper;
        this.bodies = bodies;
        this.backoff = wiring.backoff();
        int max = wiring.limits().settleCount();
        this.acks = new GroupCommit<>(wiring.time(), max, driver::ack);
        this.givebacks = new GroupCommit<>(wiring.time(), max, driver::giveBack);
    }

    void ack(LeasedMessage message) {
        settle("ack", message, true, deadline -> delete("ack", message, deadline));
        bodies.acknowledged(message.message());
    }

    /** Deletes the message at the service; only for the one who settles it. */
    void delete(String operation, LeasedMessage message, Deadline deadline) throws Exception {
        attempt(operation, message, deadline, until -> acks.commit(message.lease(), until));
    }

    /** Deletes messages that nobody else holds, in as few requests as possible. */
    void deleteAll(String operation, List<LeasedMessage> messages, Deadline deadline) throws Exception {
        int batch = wiring.limits().settleCount();
        for (int from = 0; from < messages.size(); from += batch) {
            List<LeasedMessage> part = messages.subList(from, Math.min(messages.size(), from + batch));
            List<Lease> leases = new ArrayList<>(part.size());
            part.forEach(message -> leases.add(message.lease()));
            List<ItemOutcome<Void>> outcomes = driver.ack(leases, deadline);
            for (int i = 0; i < outcomes.size(); i++) {
                Throwable failure = outcomes.get(i).failure();
                if (failure != null) {
                    throw calls.wrap(operation, leases.get(i).messageId(), failure);
                }
            }
        }
    }

    /** Gives back a message that was handled, and with it later ones of its ordering key. */
    void retry(LeasedMessage message, Duration delay) {
        settle("retry", message, false, deadline -> {
            giveBackLater(message);
            GiveBack item = new GiveBack(message.lease(), delay, false);
            attempt("retry", message, deadline, until -> givebacks.commit(item, until));
        });
    }

    /** Gives back messages that nobody has handled; those that fail come back when their leases end. */
    int giveBackUnseen(List<? extends LeasedMessage> messages) {
        List<LeasedMessage> mine = new ArrayList<>(messages.size());
        List<GiveBack> items = new ArrayList<>(messages.size());
        Deadline deadline = calls.deadline(null);
        for (LeasedMessage message : messages) {
            if (seize(message, deadline)) {
                mine.add(message);
                items.add(new GiveBack(message.lease(), Duration.ZERO, true));
            }
        }
        int done = 0;
        int batch = wiring.limits().settleCount();
        for (int from = 0; from < items.size(); from += batch) {
            int to = Math.min(items.size(), from + batch);
            done += giveBack(mine.subList(from, to), items.subList(from, to));
        }
        return done;
    }

    /** Gives back what arrived after its receiver had left. */
    void giveBackStray(List<Lease> leases) {
        List<GiveBack> items = new ArrayList<>(leases.size());
        for (Lease lease : leases) {
            items.add(new GiveBack(lease, Duration.ZERO, true));
        }
        int batch = wiring.limits().settleCount();
        for (int from = 0; from < items.size(); from += batch) {
            sendGiveBacks(items.subList(from, Math.min(items.size(), from + batch)));
        }
    }

    void extend(LeasedMessage message, Duration duration) {
        long nanos = Deadline.nanos(duration);
        Duration total = wiring.limits().maxTotalLease();
        if (message.totalAfter(nanos) > Deadline.nanos(total)) {
            throw error(
                            ErrorCode.LIMIT_EXCEEDED,
                            "extend",
                            message,
                            "the message would be leased for more than " + total + " in all.")
                    .advice("Finish earlier, or give the message back and go on at its next delivery.")
                    .build();
        }
        begin("extend", message, State.RENEWING, false);
        long wanted = wiring.time().nanoTime() + nanos;
        Duration single = wiring.limits().maxLease();
        LeaseChange change = new LeaseChange(message.lease(), duration.compareTo(single) > 0 ? single : duration);
        String lost = null;
        try {
            calls.run("extend", message.message().id(), null, deadline -> {
                attempt("extend", message, deadline, until -> {
                    ItemOutcome<Lease> outcome =
                            driver.changeLease(List.of(change), until).get(0);
                    if (outcome.result() != null) {
                        message.lease(outcome.result());
                    }
                    return outcome.failure();
                });
            });
        } catch (PlatformException e) {
            lost = lostBy(e);
            throw e;
        } finally {
            if (lost != null) {
                message.lost(lost);
            } else {
                message.move(State.OPEN);
            }
            keeper.tellRenewed();
        }
        if (message.lease().until() - wanted < 0) {
            keeper.keep(message, nanos, wanted);
        } else if (message.keepUntil() - wanted < 0) {
            message.keep(message.keepLength(), wanted);
        }
    }

    /**
     * Settles a message: nobody else settles or renews it meanwhile, and afterwards it is settled, lost, or open again.
     *
     * @param inOrder whether the message must not be settled before an earlier one of its ordering key
     */
    void settle(String operation, LeasedMessage message, boolean inOrder, Calls.Action action) {
        begin(operation, message, State.SETTLING, inOrder);
        boolean done = false;
        String lost = null;
        try {
            calls.run(operation, message.message().id(), null, action);
            done = true;
        } catch (PlatformException e) {
            lost = lostBy(e);
            throw e;
        } finally {
            if (done) {
                message.move(State.SETTLED);
            } else if (lost != null) {
                message.lost(lost);
            } else {
                message.move(State.OPEN);
            }
        }
    }

    private static @Nullable String lostBy(PlatformException e) {
        return e.code() == ErrorCode.PRECONDITION_FAILED ? "the service no longer honours its lease." : null;
    }

    private void begin(String operation, LeasedMessage message, State to, boolean inOrder) {
        while (true) {
            switch (message.state()) {
                case OPEN -> {
                    if (message.leaseOver()) {
                        throw lost(operation, message, "its lease has ended.");
                    }
                    if (inOrder && isBehindLost(message)) {
                        throw lost(operation, message, "an earlier message of its ordering key is delivered again.");
                    }
                    if (message.tryMove(State.OPEN, to)) {
                        return;
                    }
                }
                case RENEWING -> awaitRenewal(operation, message);
                case SETTLING, SETTLED ->
                    throw new IllegalStateException(
                            "message '" + message.message().id() + "' is settled already: settle each delivery once");
                case LOST -> throw lost(operation, message, message.lostBecause());
            }
        }
    }

    private boolean isBehindLost(LeasedMessage message) {
        KeyChain chain = message.chain();
        if (chain == null || !chain.isBehindLost(message)) {
            return false;
        }
        giveBackUnseen(List.of(message));
        return true;
    }

    private void awaitRenewal(String operation, LeasedMessage message) {
        try {
            keeper.awaitRenewal(message, calls.deadline(null));
        } catch (InterruptedException | TimeoutException e) {
            throw calls.wrap(operation, message.message().id(), e);
        }
    }

    private void giveBackLater(LeasedMessage message) {
        KeyChain chain = message.chain();
        if (chain == null) {
            return;
        }
        List<LeasedMessage> later = chain.after(message);
        for (LeasedMessage each : later) {
            if (each.state() == State.RENEWING) {
                awaitRenewal("retry", each); // one that stays here would overtake the message
            }
        }
        giveBackUnseen(later);
    }

    /** Takes a message away from its receiver, unless that one is settling it, or a renewal does not end. */
    private boolean seize(LeasedMessage message, Deadline deadline) {
        try {
            if (message.state() == State.RENEWING) {
                keeper.awaitRenewal(message, deadline);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            LOG.debug(
                    "message {} is being renewed and comes back when its lease ends",
                    message.message().id(),
                    e);
        }
        return !message.leaseOver() && message.tryMove(State.OPEN, State.SETTLING);
    }

    private int giveBack(List<LeasedMessage> messages, List<GiveBack> items) {
        int done = sendGiveBacks(items);
        for (LeasedMessage message : messages) {
            message.lost("it was given back with an earlier message of its ordering key, or before it was handled.");
        }
        return done;
    }

    private int sendGiveBacks(List<GiveBack> items) {
        int done = 0;
        try {
            for (ItemOutcome<Void> outcome : driver.giveBack(items, calls.deadline(null))) {
                done += outcome.failure() == null ? 1 : 0;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            LOG.debug("{} messages could not be given back and come back when their leases end", items.size(), e);
        } catch (Exception e) {
            LOG.debug("{} messages could not be given back and come back when their leases end", items.size(), e);
        }
        return done;
    }

    /** Tries again what the service refuses for now, as long as there is time. */
    private void attempt(String operation, LeasedMessage message, Deadline deadline, Attempt attempt) throws Exception {
        for (int n = 1; ; n++) {
            Throwable failure = attempt.make(deadline);
            if (failure == null) {
                return;
            }
            PlatformException error = calls.wrap(operation, message.message().id(), failure);
            boolean again = error.retryable() && n < wiring.settings().retry().attempts();
            if (!again || message.leaseOver() || !backoff.pause(n, deadline)) {
                throw error;
            }
        }
    }

    private PlatformException lost(String operation, LeasedMessage message, String reason) {
        return error(ErrorCode.PRECONDITION_FAILED, operation, message, reason)
                .advice(
                        "The message is delivered again. Take longer leases or extend them, and settle before leaseUntil().")
                .build();
    }

    private PlatformException.Builder error(ErrorCode code, String operation, LeasedMessage message, String reason) {
        return calls.error(code, operation, message.message().id(), reason);
    }
}
