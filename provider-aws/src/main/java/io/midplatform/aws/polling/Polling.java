package io.midplatform.aws.polling;

import io.midplatform.ErrorCode;
import io.midplatform.config.spi.SourceContent;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.ProviderContext;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** How one source is read again and again: as seldom as it may be, and still less often while AWS asks to slow down. */
public final class Polling {
    /** Throttled sources are asked at least this often, unless their own interval is longer. */
    private static final Duration SLOWEST = Duration.ofMinutes(10);

    private static final int MOST_DOUBLINGS = 10;

    private final Duration interval;
    private final RecentContent recent;
    private volatile int throttled;

    /**
     * The polling of one source.
     *
     * @param context the source
     * @param interval the time between two reads when all is well
     */
    public Polling(ProviderContext context, Duration interval) {
        this.interval = interval;
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

    private SourceContent read(Reading reading) throws Exception {
        try {
            SourceContent content = reading.read();
            throttled = 0;
            recent.put(content);
            return content;
        } catch (AwsServiceException e) {
            count(e.isThrottlingException());
            throw e;
        } catch (DriverException e) {
            count(e.failure().code() == ErrorCode.THROTTLED);
            throw e;
        }
    }

    private void count(boolean isThrottled) {
        throttled = isThrottled ? Math.min(throttled + 1, MOST_DOUBLINGS) : 0;
    }

    /**
     * When to read next.
     *
     * @return the interval, doubled for each time in a row that AWS asked to slow down
     */
    public Duration next() {
        return next(interval);
    }

    /**
     * When to read next, where the service tells an interval.
     *
     * @param usual the time between two reads when all is well
     * @return the interval, doubled for each time in a row that AWS asked to slow down
     */
    public Duration next(Duration usual) {
        Duration slowest = usual.compareTo(SLOWEST) > 0 ? usual : SLOWEST;
        Duration slower = usual.multipliedBy(1L << throttled);
        return slower.compareTo(slowest) > 0 ? slowest : slower;
    }
}
