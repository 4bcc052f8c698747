package io.midplatform.engine.call;

/** Facts about a string's UTF-8 form, without making it. */
public final class Utf8 {
    private Utf8() {}

    /**
     * Tells whether a string has a UTF-8 form: no surrogate stands alone.
     *
     * @param text the string
     * @return true when every surrogate is paired
     */
    public static boolean isWellFormed(String text) {
        return length(text) >= 0;
    }

    /**
     * The length in bytes.
     *
     * @param text the string
     * @return its length in UTF-8, or -1 when a surrogate stands alone
     */
    public static int length(String text) {
        int bytes = 0;
        int chars = text.length();
        for (int i = 0; i < chars; i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                bytes++;
            } else if (c < 0x800) {
                bytes += 2;
            } else if (!Character.isSurrogate(c)) {
                bytes += 3;
            } else if (Character.isHighSurrogate(c) && i + 1 < chars && Character.isLowSurrogate(text.charAt(i + 1))) {
                bytes += 4;
                i++;
            } else {
                return -1;
            }
        }
        return bytes;
    }
}
