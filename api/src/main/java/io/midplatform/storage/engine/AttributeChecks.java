package io.midplatform.storage.engine;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.engine.call.Calls;
import io.midplatform.engine.call.Utf8;
import io.midplatform.storage.spi.StorageLimits;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Refuses headers, metadata and tags that some service could not hold, the same ones everywhere. */
final class AttributeChecks {
    private static final String TOKEN_PUNCTUATION = "!#$%&'*+-.^_`|~"; // RFC 9110, section 5.6.2
    private static final String TAG_PUNCTUATION = " +-./:=_"; // what S3's and Azure's tags have in common
    private static final int MAX_TAG_NAME = 128;
    private static final int MAX_TAG_VALUE = 256;
    private static final String RESERVED = "mp_";

    private final Calls calls;
    private final StorageLimits limits;

    AttributeChecks(Calls calls, StorageLimits limits) {
        this.calls = calls;
        this.limits = limits;
    }

    /** Checks metadata and gives it with lower-case names. */
    Map<String, String> metadata(String operation, String key, Map<String, String> metadata) {
        if (metadata.isEmpty()) {
            return metadata;
        }
        Map<String, String> lower = new HashMap<>();
        long size = 0;
        for (Map.Entry<String, String> entry : metadata.entrySet()) {
            String name = entry.getKey().toLowerCase(Locale.ROOT);
            if (!isToken(name)) {
                throw invalid(operation, key, "the metadata name '" + entry.getKey() + "' is not an ASCII token.");
            }
            if (name.startsWith(RESERVED)) {
                throw invalid(operation, key, "the metadata prefix '" + RESERVED + "' is reserved.");
            }
            if (lower.put(name, entry.getValue()) != null) {
                throw invalid(operation, key, "the metadata name '" + name + "' is there twice, but for its case.");
            }
            if (!Utf8.isWellFormed(entry.getValue())) {
                throw invalid(operation, key, "the metadata value of '" + name + "' has a lone surrogate.");
            }
            size += name.length() + encodedLength(entry.getValue());
        }
        if (size > limits.maxMetadataSize()) {
            throw limit(operation, key, "the metadata has " + size + " bytes", limits.maxMetadataSize() + " bytes");
        }
        return lower;
    }

    void tags(String operation, String key, Map<String, String> tags) {
        if (tags.size() > limits.maxTags()) {
            throw limit(operation, key, "there are " + tags.size() + " tags", Integer.toString(limits.maxTags()));
        }
        tags.forEach((name, value) -> {
            if (name.isEmpty() || name.length() > MAX_TAG_NAME || !isTagText(name)) {
                throw invalid(
                        operation,
                        key,
                        "the tag name '" + name + "' is not 1 to 128 letters, digits, spaces or + - . / : = _.");
            }
            if (value.length() > MAX_TAG_VALUE || !isTagText(value)) {
                throw invalid(
                        operation,
                        key,
                        "the value of the tag '" + name
                                + "' is not up to 256 letters, digits, spaces or + - . / : = _.");
            }
        });
    }

    void header(String operation, String key, String name, Optional<String> value) {
        if (value.isEmpty()) {
            return;
        }
        String text = value.get();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
                throw invalid(operation, key, "the " + name + " has a character that is not printable ASCII.");
            }
        }
        if (text.isEmpty()) {
            throw invalid(operation, key, "the " + name + " is empty.");
        }
    }

    /** The size of a value with everything but printable ASCII, and the percent sign, percent-encoded. */
    private static int encodedLength(String value) {
        int length = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean plain = c >= ' ' && c <= '~' && c != '%';
            // a surrogate is half of four bytes, each encoded by three characters
            length += plain ? 1 : 3 * (c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3);
        }
        return length;
    }

    private static boolean isToken(String name) {
        return !name.isEmpty() && name.chars().allMatch(c -> isLetterOrDigit(c) || TOKEN_PUNCTUATION.indexOf(c) >= 0);
    }

    private static boolean isTagText(String text) {
        return text.chars().allMatch(c -> isLetterOrDigit(c) || TAG_PUNCTUATION.indexOf(c) >= 0);
    }

    private static boolean isLetterOrDigit(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    private PlatformException invalid(String operation, String key, String reason) {
        return calls.error(ErrorCode.INVALID_REQUEST, operation, key, reason).build();
    }

    private PlatformException limit(String operation, String key, String found, String most) {
        return calls.error(ErrorCode.LIMIT_EXCEEDED, operation, key, found + "; the limit is " + most + ".")
                .build();
    }
}
