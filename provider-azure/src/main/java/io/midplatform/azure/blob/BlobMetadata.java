package io.midplatform.azure.blob;

import io.midplatform.storage.Checksum;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * User metadata as Azure can hold it: names are C# identifiers, of which everything else is written as {@code _hh_} with its code in hexadecimal; values
 * that ASCII headers cannot hold travel as one encoded word of RFC 2047. Both are reversible, and what is plain stays as it is. Names that begin with
 * {@code mp_} are ours.
 */
final class BlobMetadata {
    /** The CRC32C of all bytes, in hexadecimal, and their number: a checksum of other bytes is of no use. */
    private static final String CHECKSUM = "mp_crc32c";

    private static final String RESERVED = "mp_";
    private static final Pattern WORD = Pattern.compile("=\\?UTF-8\\?B\\?([A-Za-z0-9+/=]*)\\?=");
    private static final Pattern ESCAPED = Pattern.compile("_([0-9a-f]{2})_");
    private static final int HEX = 16;

    private BlobMetadata() {}

    /** Gives each name and value as Azure can hold it, the checksum among them. */
    static void encode(
            Map<String, String> metadata, @Nullable Checksum checksum, long size, BiConsumer<String, String> to) {
        metadata.forEach((name, value) -> to.accept(name(name), value(value)));
        if (checksum != null) {
            to.accept(CHECKSUM, checksum.hex() + "-" + size);
        }
    }

    /** Whether a name, decoded, is one of ours. */
    static boolean isReserved(String name) {
        return name.startsWith(RESERVED);
    }

    /** The checksum of an object of a size; null where there is none, or where it is of other bytes. */
    static @Nullable Checksum checksum(String name, String value, long size) {
        int end = value.length() - 1 - Long.toString(size).length();
        if (!name.equals(CHECKSUM) || end != 8 || !value.endsWith("-" + size)) {
            return null;
        }
        try {
            return Checksum.crc32c(Long.parseLong(value, 0, end, HEX));
        } catch (NumberFormatException e) {
            return null; // another program's
        }
    }

    private static String name(String name) {
        StringBuilder escaped = null;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean kept = c == '_' ? !looksEscaped(name, i) : isPlain(c) && (i > 0 || !isDigit(c));
            if (!kept && escaped == null) {
                escaped = new StringBuilder(name.substring(0, i));
            }
            if (escaped != null) {
                if (kept) {
                    escaped.append(c);
                } else {
                    escaped.append('_')
                            .append(Character.forDigit(c >> 4, HEX))
                            .append(Character.forDigit(c & 0xf, HEX))
                            .append('_');
                }
            }
        }
        return escaped == null ? name : escaped.toString();
    }

    /** Whether an underscore would be read as the beginning of an escape: two hexadecimal digits and, as it is or of an escape, another underscore. */
    private static boolean looksEscaped(String name, int at) {
        return at + 3 < name.length()
                && Character.digit(name.charAt(at + 1), HEX) >= 0
                && Character.digit(name.charAt(at + 2), HEX) >= 0
                && !isPlain(name.charAt(at + 3));
    }

    private static boolean isPlain(char c) {
        return isDigit(c) || (c >= 'a' && c <= 'z');
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** What {@link #encode} made of a name; one that it would not have written stays as it is, such as {@code google_ad_id}. */
    static String decodeName(String name) {
        if (name.indexOf('_') < 0) {
            return name;
        }
        Matcher escaped = ESCAPED.matcher(name);
        StringBuilder decoded = new StringBuilder();
        while (escaped.find()) {
            char c = (char) Integer.parseInt(escaped.group(1), HEX);
            if (c <= ' ' || c > '~') {
                return name;
            }
            escaped.appendReplacement(decoded, Matcher.quoteReplacement(Character.toString(c)));
        }
        String original = escaped.appendTail(decoded).toString();
        return name(original).equals(name) ? original : name;
    }

    private static String value(String value) {
        if (isPlain(value)) {
            return value;
        }
        return "=?UTF-8?B?" + Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)) + "?=";
    }

    /** What {@link #encode} made of a value. */
    static String decodeValue(String header) {
        if (!header.startsWith("=?")) {
            return header;
        }
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
