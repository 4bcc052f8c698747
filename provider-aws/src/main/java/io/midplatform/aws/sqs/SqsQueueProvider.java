package io.midplatform.aws.sqs;

import io.midplatform.Support;
import io.midplatform.aws.session.AwsArtifact;
import io.midplatform.aws.session.AwsHttp;
import io.midplatform.aws.session.AwsSession;
import io.midplatform.queue.QueueFeature;
import io.midplatform.queue.spi.QueueCapabilities;
import io.midplatform.queue.spi.QueueDriver;
import io.midplatform.queue.spi.QueueLimits;
import io.midplatform.queue.spi.QueueProvider;
import io.midplatform.queue.spi.QueueTarget;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.ProviderContext;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.SqsClientBuilder;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * Queues on SQS, standard ones and, with {@code ordered: true}, FIFO ones.
 *
 * <p>What a queue can do follows from its settings; only the largest message is an attribute of the queue itself. It is read once, when the
 * queue is opened; where that fails, because the queue is missing or the credentials may not see its attributes, it is SQS's own maximum.
 */
public final class SqsQueueProvider implements QueueProvider {
    private static final Logger LOG = LoggerFactory.getLogger(SqsQueueProvider.class);

    /** SQS's own maximum of a message, and what a batch could hold before that was raised: the SQS developer guide, "Message quotas". */
    private static final int LARGEST_MESSAGE = 1 << 20;

    private static final int SMALLEST_BATCH = 1 << 18;
    private static final int MOST_AT_ONCE = 10;
    private static final Duration LONGEST_DELAY = Duration.ofMinutes(15);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);
    private static final Duration LONGEST_LEASE = Duration.ofHours(12);
    private static final Duration DEDUPLICATION_WINDOW = Duration.ofMinutes(5);

    /** Opening a queue waits no longer than this for its attributes. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** SQS's default; a queue's own is read from its attributes. */
    private static final Duration RETENTION = Duration.ofDays(4);

    private final Consumer<? super SqsClientBuilder> customizer;

    /** For the service loader. */
    public SqsQueueProvider() {
        // of any type: a provider is made also where the SDK of SQS is excluded
        this((Consumer<Object>) SqsQueueProvider::asItIs);
    }

    private static void asItIs(Object builder) {}

    /**
     * A provider whose clients are made a little differently; given to the platform's builder.
     *
     * @param customizer changes the client's builder, last of all
     */
    public SqsQueueProvider(Consumer<? super SqsClientBuilder> customizer) {
        this.customizer = customizer;
    }

    @Override
    public String type() {
        return "aws";
    }

    @Override
    public Class<? extends Record> settings() {
        return SqsSettings.class;
    }

    @Override
    public QueueCapabilities capabilities(ProviderContext context) {
        SqsSettings settings = context.settings(SqsSettings.class);
        return capabilities(settings.ordered(), settings.http(), LARGEST_MESSAGE, RETENTION.toSeconds());
    }

    /** Names nothing of the SDK of SQS: it is asked at load, also where that is excluded. */
    private static QueueCapabilities capabilities(boolean fifo, AwsHttp http, long largest, long retentionSeconds) {
        int messageBytes = (int) Math.max(1, Math.min(Integer.MAX_VALUE, largest));
        Map<QueueFeature, Support> features = new EnumMap<>(QueueFeature.class);
        if (fifo) {
            features.put(QueueFeature.ORDERED, Support.NATIVE);
            features.put(QueueFeature.DEDUPLICATION, Support.NATIVE);
        } else {
            features.put(QueueFeature.DELAY, Support.NATIVE);
            features.put(QueueFeature.FAIRNESS, Support.NATIVE);
        }
        features.put(QueueFeature.DEAD_LETTERS, Support.EMULATED); // by the engine: SQS itself only counts receives
        features.put(QueueFeature.DEPTH, Support.NATIVE);
        features.put(QueueFeature.PURGE, Support.NATIVE);
        features.put(QueueFeature.LONG_POLLING, Support.NATIVE);
        Duration wait = Duration.ofSeconds(Math.max(
                1, http.socketTimeout().minusSeconds(2).toSeconds())); // else the poll is taken for a dead connection
        QueueLimits limits = new QueueLimits(
                messageBytes,
                Math.max(SMALLEST_BATCH, messageBytes),
                MOST_AT_ONCE,
                MOST_AT_ONCE,
                MOST_AT_ONCE,
                LONGEST_DELAY,
                wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT,
                LONGEST_LEASE,
                LONGEST_LEASE.minusSeconds(1), // leases are rounded up to seconds
                fifo ? DEDUPLICATION_WINDOW : Duration.ZERO,
                Duration.ofSeconds(retentionSeconds));
        return new QueueCapabilities(features, limits, false);
    }

    @Override
    public QueueDriver open(ProviderContext context, QueueTarget target) {
        return AwsArtifact.needed("sqs", "a queue on SQS", () -> driver(context, target));
    }

    private QueueDriver driver(ProviderContext context, QueueTarget target) {
        SqsSettings settings = context.settings(SqsSettings.class);
        AwsSession session = AwsSession.of(context, settings.credentials(), settings.http(), settings.region());
        SqsClientBuilder builder = session.configure(SqsClient.builder(), settings.endpoint(), settings.retry());
        customizer.accept(builder);
        SqsClient client = builder.build();
        Boolean create = target.create();
        SqsCalls calls = new SqsCalls(client, SqsName.of(target), create == null ? settings.create() : create);
        Map<QueueAttributeName, String> told = attributes(calls, Deadline.after(context.time(), PATIENCE));
        QueueCapabilities capabilities = capabilities(
                target.ordered(),
                settings.http(),
                SqsMapping.number(told.get(QueueAttributeName.MAXIMUM_MESSAGE_SIZE), LARGEST_MESSAGE),
                SqsMapping.number(told.get(QueueAttributeName.MESSAGE_RETENTION_PERIOD), RETENTION.toSeconds()));
        return new SqsQueueDriver(client, calls, capabilities, settings.maxDeliveries(), context.time());
    }

    /** What the queue itself says of its limits. */
    private static Map<QueueAttributeName, String> attributes(SqsCalls calls, Deadline deadline) {
        try {
            return calls.attributes(
                    deadline, QueueAttributeName.MAXIMUM_MESSAGE_SIZE, QueueAttributeName.MESSAGE_RETENTION_PERIOD);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Map.of();
        } catch (SdkException e) {
            // what is wrong is told by the operations
            LOG.debug(
                    "the attributes of queue '{}' cannot be read; SQS's own limits count",
                    calls.name().plain(),
                    e);
            return Map.of();
        }
    }
}
