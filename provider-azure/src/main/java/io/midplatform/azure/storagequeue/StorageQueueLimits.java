package io.midplatform.azure.storagequeue;

import io.midplatform.Support;
import io.midplatform.queue.QueueFeature;
import io.midplatform.queue.spi.QueueCapabilities;
import io.midplatform.queue.spi.QueueLimits;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** What Storage Queue can do, by "Scalability and performance targets for Queue Storage" and its REST reference. Names nothing of the SDK: it is asked at load. */
public final class StorageQueueLimits {
    /** The largest message, after encoding: REST reference, "Put Message". */
    static final int MESSAGE_BYTES = 1 << 16;

    /** The most messages of one Get Messages or Peek Messages: REST reference. */
    static final int MOST_AT_ONCE = 32;

    /** The longest visibility time-out, of sending, receiving and updating alike: REST reference. */
    private static final Duration LONGEST = Duration.ofDays(7);

    private StorageQueueLimits() {}

    /**
     * What a queue can do.
     *
     * @param settings the queue's settings
     * @return features and limits
     */
    public static QueueCapabilities capabilities(StorageQueueSettings settings) {
        Map<QueueFeature, Support> features = new EnumMap<>(QueueFeature.class);
        features.put(QueueFeature.DELAY, Support.NATIVE);
        features.put(QueueFeature.DEAD_LETTERS, Support.EMULATED); // by the engine
        features.put(QueueFeature.DEPTH, Support.NATIVE);
        features.put(QueueFeature.PEEK, Support.NATIVE);
        features.put(QueueFeature.PEEK_UNLEASED, Support.NATIVE);
        features.put(QueueFeature.PURGE, Support.NATIVE);
        // the service refuses a delay beyond the expiry
        Duration delay = settings.expiry()
                .map(expiry -> expiry.minusSeconds(1))
                .filter(most -> most.compareTo(LONGEST) < 0)
                .orElse(LONGEST);
        QueueLimits limits = new QueueLimits(
                MESSAGE_BYTES,
                MESSAGE_BYTES * MOST_AT_ONCE, // a batch is one request a message
                MOST_AT_ONCE,
                MOST_AT_ONCE,
                MOST_AT_ONCE,
                delay,
                Duration.ZERO, // it does not wait
                LONGEST,
                QueueLimits.UNLIMITED,
                Duration.ZERO,
                settings.expiry().orElse(QueueLimits.UNLIMITED));
        return new QueueCapabilities(features, limits, false);
    }
}
