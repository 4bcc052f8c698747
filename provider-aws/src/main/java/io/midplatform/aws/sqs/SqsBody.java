package io.midplatform.aws.sqs;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What fits into SQS as text: characters of XML 1.0, at least one. */
final class SqsBody {
    private static final int LONGEST_NAME = 256;

    private SqsBody() {}

    /**
     * A body as text.
     *
     * @return null when it is empty, not UTF-8, or has a character that XML has not
     */
    static @Nullable String text(byte[] body) {
        if (body.length == 0) {
            return null;
        }
        if (isPlainAscii(body)) {
            return new String(body, StandardCharsets.ISO_8859_1);
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
            return isLegal(text) ? text : null;
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    static String base64(byte[] body) {
        return Base64.getEncoder().encodeToString(body);
    }

    static long base64Length(int bytes) {
        return (bytes + 2L) / 3 * 4;
    }

    private static boolean isPlainAscii(byte[] body) {
        for (byte b : body) {
            if (b < ' ' && b != '\t' && b != '\n' && b != '\r') {
                return false;
            }
        }
        return true;
    }

    /** Whether SQS takes every character. */
    static boolean isLegal(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c)) {
                i++;
                if (i == text.length() || !Character.isLowSurrogate(text.charAt(i))) {
                    return false;
                }
            } else if ((c < ' ' && c != '\t' && c != '\n' && c != '\r') || c >= 0xFFFE || Character.isLowSurrogate(c)) {
                return false;
            }
        }
        return true;
    }

    /** Whether a header can be an attribute of its own. */
    static boolean isAttribute(String name, String value) {
        return !value.isEmpty() && isAttributeName(name) && isLegal(value);
    }

    private static boolean isAttributeName(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (name.isEmpty()
                || name.length() > LONGEST_NAME
                || lower.startsWith("aws.")
                || lower.startsWith("amazon.")
                || name.startsWith(".")
                || name.endsWith(".")
                || name.contains("..")) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = lower.charAt(i);
            if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' && c != '-' && c != '.') {
                return false;
            }
        }
        return true;
    }

    /** The length in UTF-8 of text without unpaired surrogates. */
    static long utf8(String text) {
        long bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes;
    }
}
