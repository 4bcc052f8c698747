package io.midplatform.aws.sqs;

import io.midplatform.queue.spi.QueueTarget;
import org.jspecify.annotations.Nullable;

/**
 * Which queue of SQS is meant. FIFO queues have names that end in {@code .fifo}; it is added where the settings leave it out.
 *
 * @param plain the name
 * @param url the URL where the settings give one in place of a name
 * @param isFifo whether the settings say {@code ordered: true}
 * @param source for a dead-letter queue what the settings call the queue it belongs to
 */
record SqsName(
        String plain,
        @Nullable String url,
        boolean isFifo,
        @Nullable String source) {
    private static final String FIFO = ".fifo";
    private static final String DEAD = "-dead";

    static SqsName of(QueueTarget target) {
        String given = target.name();
        String source = target.deadLettersOf();
        if (source != null && given.equals(source + DEAD) && source.endsWith(FIFO)) {
            given = source.substring(0, source.length() - FIFO.length()) + DEAD;
        }
        if (target.ordered() && !given.endsWith(FIFO)) {
            given += FIFO;
        }
        boolean isUrl = given.startsWith("https://") || given.startsWith("http://");
        return new SqsName(
                given.substring(isUrl ? given.lastIndexOf('/') + 1 : 0),
                isUrl ? given : null,
                target.ordered(),
                source);
    }

    boolean isDeadLetters() {
        return source != null;
    }

    /** The queue that a dead-letter queue belongs to. */
    @Nullable
    SqsName ofSource() {
        return source == null ? null : of(new QueueTarget(source, null, isFifo, false));
    }
}
