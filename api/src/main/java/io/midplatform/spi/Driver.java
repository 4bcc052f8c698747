package io.midplatform.spi;

import java.util.List;
import java.util.Optional;

/**
 * What the drivers of all capabilities have in common. A driver is narrow: it talks to one resource of one service, does no validation and no
 * retry of its own, and throws what the vendor throws. The caller guarantees valid arguments within the limits the driver reports, only asks
 * for features it declares, and makes no call after {@link #close()}. Drivers must be thread-safe.
 */
public interface Driver {
    /**
     * Maps what an operation threw to a portable failure. Called for everything but {@link DriverException}, {@link InterruptedException} and
     * programming errors.
     *
     * @param thrown what an operation threw, unwrapped from {@code CompletionException} and {@code ExecutionException}
     * @return its classification; {@link io.midplatform.ErrorCode#UNKNOWN} for what the driver does not know
     */
    Failure classify(Throwable thrown);

    /**
     * Checks the live resource: it exists, the credentials may use it, its settings agree with ours.
     *
     * @param deadline when to give up
     * @return a finding for each check made
     * @throws Exception what the vendor throws when nothing could be checked
     */
    List<Finding> verify(Deadline deadline) throws Exception;

    /**
     * The physical name of the resource at the provider.
     *
     * @return the name, for {@code describe()}
     */
    String physicalName();

    /**
     * The native client.
     *
     * @param <T> the type sought
     * @param type its class
     * @return the client, empty when the driver has none of that type
     */
    <T> Optional<T> unwrap(Class<T> type);

    /** Releases what the driver holds. Idempotent; must not throw. */
    void close();
}
