package io.midplatform.local.disk;

import io.midplatform.ErrorCode;
import io.midplatform.local.disk.Mutation.End;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The one lane in which changes reach the database. Whoever finds it free commits for all who wait, in one transaction and one sync of the
 * disk: no thread of its own, so that a lone caller pays for no hop.
 */
final class WriteLane implements AutoCloseable {
    /** So that a caller works for a bounded number of others. */
    private static final int MOST = 256;

    /** How often a waiting caller looks at its deadline: a test's clock wakes nobody here. */
    private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(50);

    /** How long a caller that should leave still waits for a commit that is under way, so that only a stalled disk makes the end uncertain. */
    private static final long GRACE = TimeUnit.MILLISECONDS.toNanos(120);

    private final Session session;
    private final boolean syncing;
    private final ReentrantLock lane = new ReentrantLock();
    private final ConcurrentLinkedQueue<Ticket<?>> waiting = new ConcurrentLinkedQueue<>();
    private boolean synced;
    private boolean closed;

    /**
     * The lane.
     *
     * @param session the connection that writes, in the weaker mode without a sync per commit
     * @param syncing whether durable mutations are synced
     */
    WriteLane(Session session, boolean syncing) {
        this.session = session;
        this.syncing = syncing;
    }

    <T extends @Nullable Object> T write(Mutation<T> mutation, Deadline deadline) throws Exception {
        Ticket<T> ticket = new Ticket<>(mutation);
        waiting.add(ticket);
        boolean interrupted = false;
        try {
            long leaveAt = 0;
            while (!ticket.isDone()) {
                if (commitIfFree(ticket)) {
                    continue;
                }
                LockSupport.parkNanos(this, LOOK);
                interrupted |= Thread.interrupted();
                if (interrupted || deadline.isExpired()) {
                    long now = System.nanoTime();
                    leaveAt = leaveAt == 0 ? now + GRACE : leaveAt;
                    leaveIfPossible(ticket, interrupted, now - leaveAt >= 0);
                }
            }
        } catch (InterruptedException e) {
            interrupted = false; // the exception says so
            throw e;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return ticket.result();
    }

    /** False when somebody else is committing: they will wake this caller. */
    private boolean commitIfFree(Ticket<?> ticket) {
        if (!lane.tryLock()) {
            return false;
        }
        try {
            if (closed && ticket.withdraw()) {
                ticket.dropped();
                throw new IllegalStateException("the disk store is closed");
            }
            if (!ticket.isDone()) {
                commitWaiting();
            }
        } finally {
            lane.unlock();
            wakeNext();
        }
        return true;
    }

    private static void leaveIfPossible(Ticket<?> ticket, boolean interrupted, boolean late)
            throws InterruptedException {
        boolean withdrawn = ticket.withdraw();
        if (withdrawn) {
            ticket.dropped();
        } else if (!late || !ticket.leave()) {
            return;
        }
        if (interrupted) {
            throw new InterruptedException("while waiting for a commit");
        }
        Failure failure = Failure.of(ErrorCode.DEADLINE_EXCEEDED, "the time ran out while waiting for the disk.")
                .advice("Look at the load of the disk, or raise the timeout.")
                .retrying();
        throw new DriverException(withdrawn ? failure : failure.uncertain(), null);
    }

    private void wakeNext() {
        for (Ticket<?> next = waiting.peek(); next != null; next = waiting.peek()) {
            if (next.isWaiting()) {
                next.unpark();
                return;
            }
            waiting.remove(next);
        }
    }

    private void commitWaiting() {
        List<Ticket<?>> batch = take();
        if (batch.isEmpty()) {
            return;
        }
        End end = End.ROLLED_BACK;
        try {
            sync(batch);
            session.run("BEGIN IMMEDIATE");
            if (applyAll(batch)) {
                end = End.UNKNOWN;
                session.run("COMMIT");
                end = End.COMMITTED;
            }
        } catch (SQLException e) {
            if (DiskErrors.isFull(e)) {
                end = End.ROLLED_BACK; // the frame that commits is the last one: it was not written
            }
            Failure failure = DiskErrors.classify(e);
            fail(batch, new DriverException(end == End.UNKNOWN ? failure.uncertain() : failure, e));
        } finally {
            if (end != End.COMMITTED) {
                rollback();
                fail(batch, new IllegalStateException("the transaction broke off"));
            }
            for (Ticket<?> ticket : batch) {
                ticket.finish(end);
            }
        }
    }

    private List<Ticket<?>> take() {
        List<Ticket<?>> batch = new ArrayList<>();
        while (batch.size() < MOST) {
            Ticket<?> next = waiting.poll();
            if (next == null) {
                break;
            }
            if (next.take()) {
                batch.add(next);
            }
        }
        return batch;
    }

    /** False when there is nothing to commit. */
    private boolean applyAll(List<Ticket<?>> batch) throws SQLException {
        if (batch.size() == 1) {
            return apply(batch.get(0));
        }
        for (Ticket<?> ticket : batch) {
            session.run("SAVEPOINT one");
            if (!apply(ticket)) {
                session.run("ROLLBACK TO one");
            }
            session.run("RELEASE one");
        }
        return true;
    }

    private boolean apply(Ticket<?> ticket) {
        try {
            ticket.apply(session);
            return true;
        } catch (Exception e) {
            ticket.fail(e);
            return false;
        } catch (Error e) {
            // of a caller's own making, perhaps of another's: it must not break off the others' changes
            ticket.fail(new IllegalStateException("a change of the store ended in an error", e));
            return false;
        }
    }

    private static void fail(List<Ticket<?>> batch, Exception with) {
        for (Ticket<?> ticket : batch) {
            if (!ticket.hasFailed()) {
                ticket.fail(with);
            }
        }
    }

    private void rollback() {
        try {
            session.run("ROLLBACK");
        } catch (SQLException e) {
            // SQLite has rolled back by itself, or the transaction never began
        }
    }

    private void sync(List<Ticket<?>> batch) throws SQLException {
        if (!syncing) {
            return;
        }
        boolean durable = false;
        for (Ticket<?> ticket : batch) {
            durable |= ticket.isDurable();
        }
        if (durable != synced) {
            session.pragma(durable ? "synchronous=FULL" : "synchronous=NORMAL");
            synced = durable;
        }
    }

    @Override
    public void close() throws SQLException {
        lane.lock();
        try {
            closed = true;
            session.close();
        } finally {
            lane.unlock();
        }
    }
}
