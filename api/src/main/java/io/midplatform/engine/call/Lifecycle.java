package io.midplatform.engine.call;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Whether a platform is open; read by every call. Between the two steps of closing, what is open still works and nothing new is opened. */
public final class Lifecycle {
    private final AtomicBoolean closing = new AtomicBoolean();
    private volatile boolean closed;

    /** Starts open. */
    public Lifecycle() {}

    /**
     * Starts to close.
     *
     * @return true the first time
     */
    public boolean beginClose() {
        return closing.compareAndSet(false, true);
    }

    /** Ends closing. */
    public void endClose() {
        closed = true;
    }

    /**
     * Tells whether the platform is closed.
     *
     * @return true once it is
     */
    public boolean isClosed() {
        return closed;
    }

    /**
     * Refuses use after close.
     *
     * @param what what was asked for, for the message
     */
    public void checkOpen(String what) {
        if (closed) {
            throw refusal(what, null);
        }
    }

    /**
     * Passes on a failure of what was under way, unless it failed because the platform was closed meanwhile.
     *
     * @param what what was under way, for the message
     * @param thrown how it failed
     */
    public void checkOpen(String what, Exception thrown) {
        if (closed && thrown instanceof IllegalStateException) {
            throw refusal(what, thrown);
        }
    }

    /**
     * Refuses to open anything once closing has started.
     *
     * @param what what was asked for, for the message
     */
    public void checkNotClosing(String what) {
        if (closing.get()) {
            throw refusal(what, null);
        }
    }

    private static IllegalStateException refusal(String what, @Nullable Exception cause) {
        return new IllegalStateException(
                what + ": the platform is closed. Use it before Platform.close(), or load a new one.", cause);
    }
}
