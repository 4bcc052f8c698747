package io.midplatform.engine.settings;

import org.jspecify.annotations.Nullable;

/**
 * Something wrong with the settings.
 *
 * @param key the key, or the file or variable that is wrong as a whole
 * @param value the value as it may be shown, null for none
 * @param origin where it stands, null where there is no such place
 * @param reason what is wrong and what would be right
 */
public record Problem(
        String key, @Nullable String value, @Nullable String origin, String reason) {
    private static final int LONGEST = 120;

    static Problem of(Setting setting, String reason) {
        return new Problem(setting.key(), setting.shown(), setting.origin(), reason);
    }

    /** Without its value: what an unknown key holds may be a secret. */
    static Problem unseen(Setting setting, String reason) {
        return new Problem(setting.key(), null, setting.origin(), reason);
    }

    static Problem missing(String key, String reason) {
        return new Problem(key, null, null, reason);
    }

    /**
     * The same problem for logs.
     *
     * @return key, origin and reason
     */
    public Problem withoutValue() {
        return new Problem(key, null, origin, reason);
    }

    /**
     * The problem in one line.
     *
     * @return key, value, origin and reason
     */
    @Override
    public String toString() {
        StringBuilder line = new StringBuilder(120).append(printable(key));
        if (value != null) {
            line.append(" = '").append(printable(value)).append('\'');
        }
        if (origin != null) {
            line.append(" (").append(origin).append(')');
        }
        return line.append(": ").append(reason).toString();
    }

    static String printable(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        for (int i = 0; i < text.length() && i < LONGEST; i++) {
            char c = text.charAt(i);
            shown.append(Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '\uFFFD' : c);
        }
        return text.length() > LONGEST ? shown.append('…').toString() : shown.toString();
    }
}
