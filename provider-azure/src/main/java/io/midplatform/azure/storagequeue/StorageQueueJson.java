package io.midplatform.azure.storagequeue;

import java.util.Map;
import java.util.Objects;

/** Writes the JSON of the envelope. It is legal in XML and survives it unchanged. */
final class StorageQueueJson {
    private StorageQueueJson() {}

    /** Writes an object of texts, numbers and further such maps. */
    static String write(Map<String, ?> members) {
        StringBuilder out = new StringBuilder(64);
        write(members, out);
        return out.toString();
    }

    private static void write(Map<?, ?> members, StringBuilder out) {
        char before = '{';
        for (Map.Entry<?, ?> member : members.entrySet()) {
            out.append(before);
            before = ',';
            quote(Objects.toString(member.getKey()), out);
            out.append(':');
            if (member.getValue() instanceof Map<?, ?> inner) {
                write(inner, out);
            } else if (member.getValue() instanceof Number number) {
                out.append(number);
            } else {
                quote(Objects.toString(member.getValue()), out);
            }
        }
        out.append(before == '{' ? "{}" : "}");
    }

    private static void quote(String value, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < value.length()
                    && Character.isLowSurrogate(value.charAt(i + 1));
            int shorthand = "\"\\\n\r\t".indexOf(c);
            if (shorthand >= 0) {
                out.append('\\').append("\"\\nrt".charAt(shorthand));
            } else if (pair) {
                out.append(c).append(value.charAt(++i));
            } else if (c < ' ' || c >= 0xFFFE || Character.isSurrogate(c)) {
                out.append("\\u").append(String.format("%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
