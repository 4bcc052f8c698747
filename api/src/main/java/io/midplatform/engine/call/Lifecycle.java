package io.midplatform.engine.call;

/** Whether a platform is open; read by every call. */
public final class Lifecycle {
    private volatile boolean closed;

    /**
     * Closes it.
     *
     * @return true the first time
     */
    public synchronized boolean close() {
        boolean first = !closed;
        closed = true;
        return first;
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
            throw new IllegalStateException(
                    what + ": the platform is closed. Use it before Platform.close(), or load a new one.");
        }
    }
}
