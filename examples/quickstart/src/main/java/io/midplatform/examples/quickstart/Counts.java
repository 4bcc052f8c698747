package io.midplatform.examples.quickstart;

import java.io.IOException;
import java.io.InputStream;

/** What was counted: of one content, or summed up. */
record Counts(long files, long lines, long words, long bytes) {
    static final Counts NONE = new Counts(0, 0, 0, 0);

    Counts plus(Counts other) {
        return new Counts(files + other.files, lines + other.lines, words + other.words, bytes + other.bytes);
    }

    /** Counts a stream with one buffer, whatever its length. Words are what white space parts. */
    static Counts of(InputStream in) throws IOException {
        long lines = 0;
        long words = 0;
        long bytes = 0;
        boolean inWord = false;
        byte[] buffer = new byte[64 * 1024];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            bytes += count;
            for (int i = 0; i < count; i++) {
                byte b = buffer[i];
                boolean space = b == ' ' || (b >= '\t' && b <= '\r');
                if (!space && !inWord) {
                    words++;
                }
                inWord = !space;
                if (b == '\n') {
                    lines++;
                }
            }
        }
        return new Counts(1, lines, words, bytes);
    }
}
