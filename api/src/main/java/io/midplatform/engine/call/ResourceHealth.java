package io.midplatform.engine.call;

import io.midplatform.ErrorCode;
import io.midplatform.spi.PlatformTime;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What recent calls and long-lived parts (a worker, a live value, a breaker) say about a resource. Costs a call one volatile read while all is
 * well. Thread-safe.
 */
public final class ResourceHealth {
    private static final Set<ErrorCode> DOWN = EnumSet.of(
            ErrorCode.UNAVAILABLE,
            ErrorCode.DEADLINE_EXCEEDED,
            ErrorCode.ACCESS_DENIED,
            ErrorCode.UNAUTHENTICATED,
            ErrorCode.CORRUPT);

    /**
     * A trouble.
     *
     * @param down whether nothing works, or it works with a drawback
     * @param since since when
     * @param reason why
     */
    public record Trouble(boolean down, Instant since, String reason) {}

    private final PlatformTime time;
    private volatile Instant wellSince;
    private final Map<String, Trouble> parts = new ConcurrentHashMap<>();
    private volatile @Nullable Trouble calls;

    /**
     * Starts healthy.
     *
     * @param time the platform's time
     */
    public ResourceHealth(PlatformTime time) {
        this.time = time;
        this.wellSince = time.instant();
    }

    void succeeded() {
        if (calls != null) {
            calls = null;
            wellSince = time.instant();
        }
    }

    void failed(ErrorCode code, String reason) {
        boolean down = DOWN.contains(code);
        if (!down && code != ErrorCode.THROTTLED) {
            return;
        }
        Trouble before = calls;
        calls = trouble(before, down, code + ": " + reason);
    }

    /**
     * A long-lived part is in trouble.
     *
     * @param part its name
     * @param down whether nothing works, or it works with a drawback
     * @param reason why
     */
    public void trouble(String part, boolean down, String reason) {
        parts.compute(part, (p, old) -> trouble(old, down, p + ": " + reason));
    }

    /** One that is no worse and no better than before lasts since then. */
    private Trouble trouble(@Nullable Trouble before, boolean down, String reason) {
        Instant since = before != null && before.down() == down ? before.since() : time.instant();
        return new Trouble(down, since, reason);
    }

    /**
     * A long-lived part is well again, or gone.
     *
     * @param part its name
     */
    public void well(String part) {
        if (parts.remove(part) != null) {
            wellSince = time.instant();
        }
    }

    /**
     * The worst trouble.
     *
     * @return null when all is well
     */
    public @Nullable Trouble worst() {
        Trouble worst = calls;
        for (Trouble trouble : parts.values()) {
            if (worst == null || (trouble.down() && !worst.down())) {
                worst = trouble;
            }
        }
        return worst;
    }

    /**
     * Since when all is well, if it is.
     *
     * @return when the resource was opened or the last trouble ended
     */
    public Instant wellSince() {
        return wellSince;
    }
}
