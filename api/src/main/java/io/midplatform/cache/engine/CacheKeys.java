package io.midplatform.cache.engine;

import io.midplatform.ErrorCode;
import io.midplatform.engine.call.Calls;
import io.midplatform.engine.call.Utf8;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The physical keys of one resource. The character after the resource's name tells the kind: {@code :} an entry or counter, {@code ~} one with a
 * hashed key, {@code #} a marker, {@code !} the marker of a hashed tag, {@code ^} the lease of an entry, {@code %} that of one with a hashed key. Names and namespaces hold none of them, so no two keys meet.
 */
final class CacheKeys {
    private static final String DEFAULT_NAMESPACE = "midplatform";
    /** Longer keys cost a store more than a hash costs us. */
    private static final int LONG_KEY = 200;
    /** A SHA-256 in Base64 without padding. */
    private static final int HASH_LENGTH = 43;

    private static final int TAG_BYTES = 1024;

    private final Calls calls;
    private final String resource;
    private final String entries;
    private final int room;

    CacheKeys(Calls calls, String namespace, String resource, int keyBytes) {
        this.calls = calls;
        this.resource = namespace + ":" + resource;
        this.entries = this.resource + ":";
        this.room = Math.min(LONG_KEY, keyBytes - entries.length());
        if (room < HASH_LENGTH) {
            throw calls.error(
                            ErrorCode.CONFIGURATION,
                            "open",
                            null,
                            "prefix and name leave no room in the provider's keys of " + keyBytes + " bytes.")
                    .advice("Shorten the prefix.")
                    .build();
        }
    }

    static String namespace(CacheSettings settings) {
        return settings.prefix().orElse(DEFAULT_NAMESPACE);
    }

    /** The start of all physical names of this resource. */
    String resource() {
        return resource;
    }

    /** The physical key of an entry or a counter. */
    String entry(String operation, String key) {
        int bytes = Utf8.length(key);
        if (bytes <= 0) {
            throw calls.error(
                            ErrorCode.INVALID_REQUEST,
                            operation,
                            null,
                            bytes == 0 ? "the key is empty." : "the key has a surrogate without its other half.")
                    .advice("Pass a key that is text of at least one character.")
                    .build();
        }
        return bytes <= room ? entries + key : resource + "~" + hash(key);
    }

    /** The key of a physical key of an entry, null for a hashed one. */
    @Nullable
    String logical(String physical) {
        return physical.charAt(resource.length()) == ':' ? physical.substring(entries.length()) : null;
    }

    /** The physical key of the lease under which an entry is loaded. */
    String lease(String entry) {
        int kind = resource.length();
        return resource + (entry.charAt(kind) == ':' ? '^' : '%') + entry.substring(kind + 1);
    }

    /** The physical key of the cache's own marker. */
    String cacheMarker() {
        return resource + "#";
    }

    /** The physical key of a checked tag's marker. */
    String tagMarker(String tag) {
        return Utf8.length(tag) <= room ? resource + "#" + tag : resource + "!" + hash(tag);
    }

    void checkTag(String operation, String tag) {
        int bytes = Utf8.length(tag);
        if (bytes <= 0 || bytes > TAG_BYTES) {
            String problem = bytes == 0
                    ? "a tag is empty."
                    : bytes < 0
                            ? "a tag has a surrogate without its other half."
                            : "a tag has " + bytes + " bytes, more than " + TAG_BYTES + ".";
            throw calls.error(ErrorCode.INVALID_REQUEST, operation, null, problem)
                    .advice("Use short names as tags.")
                    .build();
        }
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
