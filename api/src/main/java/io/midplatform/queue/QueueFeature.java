package io.midplatform.queue;

import java.util.Locale;

/** What a queue may be able to do; the kebab-case {@link #id()} stands in {@code requires:} of the settings. */
public enum QueueFeature {
    /** A message may become visible later: {@link Message#delay(java.time.Duration)}. */
    DELAY,
    /** Messages of one ordering key are handled in send order: {@code ordered: true} and {@link Message#orderingKey(String)}. */
    ORDERED,
    /** A message with an ordering key may have a delay of its own; its key waits for it. */
    ORDERED_DELAY,
    /** A message with the deduplication id of an earlier one is accepted and dropped: {@link Message#deduplicationId(String)}. */
    DEDUPLICATION,
    /** A sender of many messages does not starve the others: {@link Message#fairnessKey(String)}. */
    FAIRNESS,
    /** Messages that cannot be handled are kept apart: {@link Delivery#deadLetter(String)}, {@link MessageQueue#deadLetters()}. */
    DEAD_LETTERS,
    /** {@link MessageQueue#depth()}. */
    DEPTH,
    /** {@link MessageQueue#peek(int)}. */
    PEEK,
    /** {@link MessageQueue#peek(int)} leaves out what somebody has leased; where it is absent, the service does not tell such messages apart. */
    PEEK_UNLEASED,
    /** {@link MessageQueue#purge()}. */
    PURGE,
    /** The service itself waits for messages; where it is absent, the engine asks again and again with growing pauses. */
    LONG_POLLING;

    private final String id = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /**
     * The name in settings and messages.
     *
     * @return the name in kebab case
     */
    public String id() {
        return id;
    }
}
