package io.midplatform.storage.engine;

import io.midplatform.storage.Content;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds a media type by the key's ending, then by the first bytes. */
final class ContentTypes {
    static final String UNKNOWN = "application/octet-stream";
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final int LONGEST_ENDING = 8;
    private static final Map<String, String> BY_ENDING = byEnding();

    private ContentTypes() {}

    /** The type that the key's ending says, null when it says none. */
    static @Nullable String byKey(String key) {
        int dot = key.lastIndexOf('.');
        int length = key.length() - dot - 1;
        if (dot < 0 || length == 0 || length > LONGEST_ENDING) {
            return null;
        }
        String ending = key.substring(dot + 1);
        String type = BY_ENDING.get(ending);
        return type != null ? type : BY_ENDING.get(ending.toLowerCase(Locale.ROOT));
    }

    /** The type of content whose first bytes are at hand. */
    static String of(String key, Content content) {
        String type = byKey(key);
        if (type != null) {
            return type;
        }
        return content.isText()
                ? TEXT
                : content.buffer().map(ContentTypes::byBytes).orElse(UNKNOWN);
    }

    /** The type of bytes by their signature (the WHATWG "MIME Sniffing" patterns of formats that have one). */
    static String byBytes(ByteBuffer bytes) {
        if (starts(bytes, 0, 0x89, 'P', 'N', 'G', 0x0d, 0x0a, 0x1a, 0x0a)) {
            return "image/png";
        } else if (starts(bytes, 0, 0xff, 0xd8, 0xff)) {
            return "image/jpeg";
        } else if (starts(bytes, 0, 'G', 'I', 'F', '8')) {
            return "image/gif";
        } else if (starts(bytes, 0, 'R', 'I', 'F', 'F') && starts(bytes, 8, 'W', 'E', 'B', 'P')) {
            return "image/webp";
        } else if (starts(bytes, 0, '%', 'P', 'D', 'F', '-')) {
            return "application/pdf";
        } else if (starts(bytes, 0, 'P', 'K', 3, 4)) {
            return "application/zip";
        } else if (starts(bytes, 0, 0x1f, 0x8b)) {
            return "application/gzip";
        } else if (starts(bytes, 0, 0x28, 0xb5, 0x2f, 0xfd)) {
            return "application/zstd";
        } else if (starts(bytes, 0, '<', '?', 'x', 'm', 'l')) {
            return "application/xml";
        }
        return UNKNOWN;
    }

    private static boolean starts(ByteBuffer bytes, int at, int... signature) {
        if (bytes.remaining() < at + signature.length) {
            return false;
        }
        for (int i = 0; i < signature.length; i++) {
            if ((bytes.get(bytes.position() + at + i) & 0xff) != signature[i]) {
                return false;
            }
        }
        return true;
    }

    private static Map<String, String> byEnding() {
        Map<String, String> types = new HashMap<>();
        add(types, "text/plain; charset=utf-8", "txt", "log", "text");
        add(types, "text/html; charset=utf-8", "html", "htm");
        add(types, "text/css; charset=utf-8", "css");
        add(types, "text/csv; charset=utf-8", "csv");
        add(types, "text/markdown; charset=utf-8", "md", "markdown");
        add(types, "text/javascript; charset=utf-8", "js", "mjs");
        add(types, "application/json", "json");
        add(types, "application/x-ndjson", "ndjson", "jsonl");
        add(types, "application/xml", "xml", "xsd");
        add(types, "application/yaml", "yaml", "yml");
        add(types, "application/pdf", "pdf");
        add(types, "application/zip", "zip");
        add(types, "application/java-archive", "jar");
        add(types, "application/gzip", "gz", "tgz");
        add(types, "application/zstd", "zst");
        add(types, "application/x-tar", "tar");
        add(types, "application/vnd.apache.parquet", "parquet");
        add(types, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx");
        add(types, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx");
        add(types, "application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx");
        add(types, "application/wasm", "wasm");
        add(types, "image/png", "png");
        add(types, "image/jpeg", "jpg", "jpeg");
        add(types, "image/gif", "gif");
        add(types, "image/webp", "webp");
        add(types, "image/avif", "avif");
        add(types, "image/svg+xml", "svg");
        add(types, "image/x-icon", "ico");
        add(types, "image/tiff", "tif", "tiff");
        add(types, "audio/mpeg", "mp3");
        add(types, "audio/wav", "wav");
        add(types, "audio/ogg", "ogg");
        add(types, "video/mp4", "mp4");
        add(types, "video/webm", "webm");
        add(types, "font/woff", "woff");
        add(types, "font/woff2", "woff2");
        return Map.copyOf(types);
    }

    private static void add(Map<String, String> types, String type, String... endings) {
        for (String ending : endings) {
            types.put(ending, type);
        }
    }
}
