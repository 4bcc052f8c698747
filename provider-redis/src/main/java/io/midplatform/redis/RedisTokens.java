package io.midplatform.redis;

import io.midplatform.Secret;
import java.time.Instant;
import java.util.Objects;

/**
 * Where credentials come from that end, such as those of a cloud's identities. They are asked for again well before the last ones end, and open
 * connections are given the new ones. Implementations are thread-safe and may block; they are called on the platform's executor, one call at a
 * time.
 */
@FunctionalInterface
public interface RedisTokens {
    /**
     * Makes a token.
     *
     * @return the token
     * @throws Exception when none is to be had; it is tried again, and the last one stays in use until it ends
     */
    Token token() throws Exception;

    /**
     * Whose tokens these are: resources with equal targets and identities share connections.
     *
     * @return what is equal where the tokens are interchangeable; by default this source, which is equal to itself only
     */
    default Object identity() {
        return this;
    }

    /**
     * A user with a password that ends.
     *
     * @param username the user
     * @param password the password
     * @param expiresAt when it ends
     */
    record Token(String username, Secret password, Instant expiresAt) {
        /**
         * Checks the fields.
         *
         * @param username the user
         * @param password the password
         * @param expiresAt when it ends
         */
        public Token {
            Objects.requireNonNull(username, "username");
            Objects.requireNonNull(password, "password");
            Objects.requireNonNull(expiresAt, "expiresAt");
        }
    }
}
