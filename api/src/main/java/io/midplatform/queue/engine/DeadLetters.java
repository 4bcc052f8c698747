package io.midplatform.queue.engine;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.Support;
import io.midplatform.engine.call.Utf8;
import io.midplatform.queue.DeadLetterInfo;
import io.midplatform.queue.QueueFeature;
import io.midplatform.queue.spi.OutgoingMessage;
import io.midplatform.queue.spi.Pointer;
import io.midplatform.queue.spi.ReceivedMessage;
import io.midplatform.queue.spi.Rejection;
import io.midplatform.queue.spi.StoredMessage;
import io.midplatform.spi.Deadline;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A queue's dead-letter queue, opened when it is first needed, and the ways into it and back. */
final class DeadLetters<T> {
    private static final int LONGEST_REASON = 1024;

    private final Wiring wiring;
    private final Supplier<EngineQueue<T>> opener;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable EngineQueue<T> opened;

    DeadLetters(Wiring wiring, Supplier<EngineQueue<T>> opener) {
        this.wiring = wiring;
        this.opener = opener;
    }

    EngineQueue<T> queue() {
        EngineQueue<T> queue = opened;
        if (queue != null) {
            return queue;
        }
        lock.lock();
        try {
            queue = opened == null ? opener.get() : opened;
            opened = queue;
            return queue;
        } finally {
            lock.unlock();
        }
    }

    @Nullable
    EngineQueue<T> ifOpened() {
        return opened;
    }

    /** Moves a message; only for the one who settles it. Sent there first, then deleted here: what fails in between leaves it in both. */
    void move(LeasedMessage leased, String reason, int attempts, Settler settler, Deadline deadline) throws Exception {
        StoredMessage message = leased.message();
        DeadLetterInfo info = DeadLetterInfo.of(text(reason), attempts, message.id());
        if (wiring.capabilities().support(QueueFeature.DEAD_LETTERS) == Support.NATIVE) {
            Throwable failure = wiring.driver()
                    .deadLetter(List.of(new Rejection(leased.lease(), info)), deadline)
                    .get(0)
                    .failure();
            if (failure != null) {
                throw wiring.calls().wrap("deadLetter", message.id(), failure);
            }
            return;
        }
        EngineQueue<T> target = queue();
        OutgoingMessage copy = copy(message, target.wiring(), info);
        if (target.wiring().driver().size(copy) > target.wiring().limits().messageBytes()) {
            copy = copy(message, target.wiring(), DeadLetterInfo.of(null, attempts, message.id()));
        }
        target.outbox().send("deadLetter", Parcel.of(copy, 0), deadline);
        settler.delete("deadLetter", leased, deadline);
    }

    /** As much of a reason as is kept. Half a character, which no service can hold, becomes a question mark: the reason may be any exception's text. */
    private static String text(String reason) {
        String kept = reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON);
        return Utf8.isWellFormed(kept)
                ? kept
                : new String(kept.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    /** Moves messages back. */
    int redrive(int max, Outbox outbox) {
        EngineQueue<T> source = queue();
        return wiring.calls().call("redrive", null, null, first -> batches(source, max, outbox));
    }

    /** One call for who observes, but each batch has a time-out of its own: how many there are is not known. */
    private int batches(EngineQueue<T> source, int max, Outbox outbox) throws Exception {
        int moved = 0;
        int done = -1;
        while (moved < max && done != 0) {
            int wanted = Math.min(max - moved, wiring.limits().sendCount());
            done = batch(source, wanted, outbox, wiring.calls().deadline(null));
            moved += done;
        }
        return moved;
    }

    private int batch(EngineQueue<T> source, int wanted, Outbox outbox, Deadline deadline) throws Exception {
        Duration lease = wiring.settings().lease();
        List<ReceivedMessage> got =
                source.receiver().receive(wanted, wiring.time().nanoTime(), lease, deadline);
        List<LeasedMessage> leased = new ArrayList<>(got.size());
        List<Parcel> parcels = new ArrayList<>(got.size());
        for (ReceivedMessage message : got) {
            leased.add(new LeasedMessage(message, wiring.time()));
            parcels.add(parcel(message.message()));
        }
        outbox.sendAll("redrive", parcels, deadline);
        List<LeasedMessage> sent = new ArrayList<>();
        List<LeasedMessage> left = new ArrayList<>();
        PlatformException error = null;
        for (int i = 0; i < parcels.size(); i++) {
            PlatformException failure = parcels.get(i).error();
            error = error == null ? failure : error;
            (failure == null ? sent : left).add(leased.get(i));
        }
        source.settler().giveBackUnseen(left);
        source.settler().deleteAll("redrive", sent, deadline);
        if (error != null) {
            throw error;
        }
        return sent.size();
    }

    private Parcel parcel(StoredMessage message) {
        if (wiring.settings().ordered() && message.orderingKey() == null) {
            return Parcel.refused(wiring.calls()
                    .error(
                            ErrorCode.INVALID_REQUEST,
                            "redrive",
                            message.id(),
                            "the queue is ordered, and the dead letter has no ordering key.")
                    .advice("Receive it from deadLetters() and send it with an ordering key.")
                    .build());
        }
        OutgoingMessage copy = copy(message, wiring, null);
        return Parcel.of(copy, wiring.driver().size(copy));
    }

    /** The same message for another queue, with its body where it is; without its deduplication id, by which that queue might know it already and drop it. */
    private static OutgoingMessage copy(StoredMessage message, Wiring target, @Nullable DeadLetterInfo info) {
        Pointer pointer = message.pointer();
        return new OutgoingMessage(
                message.body(),
                message.headers(),
                Map.of(),
                Duration.ZERO,
                target.settings().ordered() ? message.orderingKey() : null,
                null,
                target.has(QueueFeature.FAIRNESS) ? message.fairnessKey() : null,
                info,
                pointer != null && pointer.isOwn() ? pointer : null);
    }
}
