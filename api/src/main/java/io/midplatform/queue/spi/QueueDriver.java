package io.midplatform.queue.spi;

import io.midplatform.queue.Depth;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.Driver;
import io.midplatform.spi.ItemOutcome;
import java.time.Duration;
import java.util.List;

/**
 * One physical queue. What holds for every driver stands at {@link Driver}; besides, the caller keeps the {@link QueueLimits}: no batch is empty
 * or beyond them.
 *
 * <p>A batch answers with one outcome per item, in the order of the items. You throw only when nothing is known of any item. A lease that the
 * service no longer honours is a failed item (or exception) that classifies as {@code PRECONDITION_FAILED}, a missing queue as
 * {@code NOT_FOUND}.
 */
public interface QueueDriver extends Driver {
    /**
     * What this queue can do; does no I/O and gives the same answer at every call.
     *
     * @return features and limits
     */
    QueueCapabilities capabilities();

    /**
     * The size of a message as the limits count it; does no I/O.
     *
     * @param message the message
     * @return bytes on the wire
     */
    long size(OutgoingMessage message);

    /**
     * Sends messages. Messages of one ordering key must end up in the order of the batch; when one of them fails, you must fail the later ones
     * of its key in the batch too.
     *
     * @param batch the messages
     * @param deadline when to give up
     * @return the id of each message
     * @throws Exception what the vendor throws
     */
    List<ItemOutcome<String>> send(List<OutgoingMessage> batch, Deadline deadline) throws Exception;

    /**
     * Receives messages and leases them. Returns as soon as there are any; at the end of the wait with none. Messages of one ordering key come in
     * their order, and none while an earlier one is leased by another receive or waits for its delay.
     *
     * @param max the most messages
     * @param wait how long to wait for the first, zero for not at all
     * @param lease the lease to ask for
     * @param deadline when to give up; no earlier than the end of the wait
     * @return the messages; when the thread was interrupted after some were leased, these, with the interrupt flag set
     * @throws InterruptedException when interrupted while waiting
     * @throws Exception what the vendor throws
     */
    List<ReceivedMessage> receive(int max, Duration wait, Duration lease, Deadline deadline) throws Exception;

    /**
     * Deletes received messages for good.
     *
     * @param batch their leases
     * @param deadline when to give up
     * @return an outcome per lease
     * @throws Exception what the vendor throws
     */
    List<ItemOutcome<Void>> ack(List<Lease> batch, Deadline deadline) throws Exception;

    /**
     * Prolongs leases.
     *
     * @param batch the leases and their new lengths, which count from now
     * @param deadline when to give up
     * @return the new leases, with the receipts to use from then on; one may be shorter than asked
     * @throws Exception what the vendor throws
     */
    List<ItemOutcome<Lease>> changeLease(List<LeaseChange> batch, Deadline deadline) throws Exception;

    /**
     * Makes received messages visible again. In an ordered queue a message keeps its place within its key.
     *
     * @param batch the leases and delays
     * @param deadline when to give up
     * @return an outcome per lease
     * @throws Exception what the vendor throws
     */
    List<ItemOutcome<Void>> giveBack(List<GiveBack> batch, Deadline deadline) throws Exception;

    /**
     * Moves received messages to the service's own dead-letter queue. Called only where {@code dead-letters} is native.
     *
     * @param batch the leases and reasons
     * @param deadline when to give up
     * @return an outcome per lease
     * @throws Exception what the vendor throws
     */
    default List<ItemOutcome<Void>> deadLetter(List<Rejection> batch, Deadline deadline) throws Exception {
        throw new IllegalStateException(physicalName() + " has no dead-letter queue of its own");
    }

    /** Releases what the driver holds; a {@link #receive} that waits returns at once, with nothing. Idempotent; must not throw. */
    @Override
    void close();

    /**
     * Counts the messages. Called only where the feature {@code depth} is declared.
     *
     * @param deadline when to give up
     * @return the depth
     * @throws Exception what the vendor throws
     */
    Depth depth(Deadline deadline) throws Exception;

    /**
     * Looks at visible messages without leasing them. Called only where the feature {@code peek} is declared.
     *
     * @param max the most messages
     * @param deadline when to give up
     * @return the messages
     * @throws Exception what the vendor throws
     */
    List<StoredMessage> peek(int max, Deadline deadline) throws Exception;

    /**
     * Deletes all messages. Called only where the feature {@code purge} is declared.
     *
     * @param deadline when to give up
     * @throws Exception what the vendor throws
     */
    void purge(Deadline deadline) throws Exception;
}
