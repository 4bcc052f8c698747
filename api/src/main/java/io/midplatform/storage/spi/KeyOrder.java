package io.midplatform.storage.spi;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** The order of keys: by their UTF-8 bytes, which is by code points, where {@link String#compareTo} goes by UTF-16 units. */
public final class KeyOrder {
    /** Compares two keys. */
    public static final Comparator<String> UTF8 = KeyOrder::compare;

    private KeyOrder() {}

    /**
     * Compares two keys.
     *
     * @param a a key
     * @param b another
     * @return less than, equal to or greater than zero
     */
    public static int compare(String a, String b) {
        int common = Math.min(a.length(), b.length());
        for (int i = 0; i < common; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                // a surrogate stands for a code point above every other char
                boolean highX = Character.isSurrogate(x);
                boolean highY = Character.isSurrogate(y);
                return highX == highY ? Character.compare(x, y) : highX ? 1 : -1;
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    /**
     * The least string that comes after all strings with a prefix.
     *
     * @param prefix the prefix
     * @return null when there is none: the prefix is empty or has only the last code point
     */
    public static @Nullable String after(String prefix) {
        int end = prefix.length();
        while (end > 0) {
            int last = prefix.codePointBefore(end);
            end -= Character.charCount(last);
            if (last < Character.MAX_CODE_POINT) {
                int next = last + 1 == Character.MIN_SURROGATE ? Character.MAX_SURROGATE + 1 : last + 1;
                return prefix.substring(0, end) + Character.toString(next);
            }
        }
        return null;
    }
}
