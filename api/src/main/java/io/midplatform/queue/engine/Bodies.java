package io.midplatform.queue.engine;

import io.midplatform.ErrorCode;
import io.midplatform.queue.spi.OutgoingMessage;
import io.midplatform.queue.spi.Pointer;
import io.midplatform.queue.spi.StoredMessage;
import io.midplatform.spi.Deadline;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Bodies of messages, those in the overflow bucket among them. Thread-safe. */
final class Bodies {
    private final Wiring wiring;
    private final @Nullable OverflowFolder folder;
    private final String contentType;
    private final long threshold;

    Bodies(Wiring wiring, @Nullable OverflowFolder folder, String contentType) {
        this.wiring = wiring;
        this.folder = folder;
        this.contentType = contentType;
        long limit = wiring.limits().messageBytes();
        long wanted = folder == null
                ? limit
                : wiring.settings()
                        .overflow()
                        .threshold()
                        .map(size -> size.bytes())
                        .orElse(limit);
        this.threshold = Math.min(limit, wanted);
    }

    /** The largest size on the wire of a message that keeps its body. */
    long threshold() {
        return threshold;
    }

    /**
     * A message without its body, which is put into the bucket before it is sent.
     *
     * @return null without a bucket
     */
    @Nullable
    Parcel shelved(OutgoingMessage message) {
        if (folder == null) {
            return null;
        }
        String key = folder.newKey();
        Pointer pointer = folder.overflow().pointer(key, message.body().length);
        OutgoingMessage light = new OutgoingMessage(
                words(pointer),
                message.headers(),
                message.trace(),
                message.delay(),
                message.orderingKey(),
                message.deduplicationId(),
                message.fairnessKey(),
                message.deadLetter(),
                pointer);
        return Parcel.shelved(light, wiring.driver().size(light), key, message.body());
    }

    private static byte[] words(Pointer pointer) {
        return (pointer.bucket() + "/" + pointer.key()).getBytes(StandardCharsets.UTF_8);
    }

    /** Puts a parcel's body into the bucket, if it is to go there. */
    void put(Parcel parcel, Deadline deadline) {
        String key = parcel.bodyKey();
        if (key != null && folder != null) {
            folder.put(key, parcel.takeBody(), contentType, deadline);
            parcel.bodyPut();
        }
    }

    /** Removes the bodies of those that were certainly not sent. */
    void removeUnsent(List<Parcel> parcels) {
        if (folder == null) {
            return;
        }
        List<String> keys = new ArrayList<>();
        for (Parcel parcel : parcels) {
            String key = parcel.bodyKey();
            if (key != null && parcel.isBodyNeedless()) {
                keys.add(key);
            }
        }
        folder.remove(keys);
    }

    /** A message is acknowledged: nobody is given it again. */
    void acknowledged(StoredMessage message) {
        if (folder != null && wiring.settings().overflow().deleteOnAck()) {
            String key = folder.ownKey(message.pointer());
            if (key != null) {
                folder.remove(List.of(key));
            }
        }
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
        if (folder == null) {
            throw new IllegalStateException("a key is of the overflow bucket");
        }
        return folder.overflow().bucket().getBytes(key);
    }

    private @Nullable String key(StoredMessage message) {
        Pointer pointer = message.pointer();
        return pointer == null || folder == null ? null : folder.overflow().keyOf(pointer);
    }
}
