package io.midplatform.storage;

import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * A request that anybody may send until it expires, without credentials: whoever has the URI has the right. Immutable.
 *
 * @param method the HTTP method
 * @param uri the address with its signature; a secret until it expires
 * @param headers the headers that must be sent, exactly so; {@code Host} and {@code Content-Length} are the HTTP client's
 * @param expiresAt when the signature ends, which is sooner than asked for where the credentials end sooner
 */
public record SignedRequest(String method, URI uri, Map<String, String> headers, Instant expiresAt) {
    /**
     * Copies the headers.
     *
     * @param method the HTTP method
     * @param uri the address with its signature
     * @param headers the headers that must be sent
     * @param expiresAt when the signature ends
     */
    public SignedRequest {
        Objects.requireNonNull(method, "method");
        Objects.requireNonNull(uri, "uri");
        headers = Map.copyOf(headers);
        Objects.requireNonNull(expiresAt, "expiresAt");
    }

    /** Without the signature. */
    @Override
    public String toString() {
        return method + " " + uri.getHost() + uri.getPath() + " until " + expiresAt;
    }
}
