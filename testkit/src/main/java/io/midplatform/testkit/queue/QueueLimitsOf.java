package io.midplatform.testkit.queue;

import io.midplatform.queue.spi.QueueLimits;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** Limits of a queue with one of them changed. */
final class QueueLimitsOf {
    private QueueLimitsOf() {}

    static UnaryOperator<QueueLimits> messageBytes(int bytes) {
        return o -> new QueueLimits(
                bytes,
                o.batchBytes(),
                o.sendCount(),
                o.receiveCount(),
                o.settleCount(),
                o.maxDelay(),
                o.maxWait(),
                o.maxLease(),
                o.maxTotalLease(),
                o.deduplicationWindow(),
                o.retention());
    }

    static UnaryOperator<QueueLimits> batch(int count, int bytes) {
        return o -> new QueueLimits(
                o.messageBytes(),
                bytes,
                count,
                count,
                count,
                o.maxDelay(),
                o.maxWait(),
                o.maxLease(),
                o.maxTotalLease(),
                o.deduplicationWindow(),
                o.retention());
    }

    static UnaryOperator<QueueLimits> durations(Duration delay, Duration wait, Duration lease, Duration totalLease) {
        return o -> new QueueLimits(
                o.messageBytes(),
                o.batchBytes(),
                o.sendCount(),
                o.receiveCount(),
                o.settleCount(),
                delay,
                wait,
                lease,
                totalLease,
                o.deduplicationWindow(),
                o.retention());
    }
}
