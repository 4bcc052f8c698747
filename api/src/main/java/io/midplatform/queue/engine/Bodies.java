package io.midplatform.queue.engine;

import io.midplatform.ErrorCode;
import io.midplatform.queue.spi.Pointer;
import io.midplatform.queue.spi.StoredMessage;
import org.jspecify.annotations.Nullable;

/** Bodies of messages, those in the overflow bucket among them. Thread-safe. */
final class Bodies {
    private final Wiring wiring;
    private final @Nullable Overflow overflow;

    Bodies(Wiring wiring, @Nullable Overflow overflow) {
        this.wiring = wiring;
        this.overflow = overflow;
    }

    /** What the sender meant; for a pointer that must not be followed, an error. */
    byte[] meant(StoredMessage message) {
        String key = key(message);
        if (key == null && message.pointer() != null) {
            throw wiring.calls()
                    .error(
                            ErrorCode.CODEC,
                            "payload",
                            message.id(),
                            "the message points to an object that is not in the queue's overflow bucket.")
                    .advice("Where you trust its sender, set 'overflow.bucket' to the bucket that it uses.")
                    .build();
        }
        return key == null ? message.body() : fetched(key);
    }

    /** The bytes there are: for a pointer that must not be followed, the pointer. */
    byte[] bytes(StoredMessage message) {
        String key = key(message);
        return key == null ? message.body().clone() : fetched(key);
    }

    private byte[] fetched(String key) {
        if (overflow == null) {
            throw new IllegalStateException("a key is of the overflow bucket");
        }
        return overflow.bucket().getBytes(key);
    }

    private @Nullable String key(StoredMessage message) {
        Pointer pointer = message.pointer();
        return pointer == null || overflow == null ? null : overflow.keyOf(pointer);
    }
}
