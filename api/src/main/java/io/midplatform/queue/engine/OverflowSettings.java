package io.midplatform.queue.engine;

import io.midplatform.config.DataSize;
import io.midplatform.config.Default;
import io.midplatform.queue.spi.QueueLimits;
import java.time.Duration;
import java.util.Optional;

/**
 * {@code overflow.*} of a queue: messages that are too large for it have their bodies put into a bucket, and a pointer is sent.
 *
 * <p>Bodies lie below {@code midplatform-overflow/<queue>/}. Every program that has the queue open removes the old ones once an hour, so that
 * it must be allowed to list the bucket and to delete there. All programs of a queue should have the same settings: the shortest {@code keep}
 * counts. Bodies of other queues, and objects of other programs, are left alone.
 *
 * @param bucket the logical name of the bucket. Pointers, those of other programs too, are followed into it only; without it large messages are
 *     refused, and no pointer is followed
 * @param threshold the largest size on the wire of a message that keeps its body; by default, and at most, the queue's largest message
 * @param keep how long bodies are kept. By default twice the queue's retention, 28 days at least: a message that goes to the dead letters keeps
 *     the body that it has, and both queues may keep it as long as their service does. Set it where messages go to and fro. A hundred years or
 *     more is for ever
 * @param deleteOnAck whether a body is removed as soon as its message is acknowledged. Riskier: where the message was delivered twice, or
 *     copied to other queues, who comes second finds no body
 */
public record OverflowSettings(
        Optional<String> bucket,
        Optional<DataSize> threshold,
        Optional<Duration> keep,
        @Default("false") boolean deleteOnAck) {
    /** What the services that keep messages longest keep them, 14 days, in a queue and in its dead letters. */
    private static final Duration LEAST = Duration.ofDays(28);

    /** Checks the values. */
    public OverflowSettings {
        if (threshold.isPresent() && threshold.get().bytes() < 1) {
            throw new IllegalArgumentException("overflow.threshold is at least 1 byte");
        }
        if (keep.isPresent() && (keep.get().isNegative() || keep.get().isZero())) {
            throw new IllegalArgumentException("overflow.keep is more than zero, not " + keep.get());
        }
        if (bucket.isEmpty() && (threshold.isPresent() || keep.isPresent() || deleteOnAck)) {
            throw new IllegalArgumentException(
                    "overflow.bucket is missing: the other overflow settings do nothing without it");
        }
    }

    /** How long bodies are kept beside a queue of that retention, which may be a guess where the program may not ask. */
    Duration kept(Duration retention) {
        if (keep.isPresent() || retention.compareTo(QueueLimits.UNLIMITED) >= 0) {
            return keep.orElse(retention);
        }
        Duration both = retention.multipliedBy(2);
        return both.compareTo(LEAST) < 0 ? LEAST : both;
    }
}
