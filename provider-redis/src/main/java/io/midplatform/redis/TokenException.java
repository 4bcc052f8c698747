package io.midplatform.redis;

import org.jspecify.annotations.Nullable;

/** No valid token is at hand. */
final class TokenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TokenException(@Nullable Throwable cause) {
        super("no valid token", cause);
    }
}
