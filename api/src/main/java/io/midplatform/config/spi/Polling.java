package io.midplatform.config.spi;

import io.midplatform.ErrorCode;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.ProviderContext;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * How one remote source is read again and again: as seldom as it may be, and still less often while the service asks to slow down. What a {@link
 * ConfigSourceDriver} that polls uses for its {@code load}, {@code changedSince} and {@code pollInterval}. Thread-safe.
 */
public final class Polling {
    /** Throttled sources are asked at least this often, unless their own interval is longer. */
    private static final Duration SLOWEST = Duration.ofMinutes(10);

    private static final int MOST_DOUBLINGS = 10;

    private final Duration interval;
    private final Predicate<Throwable> throttling;
    private final RecentContent recent;
    private volatile int throttled;

    /**
     * The polling of one source.
     *
     * @param context the source
     * @param interval the time between two reads when all is well
     * @param throttling tells whether what reading threw asks to slow down; a {@link DriverException} tells by its code
     */
    public Polling(ProviderContext context, Duration interval, Predicate<Throwable> throttling) {
        this.interval = interval;
        this.throttling = throttling;
        this.recent = context.shared(
                "recent/" + context.resource(), RecentContent.class, () -> new RecentContent(context.time()));
    }

    /** Reads a source as a whole. */
    @FunctionalInterface
    public interface Reading {
        /**
         * Reads.
         *
         * @return the present content
         * @throws Exception what the SDK throws
         */
        SourceContent read() throws Exception;
    }

    /**
     * The present content. What was read a moment ago by anybody in this platform is not read again.
     *
     * @param reading reads it
     * @return the content
     * @throws Exception what reading throws
     */
    public SourceContent load(Reading reading) throws Exception {
        Optional<SourceContent> known = recent.get();
        return known.isPresent() ? known.get() : read(reading);
    }

    /**
     * The present content if it is another than the known one.
     *
     * @param version the version of the known one
     * @param reading reads it
     * @return the content, empty when it is still that version
     * @throws Exception what reading throws
     */
    public Optional<SourceContent> changedSince(String version, Reading reading) throws Exception {
        SourceContent content = read(reading);
        return content.version().equals(version) ? Optional.empty() : Optional.of(content);
    }

    @SuppressWarnings("IllegalCatch") // whatever it is, it is thrown on
    private SourceContent read(Reading reading) throws Exception {
        try {
            SourceContent content = reading.read();
            throttled = 0;
            recent.put(content);
            return content;
        } catch (Exception e) {
            boolean asked = e instanceof DriverException told
                    ? told.failure().code() == ErrorCode.THROTTLED
                    : throttling.test(e);
            if (asked) {
                throttled = Math.min(throttled + 1, MOST_DOUBLINGS);
            }
            throw e;
        }
    }

    /**
     * When to read next.
     *
     * @return the interval, doubled for each time that the service asked to slow down since the last read that succeeded
     */
    public Duration next() {
        return next(interval);
    }

    /**
     * When to read next, where the service tells an interval.
     *
     * @param usual the time between two reads when all is well
     * @return the interval, doubled for each time that the service asked to slow down since the last read that succeeded
     */
    public Duration next(Duration usual) {
        Duration slowest = usual.compareTo(SLOWEST) > 0 ? usual : SLOWEST;
        Duration slower = usual.multipliedBy(1L << throttled);
        return slower.compareTo(slowest) > 0 ? slowest : slower;
    }
}
