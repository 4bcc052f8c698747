package io.midplatform.engine.settings;

import io.midplatform.spi.SettingsFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The {@code .properties} format: what {@link java.util.Properties} reads, with line numbers and every occurrence of a key. */
public final class PropertiesFormat implements SettingsFormat {
    /** Makes the format. */
    public PropertiesFormat() {}

    @Override
    public Set<String> extensions() {
        return Set.of("properties");
    }

    @Override
    public List<Entry> parse(String text) throws IOException {
        return new Reading(text).entries();
    }

    private static final class Reading {
        private final String text;
        private final List<Entry> entries = new ArrayList<>();
        private final StringBuilder logical = new StringBuilder();
        private int at;
        private int line = 1;
        private int next = 1;

        Reading(String text) {
            this.text = text;
        }

        List<Entry> entries() throws IOException {
            while (readLogical()) {
                split();
            }
            return entries;
        }

        /** Joins lines that end in an odd number of backslashes; comments and blank lines only count before an entry. */
        private boolean readLogical() {
            logical.setLength(0);
            while (at < text.length()) {
                boolean fresh = logical.length() == 0;
                if (fresh) {
                    line = next;
                }
                skipBlanks();
                int from = at;
                while (at < text.length() && !isEnd(text.charAt(at))) {
                    at++;
                }
                int to = at;
                skipEnd();
                if (fresh && (from == to || text.charAt(from) == '#' || text.charAt(from) == '!')) {
                    continue;
                }
                boolean more = oddBackslashes(from, to);
                logical.append(text, from, more ? to - 1 : to);
                if (!more) {
                    return true;
                }
            }
            return logical.length() > 0;
        }

        private void skipBlanks() {
            while (at < text.length() && isBlank(text.charAt(at))) {
                at++;
            }
        }

        private void skipEnd() {
            if (at < text.length()) {
                next++;
                char end = text.charAt(at++);
                if (end == '\r' && at < text.length() && text.charAt(at) == '\n') {
                    at++;
                }
            }
        }

        private boolean oddBackslashes(int from, int to) {
            int count = 0;
            while (to - 1 - count >= from && text.charAt(to - 1 - count) == '\\') {
                count++;
            }
            return count % 2 == 1;
        }

        private void split() throws IOException {
            int length = logical.length();
            int keyEnd = 0;
            boolean escaped = false;
            while (keyEnd < length) {
                char c = logical.charAt(keyEnd);
                if (!escaped && (c == '=' || c == ':' || isBlank(c))) {
                    break;
                }
                escaped = c == '\\' && !escaped;
                keyEnd++;
            }
            int valueStart = keyEnd;
            boolean separated = false;
            while (valueStart < length) {
                char c = logical.charAt(valueStart);
                if (!isBlank(c)) {
                    if (separated || (c != '=' && c != ':')) {
                        break;
                    }
                    separated = true;
                }
                valueStart++;
            }
            entries.add(new Entry(unescape(0, keyEnd), unescape(valueStart, length), line));
        }

        private String unescape(int from, int to) throws IOException {
            StringBuilder plain = new StringBuilder(to - from);
            int i = from;
            while (i < to) {
                char c = logical.charAt(i++);
                if (c != '\\') {
                    plain.append(c);
                } else if (i < to) {
                    char escaped = logical.charAt(i++);
                    if (escaped == 'u') {
                        plain.append(unicode(i, to));
                        i += 4;
                    } else {
                        plain.append(control(escaped));
                    }
                }
            }
            return plain.toString();
        }

        private char unicode(int from, int to) throws IOException {
            int code = 0;
            for (int i = from; i < from + 4; i++) {
                char c = i < to ? logical.charAt(i) : 'x';
                int digit = c < 0x80 ? Character.digit(c, 16) : -1;
                if (digit < 0) {
                    throw new IOException(
                            "line " + line + ": \\u needs four hexadecimal digits; write \\\\ for a" + " backslash");
                }
                code = code << 4 | digit;
            }
            return (char) code;
        }

        private static char control(char escaped) {
            return switch (escaped) {
                case 't' -> '\t';
                case 'n' -> '\n';
                case 'r' -> '\r';
                case 'f' -> '\f';
                default -> escaped;
            };
        }

        private static boolean isBlank(char c) {
            return c == ' ' || c == '\t' || c == '\f';
        }

        private static boolean isEnd(char c) {
            return c == '\n' || c == '\r';
        }
    }
}
