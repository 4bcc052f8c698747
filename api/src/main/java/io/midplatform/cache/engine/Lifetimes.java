package io.midplatform.cache.engine;

import io.midplatform.cache.CacheGetOptions;
import io.midplatform.cache.CachePutOptions;
import io.midplatform.spi.PlatformTime;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The times of a cache's entries: settings, overrides of a call, jitter. */
final class Lifetimes {
    static final long NEVER = Long.MAX_VALUE;
    static final Duration DEFAULT_TTL = Duration.ofHours(1);

    private final PlatformTime time;
    private final long ttl;
    private final long softTtl;
    private final long maxStale;
    private final long negativeTtl;
    private final int jitter;
    private final int eagerRefresh;

    Lifetimes(PlatformTime time, CacheSettings settings) {
        this.time = time;
        this.ttl = millis(settings.ttl().orElse(DEFAULT_TTL));
        this.softTtl = settings.softTtl().map(Lifetimes::millis).orElse(NEVER);
        this.maxStale = settings.maxStale().map(Lifetimes::millis).orElse(0L);
        this.negativeTtl = settings.negativeTtl().map(Lifetimes::millis).orElse(0L);
        this.jitter = settings.jitter();
        this.eagerRefresh = settings.eagerRefresh().orElse(0);
    }

    /** Milliseconds, {@link #NEVER} instead of an overflow. */
    static long millis(Duration duration) {
        return duration.compareTo(Duration.ofMillis(NEVER)) >= 0 ? NEVER : duration.toMillis();
    }

    Lifetime of(CachePutOptions options) {
        long life = ttl(options);
        long soft = softTtl(options);
        long keep = maxStale(options);
        double factor = factor(options);
        long now = time.millis();
        long jittered = shorten(life, factor);
        long end = plus(now, jittered);
        return new Lifetime(now, soft < life ? plus(now, shorten(soft, factor)) : NEVER, end, plus(jittered, keep));
    }

    /** Whether an entry becomes stale before its life ends. */
    boolean isSoft(CachePutOptions options) {
        return softTtl(options) < ttl(options);
    }

    private long ttl(CachePutOptions options) {
        return options.ttl().isPresent() ? millis(options.ttl().get()) : ttl;
    }

    private long softTtl(CachePutOptions options) {
        return options.softTtl().isPresent() ? millis(options.softTtl().get()) : softTtl;
    }

    /** The life of a remembered absence, null when it is not remembered. */
    @Nullable
    Lifetime ofNegative(CacheGetOptions options) {
        long life =
                options.negativeTtl().isPresent() ? millis(options.negativeTtl().get()) : negativeTtl;
        if (life <= 0) {
            return null;
        }
        long now = time.millis();
        long jittered = shorten(life, factor(options.writing()));
        return new Lifetime(now, NEVER, plus(now, jittered), jittered);
    }

    /** Whether so much of an entry's life is over that it is to be renewed ahead of its end. */
    boolean isDue(byte @Nullable [] entry, CacheGetOptions options) {
        int percent = options.eagerRefresh().orElse(eagerRefresh);
        return percent != 0 && entry != null && time.millis() >= dueAt(entry, percent);
    }

    /** When an entry is to be renewed ahead of its end by the settings, {@link #NEVER} if it is not. */
    long dueAt(byte[] entry) {
        return eagerRefresh == 0 ? NEVER : dueAt(entry, eagerRefresh);
    }

    private static long dueAt(byte[] entry, int percent) {
        long written = Envelope.writtenAt(entry);
        long end = Envelope.freshUntil(entry);
        return end == NEVER ? NEVER : written + (long) Math.ceil((end - written) * (percent / 100.0));
    }

    /** For how long after its end a value may stand in. */
    long maxStale(CachePutOptions options) {
        return options.maxStale().isPresent() ? millis(options.maxStale().get()) : maxStale;
    }

    private double factor(CachePutOptions options) {
        int percent = options.jitter().orElse(jitter);
        return percent == 0 ? 1 : 1 - ThreadLocalRandom.current().nextDouble() * percent / 100;
    }

    private static long shorten(long millis, double factor) {
        return factor == 1 || millis == NEVER ? millis : Math.max(1, (long) (millis * factor));
    }

    static long plus(long a, long b) {
        long sum = a + b;
        return sum < 0 ? NEVER : sum;
    }
}
