package io.midplatform.storage.engine;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import io.midplatform.engine.call.Calls;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * What names an upload to those who resume or remove it; printable.
 *
 * @param key the object's key
 * @param upload the service's id
 */
record UploadToken(String key, String upload) {
    private static final String VERSION = "1:";

    String encode() {
        String text = VERSION + key.length() + ":" + key + upload;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    static UploadToken decode(Calls calls, String operation, String token) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            int colon = text.indexOf(':', VERSION.length());
            if (text.startsWith(VERSION) && colon > 0) {
                int split = colon + 1 + Integer.parseInt(text.substring(VERSION.length(), colon));
                if (split > colon && split < text.length()) {
                    return new UploadToken(text.substring(colon + 1, split), text.substring(split));
                }
            }
        } catch (IllegalArgumentException e) {
            // none of ours
        }
        throw refused(calls, operation);
    }

    private static PlatformException refused(Calls calls, String operation) {
        return calls.error(ErrorCode.INVALID_REQUEST, operation, null, "the token is not one of an upload.")
                .advice("Pass what resumable or abandonedUploads() told, unchanged.")
                .build();
    }
}
