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

    private Parcel(@Nullable OutgoingMessage message, long size, @Nullable PlatformException error) {
        this.message = message;
        this.size = size;
        this.error = error;
    }

    static Parcel of(OutgoingMessage message, long size) {
        return new Parcel(message, size, null);
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

    @Nullable
    String id() {
        return id;
    }

    @Nullable
    PlatformException error() {
        return error;
    }
}
