package io.midplatform.queue.spi;

import io.midplatform.spi.ProviderContext;

/**
 * Opens queues of one kind of service. Found through {@link java.util.ServiceLoader}; needs a public constructor without parameters.
 * Thread-safe.
 */
public interface QueueProvider {
    /**
     * The provider's name in settings.
     *
     * @return a short lower-case name, such as {@code local}
     */
    String type();

    /**
     * The provider's settings.
     *
     * @return a record whose components are the keys, in kebab case
     */
    Class<? extends Record> settings();

    /**
     * What queues opened with these settings can do. You must not do I/O.
     *
     * @param context the resource
     * @return features and limits; the driver reports the same, or what the queue itself has told where that differs
     */
    QueueCapabilities capabilities(ProviderContext context);

    /**
     * Opens a queue, or the dead-letter queue of one. Must not fail because the queue is missing: that is told by its operations.
     *
     * @param context the resource
     * @param target which queue
     * @return its driver
     * @throws Exception what the vendor throws
     */
    QueueDriver open(ProviderContext context, QueueTarget target) throws Exception;
}
