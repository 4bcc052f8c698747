package io.midplatform.aws.s3;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * User metadata in HTTP headers, which hold ASCII only: other values travel as one encoded word of RFC 2047, which is how S3 itself gives back
 * what a header cannot hold. The SDK alone would send {@code ?} for them.
 */
final class S3Metadata {
    private static final Pattern WORD = Pattern.compile("=\\?UTF-8\\?B\\?([A-Za-z0-9+/=]*)\\?=");

    private S3Metadata() {}

    /** Null for none: the SDK copies an empty map, too. */
    static @Nullable Map<String, String> encode(Map<String, String> metadata) {
        if (metadata.isEmpty()) {
            return null;
        }
        Map<String, String> encoded = new HashMap<>();
        metadata.forEach((name, value) -> encoded.put(name, encode(value)));
        return encoded;
    }

    static Map<String, String> decode(Map<String, String> headers) {
        Map<String, String> decoded = new HashMap<>();
        headers.forEach((name, value) -> decoded.put(name.toLowerCase(java.util.Locale.ROOT), decode(value)));
        return decoded;
    }

    private static String encode(String value) {
        if (isPlain(value)) {
            return value;
        }
        return "=?UTF-8?B?" + Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)) + "?=";
    }

    static String decode(String header) {
        Matcher word = WORD.matcher(header);
        if (!word.matches()) {
            return header;
        }
        try {
            return new String(Base64.getDecoder().decode(word.group(1)), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return header; // another program's, and no encoded word after all
        }
    }

    /** What passes through a header as it is: no proxy or server trims, folds or re-reads it. */
    private static boolean isPlain(String value) {
        if (value.isEmpty() || value.startsWith(" ") || value.endsWith(" ") || value.contains("=?")) {
            return false;
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c > '~' || (c == ' ' && value.charAt(i - 1) == ' ')) {
                return false;
            }
        }
        return true;
    }
}
