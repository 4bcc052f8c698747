package io.midplatform.aws.sqs;

import io.midplatform.aws.session.AwsSession;
import io.midplatform.spi.Deadline;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueNameExistsException;

/** How requests to one queue are made: its URL looked up once, the queue made where that is asked for, interrupts told as such. Thread-safe. */
final class SqsCalls {
    /** The longest that SQS keeps messages, for dead letters that somebody has yet to look at. */
    private static final Duration LONGEST_RETENTION = Duration.ofDays(14);

    private final SqsClient sqs;
    private final SqsName name;
    private final boolean create;
    private volatile @Nullable String url;

    SqsCalls(SqsClient sqs, SqsName name, boolean create) {
        this.sqs = sqs;
        this.name = name;
        this.create = create;
        this.url = name.url();
    }

    SqsName name() {
        return name;
    }

    /** One request to the queue of the URL given to it. */
    <R> R call(Deadline deadline, Function<String, R> request) throws InterruptedException {
        try {
            return request.apply(url(deadline));
        } catch (AwsServiceException e) {
            if (SqsErrors.isMissing(e)) {
                url = name.url(); // it may be made again, or by us
            }
            throw e;
        } catch (AbortedException e) {
            throw interrupted(e);
        } catch (SdkClientException e) {
            if (e.getCause() instanceof InterruptedException) {
                throw interrupted(e);
            }
            throw e;
        }
    }

    Map<QueueAttributeName, String> attributes(Deadline deadline, QueueAttributeName... wanted)
            throws InterruptedException {
        return call(
                deadline,
                queue -> sqs.getQueueAttributes(request -> request.queueUrl(queue)
                                .attributeNames(wanted)
                                .overrideConfiguration(AwsSession.within(deadline)))
                        .attributes());
    }

    private String url(Deadline deadline) {
        String known = url;
        if (known != null) {
            return known;
        }
        try {
            known = lookUp(deadline);
        } catch (AwsServiceException e) {
            if (!create || !SqsErrors.isMissing(e)) {
                throw e;
            }
            known = create(deadline);
        }
        url = known;
        return known;
    }

    private String lookUp(Deadline deadline) {
        return sqs.getQueueUrl(
                        request -> request.queueName(name.plain()).overrideConfiguration(AwsSession.within(deadline)))
                .queueUrl();
    }

    private String create(Deadline deadline) {
        Map<QueueAttributeName, String> attributes = new EnumMap<>(QueueAttributeName.class);
        if (name.isFifo()) {
            attributes.put(QueueAttributeName.FIFO_QUEUE, "true");
        }
        if (name.isDeadLetters()) {
            attributes.put(QueueAttributeName.MESSAGE_RETENTION_PERIOD, Long.toString(LONGEST_RETENTION.toSeconds()));
        }
        try {
            return sqs.createQueue(request -> request.queueName(name.plain())
                            .attributes(attributes)
                            .overrideConfiguration(AwsSession.within(deadline)))
                    .queueUrl();
        } catch (QueueNameExistsException e) {
            return lookUp(deadline); // made by somebody else meanwhile
        }
    }

    private static InterruptedException interrupted(Exception cause) {
        Thread.interrupted(); // the exception says so
        InterruptedException interrupted = new InterruptedException("during a request to SQS");
        interrupted.initCause(cause);
        return interrupted;
    }
}
