package io.midplatform;

/** Something registered, such as a listener, until it is closed. Closing twice is harmless; thread-safe. */
public interface Registration extends AutoCloseable {
    /** Removes what was registered. A call that is already running is not waited for. */
    @Override
    void close();
}
