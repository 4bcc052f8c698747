package io.midplatform.queue.engine;

import io.midplatform.queue.spi.QueueDriver;
import io.midplatform.queue.spi.QueueTarget;

/** How the engine opens the driver of a queue and, when it is first needed, that of its dead-letter queue: the provider with its context, and layers around it. */
@FunctionalInterface
public interface QueueOpener {
    /**
     * Opens a driver.
     *
     * @param target which queue
     * @return the driver, closed by the engine
     * @throws Exception what the vendor throws
     */
    QueueDriver open(QueueTarget target) throws Exception;
}
