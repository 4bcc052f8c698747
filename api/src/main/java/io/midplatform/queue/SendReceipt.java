package io.midplatform.queue;

import java.util.Objects;

/** The provider's confirmation that it holds a message. Immutable. */
public final class SendReceipt {
    private final String id;

    private SendReceipt(String id) {
        this.id = Objects.requireNonNull(id, "id");
    }

    /**
     * A confirmation.
     *
     * @param id the message's id
     * @return the receipt
     */
    public static SendReceipt of(String id) {
        return new SendReceipt(id);
    }

    /**
     * The id that the provider gave the message, the same as {@link Delivery#id()} of its deliveries. For a message that was dropped as a
     * duplicate it is the id of the first one where the provider tells it.
     *
     * @return the id
     */
    public String id() {
        return id;
    }

    @Override
    public String toString() {
        return id;
    }
}
