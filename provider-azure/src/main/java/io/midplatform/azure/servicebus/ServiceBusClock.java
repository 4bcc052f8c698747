package io.midplatform.azure.servicebus;

import io.midplatform.spi.PlatformTime;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How long locks last: the service tells when they end, by its own clock. */
final class ServiceBusClock {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceBusClock.class);

    /** The shortest lock that a queue can have, for where the clocks disagree. */
    private static final Duration SHORTEST = Duration.ofSeconds(5);

    private final PlatformTime time;
    private final Optional<Duration> lockDuration;
    private volatile boolean warned;

    ServiceBusClock(PlatformTime time, Optional<Duration> lockDuration) {
        this.time = time;
        this.lockDuration = lockDuration;
    }

    PlatformTime time() {
        return time;
    }

    /** How long a lock lasts from now. */
    long left(@Nullable OffsetDateTime lockedUntil) {
        Duration most = lockDuration.orElse(ServiceBusSettings.LONGEST_LOCK);
        Duration told = lockedUntil == null ? most : Duration.between(time.instant(), lockedUntil.toInstant());
        if (!told.isNegative() && !told.isZero() && told.compareTo(ServiceBusSettings.LONGEST_LOCK) <= 0) {
            return Math.min(told.toNanos(), most.toNanos());
        }
        if (!warned) {
            warned = true;
            LOG.warn(
                    "locks of Service Bus end {} from now by the clock of this machine, which cannot be; correct the clock",
                    told);
        }
        return SHORTEST.toNanos();
    }
}
