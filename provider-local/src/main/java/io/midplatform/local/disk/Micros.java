package io.midplatform.local.disk;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Moments as the database holds them: microseconds since 1970. */
final class Micros {
    private static final long SECOND = TimeUnit.SECONDS.toMicros(1);

    private Micros() {}

    static long of(Instant instant) {
        return instant.getEpochSecond() * SECOND + TimeUnit.NANOSECONDS.toMicros(instant.getNano());
    }

    /** A duration, rounded up: nothing becomes visible before its time. */
    static long of(Duration duration) {
        return duration.getSeconds() * SECOND + (duration.getNano() + 999) / 1000;
    }

    /** The end of what lives for some milliseconds; the last moment of all for what would outlive that. */
    static long end(long now, long millis) {
        return millis >= TimeUnit.MICROSECONDS.toMillis(Long.MAX_VALUE - now)
                ? Long.MAX_VALUE
                : now + TimeUnit.MILLISECONDS.toMicros(millis);
    }

    static Instant instant(long micros) {
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, SECOND), TimeUnit.MICROSECONDS.toNanos(Math.floorMod(micros, SECOND)));
    }
}
