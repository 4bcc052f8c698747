package io.midplatform.storage;

import io.midplatform.ErrorCode;
import io.midplatform.PlatformException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/**
 * What to put: text, bytes, a buffer, a file or a stream. Repeatable content is read again for a retry; a stream is read once and goes in parts,
 * never whole in memory. Arrays and buffers are not copied here: leave them alone until {@code put} has returned; after that nothing refers to
 * them. Streams are read to their end and not closed.
 */
public abstract sealed class Content {
    private Content() {}

    /**
     * Text, as UTF-8.
     *
     * @param text the text
     * @return the content
     * @throws PlatformException {@code INVALID_REQUEST} when a surrogate stands alone, which UTF-8 cannot hold
     */
    public static Content text(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!Character.isSurrogatePair(text.charAt(i), i + 1 < text.length() ? text.charAt(i + 1) : ' ')) {
                    throw PlatformException.of(
                                    ErrorCode.INVALID_REQUEST, "the text has a lone surrogate at character " + i + ".")
                            .advice("Pass bytes where the content is not text.")
                            .build();
                }
                i++;
            }
        }
        return new Bytes(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), true);
    }

    /**
     * Bytes.
     *
     * @param bytes all of them
     * @return the content
     */
    public static Content bytes(byte[] bytes) {
        return new Bytes(ByteBuffer.wrap(bytes), false);
    }

    /**
     * The remaining bytes of a buffer.
     *
     * @param buffer the buffer; its position is not moved
     * @return the content
     */
    public static Content buffer(ByteBuffer buffer) {
        return new Bytes(buffer.asReadOnlyBuffer(), false);
    }

    /**
     * A file. Its size is read now and must be the same when its bytes are.
     *
     * @param file the file
     * @return the content
     * @throws IOException when the file cannot be read
     */
    public static Content file(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + ": not a regular file");
        }
        if (!Files.isReadable(file)) {
            throw new IOException(file + ": not readable");
        }
        return opened(Files.size(file), () -> Files.newInputStream(file));
    }

    /**
     * Bytes that can be opened again and again.
     *
     * @param length how many there are; another number is {@code INVALID_REQUEST} and leaves no object
     * @param opener opens them
     * @return the content
     */
    public static Content opened(long length, Opener opener) {
        return new Opened(lengthOf(length), opener);
    }

    /**
     * A stream of known length.
     *
     * @param stream the stream
     * @param length how many bytes it has; another number is {@code INVALID_REQUEST} and leaves no object
     * @return the content
     */
    public static Content stream(InputStream stream, long length) {
        return new Stream(stream, OptionalLong.of(lengthOf(length)));
    }

    /**
     * A stream of unknown length.
     *
     * @param stream the stream
     * @return the content
     */
    public static Content stream(InputStream stream) {
        return new Stream(stream, OptionalLong.empty());
    }

    /**
     * The number of bytes.
     *
     * @return empty for a stream of unknown length
     */
    public abstract OptionalLong length();

    /**
     * Whether {@link #open()} can be called more than once.
     *
     * @return false for streams
     */
    public abstract boolean isRepeatable();

    /**
     * Opens the bytes.
     *
     * @return a stream from the first byte; closing it does not close a caller's stream
     * @throws IOException when a file cannot be read
     */
    public abstract InputStream open() throws IOException;

    /**
     * The bytes in memory, where they are there anyway.
     *
     * @return a read-only view; empty for files and streams
     */
    public Optional<ByteBuffer> buffer() {
        return Optional.empty();
    }

    /**
     * The checksum of the bytes in memory, where they are there anyway.
     *
     * @return the CRC-32C; empty for files and streams
     */
    public Optional<Checksum> checksum() {
        return Optional.empty();
    }

    /**
     * Whether this is text, which decides the content type where nothing else does.
     *
     * @return true for {@link #text}
     */
    public boolean isText() {
        return false;
    }

    private static long lengthOf(long length) {
        if (length < 0) {
            throw new IllegalArgumentException("content cannot have the length " + length);
        }
        return length;
    }

    /** Opens content anew each time. */
    @FunctionalInterface
    public interface Opener {
        /**
         * Opens the bytes.
         *
         * @return a stream from the first byte, closed by the caller
         * @throws IOException when they cannot be read
         */
        InputStream open() throws IOException;
    }

    private static final class Bytes extends Content {
        private final ByteBuffer bytes;
        private final boolean text;

        Bytes(ByteBuffer bytes, boolean text) {
            this.bytes = bytes;
            this.text = text;
        }

        @Override
        public OptionalLong length() {
            return OptionalLong.of(bytes.remaining());
        }

        @Override
        public boolean isRepeatable() {
            return true;
        }

        @Override
        public InputStream open() {
            if (bytes.hasArray()) {
                return new ByteArrayInputStream(
                        bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
            }
            return new BufferStream(bytes.duplicate());
        }

        @Override
        public Optional<ByteBuffer> buffer() {
            return Optional.of(bytes.asReadOnlyBuffer());
        }

        @Override
        public Optional<Checksum> checksum() {
            CRC32C crc = new CRC32C();
            crc.update(bytes.duplicate());
            return Optional.of(Checksum.crc32c(crc.getValue()));
        }

        @Override
        public boolean isText() {
            return text;
        }

        @Override
        public String toString() {
            return bytes.remaining() + " bytes";
        }
    }

    private static final class Opened extends Content {
        private final long length;
        private final Opener opener;

        Opened(long length, Opener opener) {
            this.length = length;
            this.opener = Objects.requireNonNull(opener, "opener");
        }

        @Override
        public OptionalLong length() {
            return OptionalLong.of(length);
        }

        @Override
        public boolean isRepeatable() {
            return true;
        }

        @Override
        public InputStream open() throws IOException {
            return opener.open();
        }

        @Override
        public String toString() {
            return length + " bytes";
        }
    }

    private static final class Stream extends Content {
        private final InputStream stream;
        private final OptionalLong length;

        Stream(InputStream stream, OptionalLong length) {
            this.stream = Objects.requireNonNull(stream, "stream");
            this.length = length;
        }

        @Override
        public OptionalLong length() {
            return length;
        }

        @Override
        public boolean isRepeatable() {
            return false;
        }

        @Override
        public InputStream open() {
            return new Unclosed(stream);
        }

        @Override
        public String toString() {
            return length.isPresent() ? "a stream of " + length.getAsLong() + " bytes" : "a stream";
        }
    }

    /** The caller's stream, which is the caller's to close. */
    private static final class Unclosed extends java.io.FilterInputStream {
        Unclosed(InputStream stream) {
            super(stream);
        }

        @Override
        public void close() {
            // not ours
        }
    }

    private static final class BufferStream extends InputStream {
        private final ByteBuffer buffer;

        BufferStream(ByteBuffer buffer) {
            this.buffer = buffer;
        }

        @Override
        public int read() {
            return buffer.hasRemaining() ? buffer.get() & 0xff : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            if (length == 0) {
                return 0;
            }
            if (!buffer.hasRemaining()) {
                return -1;
            }
            int count = Math.min(length, buffer.remaining());
            buffer.get(into, offset, count);
            return count;
        }

        @Override
        public int available() {
            return buffer.remaining();
        }
    }
}
