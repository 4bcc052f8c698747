package io.midplatform.local.disk;

import io.midplatform.local.disk.Mutation.End;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A mutation that waits for its commit.
 *
 * @param <T> what it tells
 */
final class Ticket<T extends @Nullable Object> {
    private enum State {
        WAITING,
        WITHDRAWN,
        TAKEN,
        /** The caller has left while the mutation was under way. */
        LEFT,
        DONE
    }

    private final Mutation<T> mutation;
    private final Thread caller = Thread.currentThread();
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    private @Nullable T result;
    private @Nullable Exception failure;
    private End end = End.ROLLED_BACK;

    Ticket(Mutation<T> mutation) {
        this.mutation = mutation;
    }

    boolean isDurable() {
        return mutation.isDurable();
    }

    boolean isWaiting() {
        return state.get() == State.WAITING;
    }

    boolean isDone() {
        return state.get() == State.DONE;
    }

    /** For the one who commits: from here on the caller cannot take it back. */
    boolean take() {
        return state.compareAndSet(State.WAITING, State.TAKEN);
    }

    /** For the caller: takes it back, so that it never happens. */
    boolean withdraw() {
        return state.compareAndSet(State.WAITING, State.WITHDRAWN);
    }

    /** For the caller: leaves it to itself. */
    boolean leave() {
        return state.compareAndSet(State.TAKEN, State.LEFT);
    }

    void apply(Session session) throws Exception {
        result = mutation.apply(session);
    }

    boolean hasFailed() {
        return failure != null;
    }

    void fail(Exception with) {
        failure = with;
    }

    /** For the one who commits. A mutation that failed by itself was rolled back even where the others were committed. */
    void finish(End how) {
        end = failure != null && how == End.COMMITTED ? End.ROLLED_BACK : how;
        if (state.compareAndSet(State.TAKEN, State.DONE)) {
            LockSupport.unpark(caller);
        } else {
            mutation.ended(end);
        }
    }

    void unpark() {
        LockSupport.unpark(caller);
    }

    /** For the caller, once it is done. */
    @SuppressWarnings("NullAway") // the result is whatever the mutation told
    T result() throws Exception {
        mutation.ended(end);
        if (failure != null) {
            throw failure;
        }
        return result;
    }

    /** For the caller, once it has withdrawn. */
    void dropped() {
        mutation.ended(End.ROLLED_BACK);
    }
}
