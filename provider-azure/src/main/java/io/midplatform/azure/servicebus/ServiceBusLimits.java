package io.midplatform.azure.servicebus;

import io.midplatform.Support;
import io.midplatform.queue.QueueFeature;
import io.midplatform.queue.spi.QueueCapabilities;
import io.midplatform.queue.spi.QueueLimits;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** What a queue on Service Bus can do. Names nothing of the SDK: it is asked at load, also where that is excluded. */
public final class ServiceBusLimits {
    /** The largest message of the Standard tier, and of a batch there: the quotas of Service Bus, "Message size". */
    static final int STANDARD_MESSAGE = 256 << 10;

    /** Left free for what every message has beside body and headers, and for what a batch and a later retry add. */
    private static final int RESERVE = 1024;

    /** A round number: the service has no limit but the size of the batch. */
    private static final int MOST_AT_ONCE = 100;

    /** A session is held so long at most, by a process that has to live on. */
    private static final Duration LONGEST_HOLD = Duration.ofHours(1);

    /** How long one poll waits; the links stay. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private ServiceBusLimits() {}

    /**
     * The capabilities, as far as settings tell.
     *
     * @param settings what is special about the queue
     * @param ordered whether it is one with sessions
     * @return features and limits
     */
    public static QueueCapabilities capabilities(ServiceBusSettings settings, boolean ordered) {
        return of(settings, ordered, false, STANDARD_MESSAGE, QueueLimits.UNLIMITED);
    }

    static QueueCapabilities of(
            ServiceBusSettings settings, boolean ordered, boolean deadLetters, int largestMessage, Duration retention) {
        Map<QueueFeature, Support> features = new EnumMap<>(QueueFeature.class);
        if (ordered) {
            features.put(QueueFeature.ORDERED, Support.NATIVE);
        } else {
            features.put(QueueFeature.DELAY, Support.NATIVE);
        }
        if (settings.deduplication().isPresent()) {
            features.put(QueueFeature.DEDUPLICATION, Support.NATIVE);
        }
        features.put(QueueFeature.DEAD_LETTERS, Support.NATIVE);
        features.put(QueueFeature.DEPTH, Support.NATIVE);
        features.put(QueueFeature.PEEK, Support.NATIVE);
        features.put(QueueFeature.LONG_POLLING, Support.NATIVE);
        Duration lock = settings.lockDuration().orElse(ServiceBusSettings.LONGEST_LOCK);
        int message = Math.max(RESERVE, largestMessage - RESERVE);
        boolean held = ordered || deadLetters;
        QueueLimits limits = new QueueLimits(
                message,
                message,
                MOST_AT_ONCE,
                MOST_AT_ONCE,
                MOST_AT_ONCE,
                held ? LONGEST_HOLD : QueueLimits.UNLIMITED,
                LONGEST_WAIT,
                lock,
                QueueLimits.UNLIMITED,
                settings.deduplication().orElse(Duration.ZERO),
                retention);
        return new QueueCapabilities(features, limits, true);
    }
}
