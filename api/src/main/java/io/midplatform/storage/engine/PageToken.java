package io.midplatform.storage.engine;

import io.midplatform.storage.ListOptions;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.CRC32C;

/** Our token of a page: the service's token, bound to the listing it belongs to, printable. */
final class PageToken {
    private static final String VERSION = "1";

    private PageToken() {}

    static String encode(ListOptions options, String serviceToken) {
        String text = VERSION + Long.toHexString(fingerprint(options)) + ":" + serviceToken;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The service's token; empty when the token is none of ours or of another listing. */
    static Optional<String> decode(ListOptions options, String token) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            String start = VERSION + Long.toHexString(fingerprint(options)) + ":";
            return text.startsWith(start) ? Optional.of(text.substring(start.length())) : Optional.empty();
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private static long fingerprint(ListOptions options) {
        CRC32C crc = new CRC32C();
        update(crc, options.prefix());
        update(crc, options.delimiter().orElse(""));
        update(crc, options.startAfter().orElse(""));
        return crc.getValue();
    }

    private static void update(CRC32C crc, String part) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        crc.update(bytes, 0, bytes.length);
        crc.update(0xff); // no byte of UTF-8: parts cannot run into each other
    }
}
