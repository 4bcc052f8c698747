package io.midplatform.azure.storagequeue;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Bodies as text, and what of it survives the XML that messages travel in. */
final class StorageQueueBody {
    private StorageQueueBody() {}

    /**
     * A body as text.
     *
     * @return null when it is not UTF-8
     */
    static @Nullable String text(byte[] body) {
        if (isAscii(body)) {
            return new String(body, StandardCharsets.ISO_8859_1);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static boolean isAscii(byte[] body) {
        for (byte b : body) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether XML can hold every character. */
    static boolean isLegal(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < ' ' && c != '\t' && c != '\n' && c != '\r') || c >= 0xFFFE) {
                return false;
            }
        }
        return true;
    }

    /** Whether it comes out of XML as it went in: a parser may turn line ends of Windows into others, and drop what is blank. */
    static boolean isStable(String text) {
        return !text.isBlank() && text.indexOf('\r') < 0;
    }

    static String base64(byte[] body) {
        return Base64.getEncoder().encodeToString(body);
    }

    static long base64Length(long bytes) {
        return (bytes + 2) / 3 * 4;
    }

    /**
     * Decodes Base64.
     *
     * @return null when it is none
     */
    static byte @Nullable [] decoded(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
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
