package io.midplatform.queue.engine;

import io.midplatform.PlatformException;
import io.midplatform.queue.spi.OutgoingMessage;
import org.jspecify.annotations.Nullable;

/** A message on its way and what has become of it. Belongs to one thread. */
final class Parcel {
    private final @Nullable OutgoingMessage message;
    private final long size;
    private @Nullable String id;
    private @Nullable PlatformException error;
    private @Nullable String bodyKey;
    private byte @Nullable [] body;
    private boolean bodyPut;
    private boolean perhapsSent;

    private Parcel(@Nullable OutgoingMessage message, long size, @Nullable PlatformException error) {
        this.message = message;
        this.size = size;
        this.error = error;
    }

    static Parcel of(OutgoingMessage message, long size) {
        return new Parcel(message, size, null);
    }

    /** A message that goes without its body, which goes into a bucket. */
    static Parcel shelved(OutgoingMessage message, long size, String bodyKey, byte[] body) {
        Parcel parcel = of(message, size);
        parcel.bodyKey = bodyKey;
        parcel.body = body;
        return parcel;
    }

    static Parcel refused(PlatformException error) {
        return new Parcel(null, 0, error);
    }

    OutgoingMessage message() {
        if (message == null) {
            throw new IllegalStateException("a refused message is never sent");
        }
        return message;
    }

    long size() {
        return size;
    }

    boolean isOpen() {
        return id == null && error == null;
    }

    void sent(String messageId) {
        id = messageId;
    }

    void failed(PlatformException because) {
        error = because;
    }

    /** It failed and may be tried again. */
    void tried(PlatformException because) {
        perhapsSent |= because.ambiguous();
    }

    /** The key of the body in the bucket, null when the message holds it itself. */
    @Nullable
    String bodyKey() {
        return bodyKey;
    }

    /** The body, which nobody needs any more once it is in the bucket. */
    byte[] takeBody() {
        byte[] taken = body;
        if (taken == null) {
            throw new IllegalStateException("a body is put once");
        }
        body = null;
        return taken;
    }

    boolean isBodyWaiting() {
        return body != null;
    }

    void bodyPut() {
        bodyPut = true;
    }

    boolean isBodyPut() {
        return bodyPut;
    }

    /** Whether the bucket holds the body of a message that was certainly not sent. */
    boolean isBodyNeedless() {
        return bodyPut && id == null && !perhapsSent;
    }

    @Nullable
    String id() {
        return id;
    }

    @Nullable
    PlatformException error() {
        return error;
    }
}
