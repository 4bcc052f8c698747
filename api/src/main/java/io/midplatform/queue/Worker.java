package io.midplatform.queue;

import io.midplatform.PlatformException;
import java.time.Duration;
import java.util.Optional;

/**
 * Receives messages and hands them to a handler until it is closed. It fetches only for free handlers, renews leases while handlers run, and
 * acknowledges what they have handled. Trouble that passes makes it back off and go on, for as long as it takes; missing permissions or a
 * missing queue stop it.
 *
 * <p>Thread-safe; closing twice is harmless. The platform closes its workers first. Not for implementation by applications: methods may be
 * added.
 */
public interface Worker extends AutoCloseable {
    /** What a worker is doing. */
    enum State {
        /** It fetches and handles. */
        RUNNING,
        /** It handles what it has and fetches nothing. */
        PAUSED,
        /** It is being closed. */
        DRAINING,
        /** It was closed, or a failure that does not pass stopped it. */
        STOPPED
    }

    /**
     * What the worker is doing.
     *
     * @return its state
     */
    State state();

    /**
     * Why the worker stopped by itself.
     *
     * @return empty unless a failure that does not pass stopped it
     */
    Optional<PlatformException> failure();

    /** Stops fetching; handlers that run go on. A poll that is under way is left, and what it still brings is given back. */
    void pause();

    /** Fetches again after {@link #pause()}. */
    void resume();

    /** Closes the worker within the drain time of its options, see {@link #close(Duration)}. */
    @Override
    void close();

    /**
     * Stops fetching, lets handlers finish, sends the last acknowledgements and gives back what has not started. When the time is over, the
     * handlers still running are interrupted; one that ends then without having succeeded gives its message back. Called from a handler of
     * this worker it does not wait for that handler.
     *
     * @param timeout how long handlers may take to finish, zero or more
     * @return what became of the messages; the same report when called again, or what it is so far when another call still drains and this
     *     one's time is over or its thread is interrupted
     */
    DrainReport close(Duration timeout);
}
