package io.midplatform.storage;

import java.time.Instant;
import java.util.Objects;

/**
 * An upload that has begun and is not at its end: its process died, it waits to be resumed, or it is under way right now in some process.
 *
 * @param key the key of the object that it would have made
 * @param startedAt when it began
 * @param token for {@link TransferOptions#resume} and {@link Bucket#abandon}
 */
public record AbandonedUpload(String key, Instant startedAt, String token) {
    /**
     * Checks for nulls.
     *
     * @param key the key
     * @param startedAt when it began
     * @param token what names it
     */
    public AbandonedUpload {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(startedAt, "startedAt");
        Objects.requireNonNull(token, "token");
    }
}
