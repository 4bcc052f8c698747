package io.midplatform.config.spi;

import io.midplatform.spi.PlatformTime;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a source held a moment ago. Every {@code ${secret:…}} reads its source by itself: at a start, and when a rotation arrives, all of them
 * share one read. Thread-safe.
 */
final class RecentContent implements AutoCloseable {
    /** Long enough for the references of one start, too short for anybody to see a stale value. */
    private static final Duration MOMENT = Duration.ofSeconds(5);

    private record Held(SourceContent content, long nanos) {}

    private final PlatformTime time;
    private volatile @Nullable Held held;

    RecentContent(PlatformTime time) {
        this.time = time;
    }

    Optional<SourceContent> get() {
        Held last = held;
        return last != null && time.nanoTime() - last.nanos() < MOMENT.toNanos()
                ? Optional.of(last.content())
                : Optional.empty();
    }

    void put(SourceContent content) {
        held = new Held(content, time.nanoTime());
    }

    @Override
    public void close() {
        held = null;
    }
}
