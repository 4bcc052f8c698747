package io.midplatform.azure.blob;

import io.midplatform.storage.spi.KeyRules;
import org.jspecify.annotations.Nullable;

/**
 * Which keys Blob Storage can hold. Sources: "Naming and referencing containers, blobs, and metadata" in the REST reference (control characters,
 * private-use code points, segments that end with a dot, 254 segments), and what rclone's authors saw (DEL; a backslash becomes a slash).
 */
final class BlobKeys implements KeyRules {
    private static final int MAX_SEGMENTS = 254;

    @Override
    public @Nullable String reject(String key) {
        int segments = 1;
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if (Character.isISOControl(c)) {
                return "Azure refuses keys with control characters";
            }
            if (c == '\\') {
                return "Azure turns backslashes in keys into slashes";
            }
            if ((c >= '\ue000' && c <= '\uf8ff') || (c >= '\ufdd0' && c <= '\ufdef') || c >= '\ufffe') {
                return "Azure refuses keys with private-use code points and with those that are no characters";
            }
            if (c == '/') {
                segments++;
            }
            if (c == '.' && (i + 1 == key.length() || key.charAt(i + 1) == '/')) {
                return "Azure does not keep a dot at the end of a key or before a slash";
            }
        }
        return segments > MAX_SEGMENTS ? "Azure allows 254 segments between slashes in a key" : null;
    }
}
