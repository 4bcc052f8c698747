package io.midplatform;

/** How a provider supports a feature. */
public enum Support {
    /** The service does it itself. */
    NATIVE,
    /** The engine or the driver does it with other calls of the service; the documentation says how. */
    EMULATED,
    /** Asking for it is {@link ErrorCode#UNSUPPORTED}, before any I/O. */
    ABSENT;

    /**
     * Tells whether the feature can be used.
     *
     * @return true unless {@link #ABSENT}
     */
    public boolean isUsable() {
        return this != ABSENT;
    }
}
