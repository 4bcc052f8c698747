package io.midplatform.storage;

import java.io.OutputStream;

/**
 * Writes an object as a stream. Nothing is visible before {@link #commit()}, all of it after; closing without a commit leaves nothing. The stream
 * methods throw {@link java.io.IOException} whose cause is the {@link io.midplatform.PlatformException}; after a failure only {@code close} is of
 * use. For one thread at a time.
 *
 * <pre>{@code
 * try (BucketWriter w = bucket.writer("report.csv")) {
 *     report.writeTo(w);
 *     w.commit();
 * }
 * }</pre>
 */
public abstract class BucketWriter extends OutputStream {
    /** For the engine. */
    protected BucketWriter() {}

    /**
     * Publishes what was written.
     *
     * @return the confirmed write
     * @throws io.midplatform.PlatformException {@code ALREADY_EXISTS} or {@code PRECONDITION_FAILED} when a condition of the options does not
     *     hold; {@code CORRUPT} when the expected checksum is another
     * @throws IllegalStateException after a commit, a close or a failed write
     */
    public abstract PutResult commit();

    /** Ends the writer; without a commit, removes what was sent. Idempotent, never throws. */
    @Override
    public abstract void close();
}
