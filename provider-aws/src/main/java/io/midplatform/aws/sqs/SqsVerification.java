package io.midplatform.aws.sqs;

import io.midplatform.ErrorCode;
import io.midplatform.queue.spi.JsonText;
import io.midplatform.spi.Deadline;
import io.midplatform.spi.Failure;
import io.midplatform.spi.Finding;
import io.midplatform.spi.Finding.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Checks the live queue against the settings. */
final class SqsVerification {
    /** Messages that are given back unseen raise SQS's count: its own redrive must leave room for them. */
    private static final int GIVE_BACKS = 2;

    private final SqsClient sqs;
    private final SqsCalls calls;
    private final int maxDeliveries;

    SqsVerification(SqsClient sqs, SqsCalls calls, int maxDeliveries) {
        this.sqs = sqs;
        this.calls = calls;
        this.maxDeliveries = maxDeliveries;
    }

    List<Finding> findings(Deadline deadline) throws InterruptedException {
        Map<QueueAttributeName, String> attributes;
        try {
            attributes = calls.attributes(deadline, QueueAttributeName.ALL);
        } catch (SdkException e) {
            Failure failure = SqsErrors.classify(e);
            return switch (failure.code()) {
                case NOT_FOUND -> List.of(new Finding("exists", Status.FAILED, told(failure)));
                case ACCESS_DENIED ->
                    List.of(new Finding(
                            "attributes",
                            Status.UNVERIFIED,
                            "the credentials may not read the queue's attributes; grant sqs:GetQueueUrl and"
                                    + " sqs:GetQueueAttributes."));
                default -> throw e;
            };
        }
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.ok("exists"));
        findings.add(order(attributes));
        if (calls.name().isDeadLetters()) {
            findings.add(retention(attributes, deadline));
        } else {
            redrive(attributes, findings);
        }
        return findings;
    }

    private Finding order(Map<QueueAttributeName, String> attributes) {
        boolean fifo = Boolean.parseBoolean(attributes.get(QueueAttributeName.FIFO_QUEUE));
        if (fifo == calls.name().isFifo()) {
            return Finding.ok("ordered");
        }
        return new Finding(
                "ordered",
                Status.FAILED,
                fifo
                        ? "it is a FIFO queue; set 'ordered: true', or name another queue."
                        : "it is a standard queue; remove 'ordered: true', or name a FIFO queue.");
    }

    private void redrive(Map<QueueAttributeName, String> attributes, List<Finding> findings) {
        String policy = attributes.get(QueueAttributeName.REDRIVE_POLICY);
        Map<?, ?> told = policy == null || policy.isEmpty() ? null : JsonText.object(policy);
        if (told == null) {
            return;
        }
        long most = SqsMapping.number(text(told.get("maxReceiveCount")), Long.MAX_VALUE);
        long least = (long) maxDeliveries + GIVE_BACKS;
        findings.add(
                most >= least
                        ? Finding.ok("redrive policy")
                        : new Finding(
                                "redrive policy",
                                Status.FAILED,
                                "SQS moves messages away after " + most + " receives, before max-deliveries ("
                                        + maxDeliveries + ") is reached; raise maxReceiveCount to " + least
                                        + " or more."));
    }

    private Finding retention(Map<QueueAttributeName, String> attributes, Deadline deadline)
            throws InterruptedException {
        SqsName source = calls.name().ofSource();
        Duration own = retention(attributes);
        Duration others;
        try {
            others = source == null
                    ? null
                    : retention(new SqsCalls(sqs, source, false)
                            .attributes(deadline, QueueAttributeName.MESSAGE_RETENTION_PERIOD));
        } catch (SdkException e) {
            Failure failure = SqsErrors.classify(e);
            if (failure.code() != ErrorCode.ACCESS_DENIED && failure.code() != ErrorCode.NOT_FOUND) {
                throw e;
            }
            others = null;
        }
        if (own == null || others == null) {
            return new Finding("retention", Status.UNVERIFIED, "the retention of the queue or its source is not told.");
        }
        return own.compareTo(others) >= 0
                ? Finding.ok("retention")
                : new Finding(
                        "retention",
                        Status.WARNING,
                        "dead letters are kept for " + own + " only, messages of their source for " + others
                                + "; raise MessageRetentionPeriod.");
    }

    private static @Nullable Duration retention(Map<QueueAttributeName, String> attributes) {
        long seconds = SqsMapping.number(attributes.get(QueueAttributeName.MESSAGE_RETENTION_PERIOD), -1);
        return seconds < 0 ? null : Duration.ofSeconds(seconds);
    }

    /** A number of a policy, which people write with and without quotes. */
    private static @Nullable String text(@Nullable Object value) {
        return value instanceof Number number
                ? Long.toString(number.longValue())
                : value instanceof String text ? text : null;
    }

    private static String told(Failure failure) {
        return failure.advice() == null ? failure.reason() : failure.reason() + " " + failure.advice();
    }
}
