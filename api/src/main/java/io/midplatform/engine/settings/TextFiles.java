package io.midplatform.engine.settings;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads settings files: UTF-8, not endless. */
public final class TextFiles {
    private static final int LARGEST = 8 << 20;

    private TextFiles() {}

    /**
     * Reads a file.
     *
     * @param file the file
     * @return its text, without a byte order mark
     * @throws IOException when it cannot be read, is larger than 8 MiB or is not UTF-8
     */
    public static String read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in);
        }
    }

    static String read(InputStream in) throws IOException {
        return decode(in.readNBytes(LARGEST + 1));
    }

    /**
     * Decodes a file's bytes.
     *
     * @param bytes the bytes
     * @return the text, without a byte order mark
     * @throws IOException when they are more than 8 MiB or not UTF-8
     */
    public static String decode(byte[] bytes) throws IOException {
        if (bytes.length > LARGEST) {
            throw new IOException("it is larger than 8 MiB");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException malformed) {
            throw new IOException("it is not UTF-8 text", malformed);
        }
    }

    /**
     * Says why a file could not be read.
     *
     * @param thrown what was thrown
     * @return the reason, without the file's name
     */
    public static String reason(Exception thrown) {
        if (thrown instanceof AccessDeniedException) {
            return "access denied";
        }
        if (thrown instanceof NoSuchFileException) {
            return "it does not exist";
        }
        String message = thrown.getMessage();
        return message == null || message.isBlank() ? thrown.getClass().getSimpleName() : message;
    }
}
