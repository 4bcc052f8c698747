package io.midplatform.azure.managedredis;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import io.midplatform.ErrorCode;
import io.midplatform.Secret;
import io.midplatform.azure.json.JsonValues;
import io.midplatform.redis.RedisTokens;
import io.midplatform.spi.DriverException;
import io.midplatform.spi.Failure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Tokens of Entra ID as passwords, with the identity's object id as the user's name. Thread-safe. */
final class EntraRedisTokens implements RedisTokens {
    private static final String SCOPE = "https://redis.azure.com/.default";

    /** Connections want their new token that long before the old one ends: Azure's guide, "Use Microsoft Entra for cache authentication". */
    private static final Duration EARLY = Duration.ofMinutes(3);

    private final TokenCredential credential;
    private final Optional<String> username;
    private final InstantSource time;

    EntraRedisTokens(TokenCredential credential, Optional<String> username, InstantSource time) {
        this.credential = credential;
        this.username = username;
        this.time = time;
    }

    @Override
    public Object identity() {
        return List.of(credential, username);
    }

    @Override
    public Token token() {
        AccessToken token =
                Objects.requireNonNull(credential.getTokenSync(new TokenRequestContext().addScopes(SCOPE)), "a token");
        String user = username.orElseGet(() -> objectId(token.getToken()));
        return new Token(
                user, Secret.of(token.getToken()), end(token.getExpiresAt().toInstant()));
    }

    /**
     * The credential keeps a token until five minutes before its end, whoever asks: with an end that is told earlier, the last time that it is asked for
     * a new one lies between.
     */
    private Instant end(Instant expiry) {
        Duration half = Duration.between(time.instant(), expiry).dividedBy(2);
        return expiry.minus(half.compareTo(EARLY) < 0 ? half : EARLY);
    }

    /** The claim {@code oid}. The token is not checked: Redis does that. */
    private static String objectId(String token) {
        String[] parts = token.split("\\.", -1);
        Optional<String> id = Optional.empty();
        if (parts.length == 3) {
            String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
            id = JsonValues.of("", claims).map(fields -> fields.get("oid"));
        }
        return id.orElseThrow(() -> new DriverException(
                Failure.of(ErrorCode.CONFIGURATION, "the token does not say whose it is.")
                        .advice("Set 'username' to the object id of the identity."),
                null));
    }
}
