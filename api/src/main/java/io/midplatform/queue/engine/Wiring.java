package io.midplatform.queue.engine;

import io.midplatform.engine.call.Backoff;
import io.midplatform.engine.call.Calls;
import io.midplatform.engine.call.ResourceContext;
import io.midplatform.queue.QueueFeature;
import io.midplatform.queue.spi.QueueCapabilities;
import io.midplatform.queue.spi.QueueDriver;
import io.midplatform.queue.spi.QueueLimits;
import io.midplatform.spi.PlatformTime;

/**
 * What the parts of one queue's engine share.
 *
 * @param context the resource
 * @param driver the queue
 * @param capabilities what it can do
 * @param calls the gate of its calls
 * @param settings its settings
 * @param isDeadLetters whether it is a dead-letter queue, which has none itself
 */
record Wiring(
        ResourceContext context,
        QueueDriver driver,
        QueueCapabilities capabilities,
        Calls calls,
        QueueSettings settings,
        boolean isDeadLetters) {
    PlatformTime time() {
        return context.time();
    }

    QueueLimits limits() {
        return capabilities.limits();
    }

    boolean has(QueueFeature feature) {
        return capabilities.support(feature).isUsable();
    }

    boolean canDeadLetter() {
        return !isDeadLetters && has(QueueFeature.DEAD_LETTERS);
    }

    void require(String operation, QueueFeature feature) {
        if (!has(feature)) {
            throw calls.unsupported(operation, feature.id());
        }
    }

    Backoff backoff() {
        return new Backoff(time(), settings.retry().backoff(), settings.retry().maxBackoff());
    }
}
