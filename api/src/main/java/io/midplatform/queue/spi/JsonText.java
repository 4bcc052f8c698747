package io.midplatform.queue.spi;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the little JSON that drivers put around or beside a body: envelopes, attributes, policies, pointers. At most 16 levels deep, so that a text of
 * somebody else cannot exhaust the stack. Not thread-safe; the static methods are.
 */
public final class JsonText {
    private static final int DEEPEST = 16;

    private final String text;
    private int at;

    private JsonText(String text) {
        this.text = text;
    }

    /**
     * Reads an object.
     *
     * @param text the JSON
     * @return its members (texts, {@code Number}s, {@code Boolean}s, maps, lists); null when it is not JSON, or not an object
     */
    public static @Nullable Map<?, ?> object(String text) {
        return read(text) instanceof Map<?, ?> map ? map : null;
    }

    /**
     * Reads a list.
     *
     * @param text the JSON
     * @return its elements; null when it is not JSON, or not a list
     */
    public static @Nullable List<?> list(String text) {
        return read(text) instanceof List<?> list ? list : null;
    }

    private static @Nullable Object read(String text) {
        JsonText json = new JsonText(text);
        try {
            Object value = json.value(0);
            json.skipBlank();
            return json.at == text.length() ? value : null;
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return null;
        }
    }

    private @Nullable Object value(int depth) {
        skipBlank();
        return switch (text.charAt(at)) {
            case '{' -> map(depth + 1);
            case '[' -> list(depth + 1);
            case '"' -> string();
            default -> literal();
        };
    }

    private Map<String, @Nullable Object> map(int depth) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        if (opens(depth, '}')) {
            return map;
        }
        do {
            skipBlank();
            String name = string();
            skipBlank();
            expect(':');
            map.put(name, value(depth));
        } while (goesOn('}'));
        return map;
    }

    private List<@Nullable Object> list(int depth) {
        List<@Nullable Object> list = new ArrayList<>();
        if (opens(depth, ']')) {
            return list;
        }
        do {
            list.add(value(depth));
        } while (goesOn(']'));
        return list;
    }

    /** Whether it is empty, and then over. */
    private boolean opens(int depth, char end) {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException("too deep");
        }
        at++;
        skipBlank();
        boolean empty = text.charAt(at) == end;
        at += empty ? 1 : 0;
        return empty;
    }

    private boolean goesOn(char end) {
        skipBlank();
        if (text.charAt(at) == ',') {
            at++;
            return true;
        }
        expect(end);
        return false;
    }

    private String string() {
        expect('"');
        StringBuilder out = new StringBuilder();
        for (char c = text.charAt(at++); c != '"'; c = text.charAt(at++)) {
            out.append(c == '\\' ? escaped() : c);
        }
        return out.toString();
    }

    private char escaped() {
        char c = text.charAt(at++);
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> (char) Integer.parseInt(text.substring(at, at += 4), 16);
            default -> throw new IllegalArgumentException("unknown escape");
        };
    }

    private @Nullable Object literal() {
        int from = at;
        while (at < text.length() && ",]} \t\r\n".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String word = text.substring(from, at);
        return switch (word) {
            case "true" -> true;
            case "false" -> false;
            case "null" -> null;
            default -> Double.valueOf(word);
        };
    }

    private void expect(char c) {
        if (text.charAt(at) != c) {
            throw new IllegalArgumentException("expected " + c);
        }
        at++;
    }

    private void skipBlank() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }
}
