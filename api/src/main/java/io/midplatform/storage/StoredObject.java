package io.midplatform.storage;

import java.io.InputStream;

/**
 * An object opened for reading. Close it; a whole read verifies the checksum where there is one. Not thread-safe.
 *
 * <pre>{@code
 * try (StoredObject o = bucket.get("report.csv")) {
 *     o.stream().transferTo(out);
 * }
 * }</pre>
 */
public interface StoredObject extends AutoCloseable {
    /**
     * What is known of the object.
     *
     * @return the information, of the version that the stream reads
     */
    ObjectInfo info();

    /**
     * The bytes asked for. A connection that is lost is resumed at the byte reached, if the object is still the same. Its methods throw
     * {@link java.io.IOException} whose cause is the {@link io.midplatform.PlatformException}; bytes that do not match the checksum are
     * {@code CORRUPT} at the stream's end.
     *
     * @return the stream, always the same one
     */
    InputStream stream();

    /**
     * Reads what the stream has left.
     *
     * @return the bytes
     * @throws io.midplatform.PlatformException {@code LIMIT_EXCEEDED} when they do not fit an array; {@code CORRUPT}, {@code UNAVAILABLE} and the
     *     like when they cannot be read
     */
    byte[] bytes();

    /**
     * Reads what the stream has left, as UTF-8.
     *
     * @return the text; malformed bytes become U+FFFD
     * @throws io.midplatform.PlatformException as {@link #bytes()}
     */
    String text();

    /** Closes the stream. Idempotent, never throws. */
    @Override
    void close();
}
