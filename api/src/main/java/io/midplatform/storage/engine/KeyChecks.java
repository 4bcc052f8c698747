package io.midplatform.storage.engine;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.engine.call.Calls;
import io.midplatform.engine.call.Utf8;
import io.midplatform.storage.spi.KeyRules;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Refuses keys that the contract or the service cannot hold. */
final class KeyChecks {
    /** The contract's limit, which S3 and Azure share ("Object key naming", "Naming blobs": 1,024). */
    static final int MAX_KEY_BYTES = 1024;

    private final Calls calls;
    private final KeyRules rules;

    KeyChecks(Calls calls, KeyRules rules) {
        this.calls = calls;
        this.rules = rules;
    }

    void check(String operation, String key) {
        int bytes = Utf8.length(Objects.requireNonNull(key, "key"));
        if (bytes <= 0 || bytes > MAX_KEY_BYTES) {
            throw refuse(
                    operation,
                    key,
                    bytes == 0
                            ? "the key is empty."
                            : bytes < 0
                                    ? "the key has a lone surrogate, which UTF-8 cannot hold."
                                    : "the key has " + bytes + " bytes of UTF-8.");
        }
        String rejected = rules.reject(key);
        if (rejected != null) {
            throw refuse(operation, key, "the key cannot be held: " + rejected + ".");
        }
    }

    /** A prefix or a place to start is a key or the beginning of one, or empty. */
    void checkPart(String operation, String what, @Nullable String part) {
        if (part == null) {
            return;
        }
        int bytes = Utf8.length(part);
        if (bytes < 0 || bytes > MAX_KEY_BYTES) {
            throw calls.error(
                            ErrorCode.INVALID_REQUEST,
                            operation,
                            null,
                            "the " + what + " cannot begin any key: "
                                    + (bytes < 0 ? "it has a lone surrogate." : "it has " + bytes + " bytes of UTF-8."))
                    .advice("Keys have at most " + MAX_KEY_BYTES + " bytes of UTF-8.")
                    .build();
        }
    }

    private PlatformException refuse(String operation, String key, String reason) {
        String shown = key.length() <= 100 ? key : key.substring(0, 100) + "…";
        return calls.error(ErrorCode.INVALID_REQUEST, operation, shown, reason)
                .advice("A key has 1 to " + MAX_KEY_BYTES + " bytes of UTF-8.")
                .build();
    }
}
