package io.midplatform.azure.session;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import reactor.core.publisher.Mono;

/** Tokens for requests: the identity library asks several times itself, which the attempts of a request would multiply. */
final class TokensOnce implements TokenCredential {
    private final TokenCredential source;

    TokensOnce(TokenCredential source) {
        this.source = source;
    }

    @Override
    public Mono<AccessToken> getToken(TokenRequestContext request) {
        return source.getToken(request).onErrorMap(RuntimeException.class, LateFailure::new);
    }

    @Override
    public AccessToken getTokenSync(TokenRequestContext request) {
        try {
            return source.getTokenSync(request);
        } catch (RuntimeException e) {
            throw new LateFailure(e);
        }
    }
}
