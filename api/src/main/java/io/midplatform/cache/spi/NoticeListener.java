package io.midplatform.cache.spi;

/**
 * Hears the notices of one resource. The engine's methods return soon and do no I/O; you call them one after the other, on any thread.
 */
public interface NoticeListener {
    /** Notices arrive from now on; what was published before may have been missed. Called at the start and after every interruption. */
    void connected();

    /** Notices may be missed from now on, or since a moment ago. */
    void disconnected();

    /**
     * A notice arrived.
     *
     * @param notice its bytes, not to be changed
     */
    void notice(byte[] notice);
}
